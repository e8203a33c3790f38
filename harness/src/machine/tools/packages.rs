//! The system's packages: whether a program runs, and the installer that brings it.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    error::{Error, Result},
    machine::process,
    terminal::Step,
};

/// Whether a program runs with these arguments and succeeds.
pub(super) fn runs(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    process::command(program, Path::new("/"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs the system's installer, by way of sudo where that asks no question.
pub(super) fn packager(arguments: &[&str], step: &Step) -> Result<()> {
    let mut command = if nix::unistd::Uid::effective().is_root() {
        process::command("apt-get", Path::new("/"))
    } else {
        let mut command: Command = process::command("sudo", Path::new("/"));
        command.args(["-n", "apt-get"]);
        command
    };
    process::run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"), step)
}

/// Installs a package where the system's packages may be installed; elsewhere, and where it fails, the error is that something
/// is missing.
pub(super) fn install(package: &str, missing: impl Fn(String) -> Error) -> Result<()> {
    if !runs("apt-get", &["--version"]) {
        return Err(missing("the system has no apt-get".to_owned()));
    }
    let step = Step::start(format!("installing {package}"));
    for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends", package]] {
        if let Err(error) = packager(arguments, &step) {
            step.failed();
            return Err(error.unless_interrupted(|error| missing(error.to_string())));
        }
    }
    step.done();
    Ok(())
}
