//! What the project needs of the machine: how each need is found, how it is met, and what a person can type instead.

pub mod browser;
mod cargo_tool;
mod compiler;
mod conformance_suite;
mod npm_packages;
mod packages;
pub(crate) mod postgres_assets;
mod set_up;
#[cfg(test)]
mod tests;
pub mod tracer;
pub mod versions;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use cargo_tool::{CargoTool, Workshop};
pub use compiler::Compiler;
pub use conformance_suite::cases as conformance_cases;
pub use npm_packages::runtime;
use set_up::set_up;
use shared::engine::EngineName;

use crate::{
    error::{Error, Result},
    machine::{
        process,
        project::Project,
        workers::{TARGET, Worker},
    },
    terminal::Step,
};

/// One thing that must be on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Rust's standard library for WASM.
    RustTarget,
    /// A C compiler for WASM.
    Compiler,
    /// wrangler, the local runtime, the bundler and the optimiser.
    NpmPackages,
    /// Postgres in WASM and its first data directory.
    PostgresAssets,
    /// The cases that workflows are held against.
    ConformanceSuite,
    /// A tool that cargo builds.
    Tool(CargoTool),
}

impl Need {
    /// Every need, each after those that it has itself.
    pub const ALL: [Need; 7] = [
        Need::RustTarget,
        Need::Compiler,
        Need::NpmPackages,
        Need::PostgresAssets,
        Need::ConformanceSuite,
        Need::Tool(cargo_tool::WORKER_BUILD),
        Need::Tool(cargo_tool::TEST_RUNNER),
    ];

    /// What it takes to build and serve these Workers.
    fn of(workers: &[&Worker]) -> Vec<Self> {
        let has_postgres = workers.iter().any(|worker| worker.engine() == Some(EngineName::Postgres));
        let is_needed = |need: &Need| match need {
            Need::RustTarget | Need::Compiler | Need::NpmPackages => true,
            Need::PostgresAssets => has_postgres,
            Need::ConformanceSuite => false,
            Need::Tool(tool) => *tool != cargo_tool::TEST_RUNNER,
        };
        Self::ALL.into_iter().filter(is_needed).collect()
    }

    /// What a person calls it.
    pub fn name(self) -> String {
        match self {
            Need::RustTarget => format!("Rust for {TARGET}"),
            Need::Compiler => "C compiler for WASM".to_owned(),
            Need::NpmPackages => "npm packages".to_owned(),
            Need::PostgresAssets => "Postgres for the Workers".to_owned(),
            Need::ConformanceSuite => "conformance suite".to_owned(),
            Need::Tool(tool) => format!("{} {}", tool.program, tool.version),
        }
    }

    /// Where it is, or nothing when it is missing.
    pub fn find(self, project: &Project) -> Result<Option<String>> {
        match self {
            Need::RustTarget => {
                let sysroot = process::output(process::command("rustc", project.root()).args(["--print", "sysroot"]))
                    .map_err(|error| {
                    error.unless_interrupted(|error| {
                        Error::environment(error.to_string()).remedy("install Rust: https://rustup.rs")
                    })
                })?;
                let library = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib");
                Ok(library.is_dir().then(|| library.display().to_string()))
            }
            Need::Compiler => {
                Ok(Compiler::find().map(|found| format!("{} and {}", found.clang.display(), found.archiver.display())))
            }
            Need::NpmPackages => {
                let found = npm_packages::are_installed(project)?;
                Ok(found.then(|| project.wrangler().join("node_modules").display().to_string()))
            }
            Need::PostgresAssets => {
                let found = postgres_assets::are_made(project)?;
                Ok(found.then(|| postgres_assets::folder(project).display().to_string()))
            }
            Need::ConformanceSuite => {
                let found = conformance_suite::is_there(project);
                Ok(found.then(|| conformance_suite::folder(project).display().to_string()))
            }
            Need::Tool(tool) => Ok(if tool.is_built()? { Some(tool.path()?.display().to_string()) } else { None }),
        }
    }

    /// The command that meets it by hand.
    pub fn remedy(self) -> String {
        match self {
            Need::RustTarget => format!("rustup target add {TARGET}"),
            Need::Compiler => compiler::remedy().to_owned(),
            Need::NpmPackages | Need::PostgresAssets | Need::ConformanceSuite | Need::Tool(_) => {
                "cargo lab setup".to_owned()
            }
        }
    }

    /// Whether it keeps the processors busy, and not the network.
    fn is_compiled(self) -> bool {
        match self {
            Need::Tool(_) => true,
            Need::RustTarget | Need::Compiler | Need::NpmPackages | Need::PostgresAssets | Need::ConformanceSuite => {
                false
            }
        }
    }

    fn install(self, project: &Project, workshop: &Workshop, step: &Step) -> Result<()> {
        match self {
            Need::RustTarget => {
                process::run(process::command("rustup", project.root()).args(["target", "add", TARGET]), step).map_err(
                    |error| {
                        error.unless_interrupted(|error| Error::environment(error.to_string()).remedy(self.remedy()))
                    },
                )
            }
            Need::Compiler => compiler::install(step),
            Need::NpmPackages => npm_packages::install(project, step),
            Need::PostgresAssets => postgres_assets::make(project, step),
            Need::ConformanceSuite => conformance_suite::download(project, step),
            Need::Tool(tool) => workshop.build(&tool, step),
        }
    }
}

/// The programs that builds use, once what they need is met.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The C compiler for WASM.
    pub compiler: Compiler,
    /// Builds one Worker.
    pub worker_build: PathBuf,
    /// The local runtime.
    pub workerd: PathBuf,
}

/// Sets up what these Workers need to be built and served, saying what it does, and hands back the programs.
///
/// Where tools have to be compiled, which takes minutes, `beside` is done in the meantime with a compiler that is there by then.
pub(in crate::machine) fn for_workers(
    project: &Project,
    workers: &[&Worker],
    beside: impl Fn(&Compiler, &Arc<AtomicBool>) -> Result<()> + Sync,
) -> Result<Tools> {
    set_up(project, &Need::of(workers), |called_off| beside(&compiler()?, called_off))?;
    tools(project)
}

/// Sets up everything, saying what it does, and hands back the programs.
pub fn for_everything(project: &Project) -> Result<Tools> {
    set_up(project, &Need::ALL, |_| Ok(()))?;
    tools(project)
}

/// Sets up what it takes to serve what needs no build, and hands back the program that does.
pub fn for_scripts(project: &Project) -> Result<PathBuf> {
    set_up(project, &[Need::NpmPackages], |_| Ok(()))?;
    runtime(project)
}

/// Runs tests that were compiled to WASM.
pub fn test_runner() -> Result<PathBuf> {
    cargo_tool::TEST_RUNNER.path()
}

fn compiler() -> Result<Compiler> {
    Compiler::find().ok_or_else(|| Error::environment("no clang that knows wasm32").remedy(Need::Compiler.remedy()))
}

fn tools(project: &Project) -> Result<Tools> {
    Ok(Tools { compiler: compiler()?, worker_build: cargo_tool::WORKER_BUILD.path()?, workerd: runtime(project)? })
}
