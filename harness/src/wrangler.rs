//! Runs the pinned wrangler under the pinned node, without sending metrics.

use std::{path::Path, process::Command};

use crate::{
    error::Result,
    process,
    project::{Project, Worker},
};

/// wrangler, run in the folder of its files.
pub fn command(project: &Project) -> Result<Command> {
    let mut command = process::command(project.npm_program("wrangler"), &project.wrangler());
    process::with_npm_programs(&mut command, project)?;
    command.env("WRANGLER_SEND_METRICS", "false");
    Ok(command)
}

/// The command that deploys a Worker.
pub fn deploy(project: &Project, worker: Worker) -> Result<Command> {
    let mut command = command(project)?;
    command.arg("deploy").arg("--config").arg(project.wrangler_file(worker));
    Ok(command)
}

/// The command that checks everything about a deployment but does not upload.
pub fn dry_run(project: &Project, worker: Worker) -> Result<Command> {
    let mut command = deploy(project, worker)?;
    command.arg("--dry-run").env("CI", "true");
    Ok(command)
}

/// The command that serves all Workers in development, the router on `port` and what it writes in `folder`: the data, the
/// log and the list of running Workers.
pub fn dev(project: &Project, port: u16, folder: &Path) -> Result<Command> {
    let mut command = command(project)?;
    command.arg("dev");
    // The first file is the one that gets the port.
    for worker in Worker::ALL.into_iter().rev() {
        command.arg("--config").arg(project.wrangler_file(worker));
    }
    command
        .args(["--ip", "127.0.0.1", "--inspector-port", "0", "--port", &port.to_string(), "--persist-to"])
        .arg(folder.join("state"))
        .env("WRANGLER_LOG_PATH", folder.join("log"))
        .env("WRANGLER_REGISTRY_PATH", folder.join("registry"))
        .env("CI", "true");
    Ok(command)
}
