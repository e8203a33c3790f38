//! Ties the life of a program that we start to our own: when we end, however that happens, it ends too.
//!
//! ```text
//! isolab ── starts ──> isolab --leashed … ── asks the system for a signal at our death, looks whether we are still there ──> becomes the program
//! ```
//!
//! Linux sends the signal, and only the child itself can ask for it, so the child begins as this program once more. It keeps
//! its id and what it asked for when it becomes the other program. The system counts the end of the *thread* that started a
//! child as the death of its parent; so all of them are started by one that lives as long as the process.
//!
//! On other systems, and in programs that are not [`offer`]ed as a beginning, such as tests, a program is started as it is:
//! it then outlives only a death that runs no code of ours, `kill -9`.

use std::{
    env::ArgsOs,
    ffi::OsString,
    io,
    os::unix::process::CommandExt as _,
    process::{Child, Command},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use nix::{sys::signal::Signal, unistd::getppid};

use crate::error::{Error, Result};

/// The first argument of a child that is to become another program.
const WORD: &str = "--leashed";

/// This program as the system has it open, also when a build has put another in its place since.
const OURSELVES: &str = "/proc/self/exe";

/// Whether this program understands [`WORD`].
static OFFERED: AtomicBool = AtomicBool::new(false);

/// What is to be started, and where the child goes.
type Order = (Command, mpsc::Sender<io::Result<Child>>);

/// The thread that starts children.
static STARTER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();

/// Says that this program begins by looking for a [`Wish`], so that it can be started in place of another.
pub fn offer() {
    OFFERED.store(true, Relaxed);
}

/// What a child is to become, and the signal that it wants at the death of its parent.
pub struct Wish {
    parent: OsString,
    signal: OsString,
    program: OsString,
    arguments: ArgsOs,
}

impl Wish {
    /// The wish that the arguments of a process express, if they do.
    pub fn of(mut arguments: ArgsOs) -> Option<Self> {
        let word = arguments.nth(1)?;
        if word != WORD {
            return None;
        }
        let (parent, signal, program) = (arguments.next()?, arguments.next()?, arguments.next()?);
        Some(Self { parent, signal, program, arguments })
    }

    /// Becomes the program; comes back only where that fails.
    pub fn follow(self) -> Error {
        if let Err(error) = ask(&self.signal) {
            return error;
        }
        // It may have died before the system knew what we want then.
        if self.parent.to_str() != Some(&getppid().to_string()) {
            return Error::internal("whoever started this is gone");
        }
        let error = Command::new(&self.program).args(self.arguments).exec();
        Error::environment(format!("{}: {error}", self.program.display()))
    }
}

#[cfg(target_os = "linux")]
fn ask(signal: &std::ffi::OsStr) -> Result<()> {
    let signal = signal.to_str().and_then(|name| name.parse::<Signal>().ok());
    let signal = signal.ok_or_else(|| Error::internal("there is no such signal"))?;
    nix::sys::prctl::set_pdeathsig(signal).map_err(|error| Error::internal(error.to_string()))
}

#[cfg(not(target_os = "linux"))]
fn ask(_signal: &std::ffi::OsStr) -> Result<()> {
    Ok(())
}

/// The same command, tied to our life: its process gets the signal when we die. To be started by [`start`]; of its process group,
/// input and output it has nothing yet.
pub(crate) fn tied(command: Command, signal: Signal) -> Command {
    if !cfg!(target_os = "linux") || !OFFERED.load(Relaxed) {
        return command;
    }
    let mut tied = Command::new(OURSELVES);
    tied.arg0(env!("CARGO_PKG_NAME")).arg(WORD).arg(std::process::id().to_string()).arg(signal.as_str());
    tied.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

/// Starts a command on the thread that lives as long as the process.
pub(crate) fn start(command: Command) -> io::Result<Child> {
    let starter = STARTER.get_or_init(|| {
        let (sender, orders) = mpsc::channel::<Order>();
        let begin = move || {
            for (mut command, started) in orders {
                // Whoever gave the order may be gone; its child then ends with it.
                let _ = started.send(command.spawn());
            }
        };
        // Without the thread the receiver is gone, and every order fails.
        let _ = thread::Builder::new().name("starter".to_owned()).spawn(begin);
        sender
    });
    let (sender, child) = mpsc::channel();
    let gone = || io::Error::other("the thread that starts programs is gone");
    starter.send((command, sender)).map_err(|_| gone())?;
    child.recv().map_err(|_| gone())?
}
