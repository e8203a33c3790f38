//! Tools built by `cargo install` into a folder of the user's, one per name and version, so that every clone shares them.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use super::versions;
use crate::{
    error::{Error, Result},
    process,
    terminal::Step,
};

/// A package of programs at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CargoTool {
    /// The package in the registry.
    pub package: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// The programs that are used of it.
    pub programs: &'static [&'static str],
}

/// wasm-bindgen's command line tools.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: versions::WASM_BINDGEN,
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
};

/// The build tool of Rust Workers.
pub const WORKER_BUILD: CargoTool =
    CargoTool { package: "worker-build", version: versions::WORKER_BUILD, programs: &["worker-build"] };

/// How cargo builds a tool: it runs for seconds, and its own release settings would take minutes to make it run for less.
const QUICKLY: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
];

impl CargoTool {
    /// The folder of this tool at this version.
    pub fn folder(&self) -> Result<PathBuf> {
        Ok(cache()?.join(format!("{}-{}", self.package, self.version)))
    }

    /// Where one of its programs is, whether or not it has been built.
    pub fn program(&self, name: &str) -> Result<PathBuf> {
        Ok(self.folder()?.join("bin").join(name))
    }

    /// Whether every program is there. The folder appears whole or not at all, so their presence is enough.
    pub fn is_built(&self) -> Result<bool> {
        for program in self.programs {
            if !self.program(program)?.is_file() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Builds the tool in a temporary folder beside its place and moves it there whole.
    pub fn build(&self, step: &Step) -> Result<()> {
        let folder = self.folder()?;
        let cache = cache()?;
        fs::create_dir_all(&cache).map_err(|error| Error::file(&cache, &error))?;
        let workshop = tempfile::Builder::new()
            .prefix(".building-")
            .tempdir_in(&cache)
            .map_err(|error| Error::file(&cache, &error))?;
        let finished = workshop.path().join("finished");
        // The folder is outside this workspace, so that its settings do not leak in. RUSTUP_TOOLCHAIN is kept on purpose:
        // a machine may have this project's toolchain and no default.
        let mut install = process::command("cargo", workshop.path());
        install
            .args(["install", self.package, "--version", self.version, "--locked", "--root"])
            .arg(&finished)
            .env("CARGO_TARGET_DIR", workshop.path().join("target"))
            .envs(QUICKLY)
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        process::run(&mut install, step)?;
        place(&finished, &folder)
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
pub fn cache() -> Result<PathBuf> {
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
