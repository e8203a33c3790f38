//! `cargo lab dev`: the pinned `wrangler dev` with every Worker that is deployed, the router first.

use std::{
    ffi::OsString,
    os::unix::process::ExitStatusExt as _,
    process::{Child, Command, ExitCode, ExitStatus},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{
    error::{Error, Exit, Result},
    machine::{
        build::{self, Variant},
        leash,
        project::Project,
        signals,
        workers::Workers,
        wrangler,
    },
};

/// Longest wait for wrangler to end in good order, with its own children.
const STOP: Duration = Duration::from_secs(10);

/// The arguments of serving by wrangler.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// What `wrangler dev` is told beside its configurations
    #[arg(last = true, value_name = "WRANGLER-ARGUMENTS")]
    further: Vec<OsString>,
}

/// What can be typed.
pub const EXAMPLES: &str = "\
Examples:
  cargo lab dev
  cargo lab dev -- --port 9000
  cargo lab dev -- --port 9000 --persist-to /tmp/isolab";

/// Sets up, builds, and ends as wrangler does.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let workers = Workers::read(project)?;
    let served = workers.deployed();
    build::ready(project, &served, Variant::Deployable)?;
    let mut command = wrangler::dev(project, &served)?;
    command.args(&arguments.further);
    follow(command).map(code)
}

/// Lets a command talk to the person until it ends, or until a signal asks us to.
///
/// It stays in the group of the terminal, so that it may read keys and hears a Ctrl-C itself; another signal reaches us alone
/// and is passed on.
fn follow(command: Command) -> Result<ExitStatus> {
    let started = leash::start(leash::tied(command, Signal::SIGTERM));
    let mut child =
        started.map_err(|error| Error::environment(format!("wrangler: {error}")).remedy("cargo lab setup"))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if signals::sleep(signals::LOOK).is_err() {
            return end(&mut child);
        }
    }
}

/// Asks a child to end, and ends it when it takes too long.
fn end(child: &mut Child) -> Result<ExitStatus> {
    if let Ok(id) = i32::try_from(child.id()) {
        // It may have ended already.
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
    let deadline = Instant::now() + STOP;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(signals::LOOK);
    }
    child.kill()?;
    Ok(child.wait()?)
}

/// The code of a status; what a shell says of a process that a signal ended.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| Some(128 + status.signal()?));
    code.and_then(|code| u8::try_from(code).ok()).map_or(Exit::Internal.into(), ExitCode::from)
}
