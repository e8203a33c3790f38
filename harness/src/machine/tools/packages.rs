//! The system's packages: whether a program runs, and the installer that brings it.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

use crate::{error::Result, machine::process, terminal::Step};

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
