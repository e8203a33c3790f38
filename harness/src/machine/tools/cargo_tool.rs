//! Tools built by `cargo install` into a folder of the user's, one per name and version, so that every clone shares them.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::versions;
use crate::{
    error::{Error, Result},
    machine::process,
    terminal::Step,
};

/// A program of a package at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CargoTool {
    /// The package in the registry.
    pub package: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// The program.
    pub program: &'static str,
}

/// Runs tests that were compiled to WASM.
pub(super) const TEST_RUNNER: CargoTool =
    CargoTool { package: "wasm-bindgen-cli", version: versions::WASM_BINDGEN, program: "wasm-bindgen-test-runner" };

/// The build tool of Rust Workers.
pub(super) const WORKER_BUILD: CargoTool =
    CargoTool { package: "worker-build", version: versions::WORKER_BUILD, program: "worker-build" };

/// How cargo builds a tool: not optimised, since it works for a moment, and a new machine waits for it to be built. A few units for a crate
/// keep all processors busy; with hundreds of them it takes a tenth more.
const QUICKLY: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "4"),
];

impl CargoTool {
    /// Where the program is, whether or not it has been built.
    pub fn path(&self) -> Result<PathBuf> {
        Ok(self.folder()?.join("bin").join(self.program))
    }

    /// Whether the program is there. Its folder appears whole or not at all.
    pub fn is_built(&self) -> Result<bool> {
        Ok(self.path()?.is_file())
    }

    /// The folder of this program at this version.
    fn folder(&self) -> Result<PathBuf> {
        Ok(cache()?.join(format!("{}-{}", self.program, self.version)))
    }
}

/// A temporary folder in which tools are built, so that one finds compiled what it has in common with another.
pub(super) struct Workshop {
    folder: TempDir,
}

impl Workshop {
    /// An empty one beside the places of the tools, so that what is finished needs only be renamed.
    pub(super) fn open() -> Result<Self> {
        let cache = cache()?;
        fs::create_dir_all(&cache).map_err(|error| Error::file(&cache, &error))?;
        let folder = tempfile::Builder::new().prefix(".building-").tempdir_in(&cache);
        Ok(Self { folder: folder.map_err(|error| Error::file(&cache, &error))? })
    }

    /// Builds a tool and moves it to its place whole.
    pub(super) fn build(&self, tool: &CargoTool, step: &Step) -> Result<()> {
        let finished = self.folder.path().join(tool.program);
        // The folder is outside this workspace, so that its settings do not leak in. RUSTUP_TOOLCHAIN is kept on purpose:
        // a machine may have this project's toolchain and no default.
        let mut install = process::command("cargo", self.folder.path());
        // What is left out is TLS, which only the runner of tests would speak, with browsers on other machines.
        install
            .args(["install", tool.package, "--version", tool.version, "--bin", tool.program, "--locked"])
            .arg("--no-default-features")
            .arg("--root")
            .arg(&finished)
            .env("CARGO_TARGET_DIR", self.folder.path().join("target"))
            .envs(QUICKLY)
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        process::run(&mut install, step)?;
        place(&finished, &tool.folder()?)
    }
}

/// Moves a finished folder to its place; another process that was faster has put the same there.
fn place(finished: &Path, folder: &Path) -> Result<()> {
    match fs::rename(finished, folder) {
        Ok(()) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists) => {
            // Either a faster process placed it, or a folder that lacks a program stood there: replacing serves both.
            fs::remove_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
            fs::rename(finished, folder).map_err(|error| Error::file(folder, &error))
        }
        Err(error) => Err(Error::file(folder, &error)),
    }
}

/// The folder of all built tools: `ISOLAB_TOOLS`, or `isolab` in the user's cache.
pub(super) fn cache() -> Result<PathBuf> {
    if let Some(folder) = folder_from("ISOLAB_TOOLS") {
        return Ok(folder);
    }
    if let Some(folder) = folder_from("XDG_CACHE_HOME") {
        return Ok(folder.join("isolab"));
    }
    folder_from("HOME")
        .map(|home| home.join(".cache/isolab"))
        .ok_or_else(|| Error::environment("no folder for built tools: neither ISOLAB_TOOLS nor HOME is set"))
}

fn folder_from(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
}
