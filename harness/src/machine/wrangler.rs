//! Runs the pinned wrangler under the pinned node, without sending metrics.

use std::{path::Path, process::Command};

use crate::{
    error::Result,
    machine::{process, project::Project, workers::Worker},
};

/// wrangler, run in the folder of its files.
pub fn command(project: &Project) -> Result<Command> {
    let mut command = process::command(project.npm_program("wrangler"), &project.wrangler());
    process::with_npm_programs(&mut command, project)?;
    command.env("WRANGLER_SEND_METRICS", "false");
    Ok(command)
}

/// The command that deploys the Worker of a wrangler file.
pub fn deploy(project: &Project, file: &Path) -> Result<Command> {
    let mut command = command(project)?;
    command.arg("deploy").arg("--config").arg(file);
    Ok(command)
}

/// The command that checks everything about a deployment but does not upload.
pub fn dry_run(project: &Project, file: &Path) -> Result<Command> {
    let mut command = deploy(project, file)?;
    command.arg("--dry-run").env("CI", "true");
    Ok(command)
}

/// The command that serves Workers in development, given callees before their callers; the last of them gets the port.
pub fn dev(project: &Project, workers: &[&Worker]) -> Result<Command> {
    let mut command = command(project)?;
    command.arg("dev");
    // wrangler gives the port to the first.
    for worker in workers.iter().rev() {
        command.arg("--config").arg(worker.path());
    }
    Ok(command)
}

/// The same apart from every other, on `port` and with what it writes in `folder`: the data, the log and the list of running
/// Workers.
pub fn dev_apart(project: &Project, workers: &[&Worker], port: u16, folder: &Path) -> Result<Command> {
    let mut command = dev(project, workers)?;
    command
        .args(["--ip", "127.0.0.1", "--inspector-port", "0", "--port", &port.to_string(), "--persist-to"])
        .arg(folder.join("state"))
        .env("WRANGLER_LOG_PATH", folder.join("log"))
        .env("WRANGLER_REGISTRY_PATH", folder.join("registry"))
        .env("CI", "true");
    Ok(command)
}
