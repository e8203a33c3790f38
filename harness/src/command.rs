//! What can be typed after `cargo lab`, and which module does it.

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};
use shared::call::ServiceName;

use crate::{
    error::Result,
    experiments::{self, call, pool, reading, rpc, simulate, split, tenants, workflow},
    fuzz,
    instrument::selfcheck,
    machine::{
        build::{self, Variant},
        checks, deploy, dev, doctor,
        project::Project,
        signals, tools, up,
        workers::typed,
    },
    manual, record, results, terminal,
    watch::{self, Watch},
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
  10 gate failed, 11 slower than the baseline, 12 not decided where that was asked for, 130 interrupted";

const COMPARE_EXAMPLES: &str = "\
Examples:
  cargo lab compare --quick
  cargo lab compare --quick --cells hot_read --gate 'split.hot_read.ratio.upper < 2.0'
  cargo lab compare --quick --cells hot_read --arms new,new
  cargo lab compare --quick --cells hot_read --compute-isolates 4 --routing random
  cargo lab compare --config lab.toml --out runs/monday
  LAB_TOKEN=… cargo lab compare --target https://isolab-router.example.workers.dev";

const RPC_EXAMPLES: &str = "\
Examples:
  cargo lab rpc --quick
  cargo lab rpc --quick --cells echo_1k --arms direct,rpc_postcard,fetch_json
  cargo lab rpc --cells javascript_rpc_1k --gate 'rpc.javascript_rpc_1k.rust.ratio.upper < 1.1'
  LAB_TOKEN=… cargo lab rpc --target https://isolab-router.example.workers.dev";

const CALL_EXAMPLES: &str = "\
Examples:
  cargo lab call --quick
  cargo lab call --quick --cells parallel_50 --arms rpc,durable,rpc_both_durable
  cargo lab call --cells ladder_1000
  cargo lab call --quick --state target/on-disk
  LAB_TOKEN=… cargo lab call --target https://isolab-router.example.workers.dev";

const WORKFLOW_EXAMPLES: &str = "\
Examples:
  cargo lab workflow --quick
  cargo lab workflow --quick --cells accept --arms row,engine,seed
  cargo lab workflow --cells outage
  cargo lab workflow list --status failed
  cargo lab workflow show order-1 --page order-1.html
  cargo lab workflow watch order-1
  LAB_TOKEN=… cargo lab workflow --target https://isolab-router.example.workers.dev";

const POOL_EXAMPLES: &str = "\
Examples:
  cargo lab pool --quick
  cargo lab pool --quick --cells clients_16 --arms bare,shared,instance,disposable
  cargo lab pool --cells open_60 --gate 'pool.open_60.isolate.ratio.upper < 3'
  LAB_TOKEN=… cargo lab pool --target https://isolab-router.example.workers.dev";

const TENANTS_EXAMPLES: &str = "\
Examples:
  cargo lab tenants --quick
  cargo lab tenants --quick --scenarios burst,gaps --arms new,traditional
  cargo lab tenants --engine both --time-scale 2
  cargo lab tenants --quick --scenarios burst --gate 'burst.new.warm > 0.5' --baseline runs/monday
  cargo lab tenants --compute-isolates 16 --routing random,round-robin,tenant-affine --arms new,traditional
  LAB_TOKEN=… cargo lab tenants --target https://isolab-router.example.workers.dev";

#[derive(Debug, Subcommand)]
enum Command {
    /// Measures the architectures against each other and prints the answer. Sets up and builds first
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Box<split::Arguments>),
    /// Measures what one hop between Workers costs, by transport, codec, payload, depth and concurrency
    #[command(after_help = RPC_EXAMPLES)]
    Rpc(Box<experiments::Arguments>),
    /// Measures what it costs that a call between two objects is never lost and never made twice
    #[command(after_help = CALL_EXAMPLES)]
    Call(Box<experiments::Arguments>),
    /// Measures what it costs that a workflow outlives its object, and which habits make engines slow
    ///
    /// With `show`, `watch` or `list` it measures nothing, and tells of instances.
    #[command(after_help = WORKFLOW_EXAMPLES, args_conflicts_with_subcommands = true)]
    Workflow(Box<Workflow>),
    /// Measures what it costs that a task is kept from those before it, and what a pool of isolates saves
    #[command(after_help = POOL_EXAMPLES)]
    Pool(Box<experiments::Arguments>),
    /// Measures what many tenants cost: cold and warm, the isolates behind them, idle gaps, keep-warm
    #[command(after_help = TENANTS_EXAMPLES)]
    Tenants(Box<tenants::Arguments>),
    /// Simulates pools of isolates, up to a million of them and days of traffic, with the engine that runs the live one
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(Box<simulate::Arguments>),
    /// Makes the reports of a run once more, from its record alone
    #[command(
        after_help = "Examples:\n  cargo lab report\n  cargo lab report runs/monday --format markdown > RESULTS.md"
    )]
    Report(reading::Report),
    /// Writes what kept runs found into the pages that tell of it
    #[command(after_help = "Examples:\n  cargo lab results\n  cargo lab results --check")]
    Results(results::Arguments),
    /// Draws every statistic of a run again from its samples, and says whether the record agrees
    #[command(after_help = "Examples:\n  cargo lab verify\n  cargo lab verify runs/monday")]
    Verify {
        /// The run's folder or its run.json [default: the newest in runs]
        run: Option<PathBuf>,
    },
    /// Compares two runs, and warns where they were not made alike
    #[command(after_help = "Examples:\n  cargo lab diff runs/monday runs/tuesday\n  cargo lab diff A B --strict")]
    Diff(reading::Diff),
    /// Measures the instrument itself: its client against wrk on the same Worker, and the pace of its open loop
    #[command(after_help = "Examples:\n  cargo lab selfcheck\n  cargo lab selfcheck --json")]
    Selfcheck(selfcheck::Arguments),
    /// Sends requests that nobody would write to every route, and fails where an answer is not as it has to be
    #[command(after_help = fuzz::EXAMPLES)]
    Fuzz(fuzz::Arguments),
    /// Runs every test: lints, host, WASM, end to end, wrangler. Sets up and builds first
    #[command(after_help = "Examples:\n  cargo lab test\n  cargo lab test --only host")]
    Test {
        /// Run one part only
        #[arg(long, value_name = "PART")]
        only: Option<checks::Part>,
    },
    /// Serves all Workers on this machine until Ctrl-C, and prints how to call them. Sets up and builds first
    #[command(
        after_help = "Examples:\n  cargo lab up\n  cargo lab up --port 9000 --state lab\n  cargo lab up --compute-isolates 4 --routing random"
    )]
    Up(up::Arguments),
    /// Builds the Workers whose sources have changed, and prints their sizes
    #[command(after_help = "Examples:\n  cargo lab build\n  cargo lab build compute state")]
    Build {
        /// The Workers to build [default: all]
        #[arg(value_parser = typed(), value_name = "WORKER")]
        workers: Vec<ServiceName>,
        /// Build what the tests of faults run, into a folder of its own: Workers that fail on command
        #[arg(long)]
        faulty: bool,
    },
    /// Serves all Workers by the pinned `wrangler dev`, until that ends. Sets up and builds first
    #[command(after_help = dev::EXAMPLES)]
    Dev(dev::Arguments),
    /// Deploys all Workers with wrangler, callees first
    #[command(after_help = "Examples:\n  cargo lab deploy --dry-run\n  cargo lab deploy\n  cargo lab deploy spreader")]
    Deploy {
        /// The Workers to deploy [default: all but the spreader, which is an experiment]
        #[arg(value_parser = typed(), value_name = "WORKER")]
        workers: Vec<ServiceName>,
        /// Do everything but the upload
        #[arg(long)]
        dry_run: bool,
    },
    /// Installs what is missing, and says what it does
    #[command(after_help = "Built tools go to ISOLAB_TOOLS, or else to the folder isolab in the user's cache.")]
    Setup,
    /// Says what is there and what is missing, with the command that mends it
    Doctor,
    /// Prints the JSON Schema of run.json
    Schema,
    /// Prints what a shell needs to complete the commands of the program isolab
    #[command(after_help = "Example:\n  cargo lab completions bash > isolab.bash")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Prints the manual page, or writes one page per command
    #[command(after_help = "Examples:\n  cargo lab man | man -l -\n  cargo lab man --out target/man")]
    Man {
        /// The folder for one page per command
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Measuring workflows, or looking at one instance.
#[derive(Debug, clap::Args)]
struct Workflow {
    #[command(subcommand)]
    watch: Option<Watch>,
    #[command(flatten)]
    measuring: experiments::Arguments,
}

impl Command {
    /// Whether it starts programs that must not outlive it, and so ends in good order at a signal. The others only read and
    /// compute, and end at once.
    fn starts_programs(&self) -> bool {
        match self {
            Self::Compare(_)
            | Self::Rpc(_)
            | Self::Call(_)
            | Self::Pool(_)
            | Self::Tenants(_)
            | Self::Selfcheck(_)
            | Self::Fuzz(_)
            | Self::Test { .. }
            | Self::Up(_)
            | Self::Build { .. }
            | Self::Dev(_)
            | Self::Deploy { .. }
            | Self::Setup => true,
            Self::Workflow(arguments) => arguments.watch.is_none(),
            Self::Simulate(_)
            | Self::Report(_)
            | Self::Results(_)
            | Self::Verify { .. }
            | Self::Diff(_)
            | Self::Doctor
            | Self::Schema
            | Self::Completions { .. }
            | Self::Man { .. } => false,
        }
    }
}

/// Does what was typed, and says how the process ends.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let project = Project::find()?;
    if arguments.command.starts_programs() {
        signals::listen()?;
    }
    let done = match &arguments.command {
        Command::Dev(arguments) => return dev::run(&project, arguments),
        Command::Compare(arguments) => split::run(&project, arguments),
        Command::Rpc(arguments) => rpc::run(&project, arguments),
        Command::Call(arguments) => call::run(&project, arguments),
        Command::Workflow(arguments) => match &arguments.watch {
            Some(watch) => watch::run(watch),
            None => workflow::run(&project, &arguments.measuring),
        },
        Command::Pool(arguments) => pool::run(&project, arguments),
        Command::Tenants(arguments) => tenants::run(&project, arguments),
        Command::Simulate(arguments) => simulate::run(&project, arguments),
        Command::Report(arguments) => reading::report(&project, arguments),
        Command::Results(arguments) => results::run(&project, arguments),
        Command::Verify { run } => reading::verify(&project, run.as_deref()),
        Command::Diff(arguments) => reading::diff(arguments),
        Command::Selfcheck(arguments) => selfcheck::run(&project, arguments),
        Command::Fuzz(arguments) => fuzz::run(&project, arguments),
        Command::Schema => terminal::print(&record::schema()),
        Command::Completions { shell } => manual::completions(Arguments::command(), *shell),
        Command::Man { out } => manual::man(Arguments::command(), out.as_deref()),
        Command::Test { only } => checks::run(&project, *only),
        Command::Up(arguments) => up::run(&project, arguments),
        Command::Build { workers, faulty } => {
            build::run(&project, workers, if *faulty { Variant::Faulty } else { Variant::Deployable })
        }
        Command::Deploy { workers, dry_run } => {
            deploy::run(&project, workers, if *dry_run { deploy::Mode::DryRun } else { deploy::Mode::Upload })
        }
        Command::Setup => {
            tools::for_everything(&project)?;
            terminal::tell("everything is there");
            Ok(())
        }
        Command::Doctor => doctor::run(&project),
    };
    done.map(|()| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
