//! The npm packages: wrangler, the local runtime, the bundler and the optimiser, as the lock file pins them.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    machine::{process, project::Project},
    terminal::Step,
};

/// Remembers, inside `node_modules`, for which lock file it was filled; `npm ci` empties the folder and the stamp with it.
const STAMP: &str = "node_modules/.isolab-lock";

/// Whether the packages are those of the lock file.
pub(super) fn are_installed(project: &Project) -> Result<bool> {
    let folder = project.wrangler();
    Ok(fs::read_to_string(folder.join(STAMP)).is_ok_and(|stamp| Some(stamp) == digest(&folder).ok())
        && runtime(project)?.is_file())
}

/// Fills `node_modules` from the lock file.
pub(super) fn install(project: &Project, step: &Step) -> Result<()> {
    let folder = project.wrangler();
    process::output(process::command("npm", &folder).arg("--version")).map_err(|error| {
        error.unless_interrupted(|_| {
            Error::environment("npm does not run").remedy("install Node 20 or newer, with npm: https://nodejs.org")
        })
    })?;
    process::run(process::command("npm", &folder).args(["ci", "--no-audit", "--no-fund"]), step)?;
    let stamp = folder.join(STAMP);
    fs::write(&stamp, digest(&folder)?).map_err(|error| Error::file(&stamp, &error))
}

/// The local runtime's program. It is taken from the package of this platform, since the one in front of it may be a
/// script that needs Node.
pub fn runtime(project: &Project) -> Result<PathBuf> {
    let package = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "workerd-linux-64",
        ("linux", "aarch64") => "workerd-linux-arm64",
        ("macos", "x86_64") => "workerd-darwin-64",
        ("macos", "aarch64") => "workerd-darwin-arm64",
        (system, machine) => {
            return Err(Error::environment(format!("there is no local runtime for {system} on {machine}")));
        }
    };
    Ok(project.wrangler().join("node_modules/@cloudflare").join(package).join("bin/workerd"))
}

fn digest(folder: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    for name in ["package.json", "package-lock.json"] {
        let path = folder.join(name);
        hasher.update(&fs::read(&path).map_err(|error| Error::file(&path, &error))?);
    }
    Ok(hasher.finalize().to_hex().to_string())
}
