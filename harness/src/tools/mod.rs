//! What the project needs of the machine: how each need is found, how it is met, and what a person can type instead.

pub mod browser;
pub mod cargo_tool;
mod compiler;
mod npm_packages;
mod packages;
pub(crate) mod postgres_assets;
#[cfg(test)]
mod tests;
pub mod versions;

use std::path::{Path, PathBuf};

use cargo_tool::CargoTool;
pub use compiler::Compiler;
pub use npm_packages::runtime;

use crate::{
    error::{Error, Result},
    lock::Lock,
    process,
    project::Project,
    terminal::Step,
};

const TARGET: &str = "wasm32-unknown-unknown";

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
    /// A tool that cargo builds.
    Tool(CargoTool),
}

impl Need {
    /// Every need, the quick ones first.
    pub const ALL: [Need; 6] = [
        Need::RustTarget,
        Need::Compiler,
        Need::NpmPackages,
        Need::PostgresAssets,
        Need::Tool(cargo_tool::WASM_BINDGEN),
        Need::Tool(cargo_tool::WORKER_BUILD),
    ];

    /// What a person calls it.
    pub fn name(self) -> String {
        match self {
            Need::RustTarget => format!("Rust for {TARGET}"),
            Need::Compiler => "C compiler for WASM".to_owned(),
            Need::NpmPackages => "npm packages".to_owned(),
            Need::PostgresAssets => "Postgres for the Workers".to_owned(),
            Need::Tool(tool) => format!("{} {}", tool.package, tool.version),
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
            Need::Tool(tool) => Ok(if tool.is_built()? { Some(tool.folder()?.display().to_string()) } else { None }),
        }
    }

    /// The command that meets it by hand.
    pub fn remedy(self) -> String {
        match self {
            Need::RustTarget => format!("rustup target add {TARGET}"),
            Need::Compiler => compiler::remedy().to_owned(),
            Need::NpmPackages | Need::PostgresAssets | Need::Tool(_) => "cargo lab setup".to_owned(),
        }
    }

    fn install(self, project: &Project, step: &Step) -> Result<()> {
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
            Need::Tool(tool) => tool.build(step),
        }
    }
}

/// The programs that builds and tests use, once every need is met.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The C compiler for WASM.
    pub compiler: Compiler,
    /// Makes a module of a compiled Worker.
    pub wasm_bindgen: PathBuf,
    /// Runs tests that were compiled to WASM.
    pub test_runner: PathBuf,
    /// Builds one Worker.
    pub worker_build: PathBuf,
    /// The local runtime.
    pub workerd: PathBuf,
}

/// Meets every need that is not met yet, saying what it does, and hands back the programs.
pub fn set_up(project: &Project) -> Result<Tools> {
    let _turn = Lock::acquire(project, "setup")?;
    for need in Need::ALL {
        if need.find(project)?.is_some() {
            continue;
        }
        let step = Step::start(format!("installing {}", need.name()));
        match need.install(project, &step) {
            Ok(()) => step.done(),
            Err(error) => {
                step.failed();
                return Err(error);
            }
        };
        if need.find(project)?.is_none() {
            return Err(
                Error::environment(format!("{} is missing after its installation", need.name())).remedy(need.remedy())
            );
        }
    }
    let compiler = Compiler::find()
        .ok_or_else(|| Error::environment("no clang that knows wasm32").remedy(Need::Compiler.remedy()))?;
    Ok(Tools {
        compiler,
        wasm_bindgen: cargo_tool::WASM_BINDGEN.program("wasm-bindgen")?,
        test_runner: cargo_tool::WASM_BINDGEN.program("wasm-bindgen-test-runner")?,
        worker_build: cargo_tool::WORKER_BUILD.program("worker-build")?,
        workerd: runtime(project)?,
    })
}
