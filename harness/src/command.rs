//! What can be typed after `cargo lab`, and which module does it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{
    build::{self, Variant},
    checks, compare, deploy, doctor,
    error::Result,
    project::{Project, Worker},
    tools, up,
};

/// Compares architectures of Rust Workers by running them.
#[derive(Debug, Parser)]
#[command(name = "cargo lab", bin_name = "cargo lab", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0 done, 1 internal, 2 usage or configuration, 3 environment not ready, 4 a response was wrong, 5 run invalid,
  10 gate failed, 130 interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    /// Measures the architectures against each other and prints the answer. Sets up and builds first
    #[command(after_help = "Examples:\n  cargo lab compare --quick\n  cargo lab compare --out runs/monday")]
    Compare(compare::Arguments),
    /// Runs every test: lints, host, WASM, end to end, wrangler. Sets up and builds first
    #[command(after_help = "Examples:\n  cargo lab test\n  cargo lab test --only host")]
    Test {
        /// Run one part only
        #[arg(long, value_name = "PART")]
        only: Option<checks::Part>,
    },
    /// Serves all Workers on this machine until Ctrl-C, and prints how to call them. Sets up and builds first
    #[command(after_help = "Examples:\n  cargo lab up\n  cargo lab up --port 9000 --state lab")]
    Up {
        /// The port on 127.0.0.1
        #[arg(long, default_value_t = 8787)]
        port: u16,
        /// The folder of the objects' data, kept between runs [default: target/isolab/up/state]
        #[arg(long, value_name = "DIR")]
        state: Option<PathBuf>,
    },
    /// Builds the Workers whose sources have changed, and prints their sizes
    #[command(after_help = "Examples:\n  cargo lab build\n  cargo lab build compute state")]
    Build {
        /// The Workers to build [default: all]
        workers: Vec<Worker>,
        /// Build what the tests of faults run, into a folder of its own: Workers that fail on command
        #[arg(long)]
        faulty: bool,
    },
    /// Deploys all Workers with wrangler, callees first
    #[command(after_help = "Examples:\n  cargo lab deploy --dry-run\n  cargo lab deploy")]
    Deploy {
        /// Do everything but the upload
        #[arg(long)]
        dry_run: bool,
    },
    /// Installs what is missing, and says what it does
    #[command(after_help = "Built tools go to ISOLAB_TOOLS, or else to the folder isolab in the user's cache.")]
    Setup,
    /// Says what is there and what is missing, with the command that mends it
    Doctor,
}

/// Does what was typed.
pub fn run(arguments: &Arguments) -> Result<()> {
    let project = Project::find()?;
    match &arguments.command {
        Command::Compare(arguments) => compare::run(&project, arguments),
        Command::Test { only } => checks::run(&project, *only),
        Command::Up { port, state } => up::run(&project, *port, state.as_deref()),
        Command::Build { workers, faulty } => {
            let variant = if *faulty { Variant::Faulty } else { Variant::Deployable };
            let workers = if workers.is_empty() { variant.workers() } else { workers };
            let tools = tools::set_up(&project)?;
            build::print_sizes(&build::build(&project, &tools, workers, variant)?);
            Ok(())
        }
        Command::Deploy { dry_run } => {
            deploy::run(&project, if *dry_run { deploy::Mode::DryRun } else { deploy::Mode::Upload })
        }
        Command::Setup => {
            tools::set_up(&project)?;
            eprintln!("everything is there");
            Ok(())
        }
        Command::Doctor => doctor::run(&project),
    }
}

#[cfg(test)]
mod tests;
