//! A program with everything that it starts: a process group of its own, which ends as one.

use std::{
    io,
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::{error::Result, machine::leash};

/// Longest wait for a group that was asked to end.
const STOP: Duration = Duration::from_secs(5);
/// Longest wait for one that was not asked any more. It is not ours to end where it runs as another user.
const GONE: Duration = Duration::from_secs(2);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(10);

/// A process and its descendants; all of them end when it is dropped.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
}

impl Group {
    /// Starts a command in a group of its own.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        command.process_group(0).spawn().map(|child| Self { child })
    }

    /// The same, tied to our life: its first process is asked to end when we die.
    pub(crate) fn start_tied(mut command: Command) -> io::Result<Self> {
        command.process_group(0);
        leash::start(command).map(|child| Self { child })
    }

    /// The first process of the group.
    pub(crate) fn leader(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How the first process ended, once it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Whether the first process still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Leaves alone what the first process left behind when it ended by itself.
    pub(crate) fn release(self) {
        std::mem::forget(self);
    }

    fn signal(&self, signal: Signal) {
        if let Ok(group) = i32::try_from(self.child.id()) {
            // A group that is gone already needs no signal.
            let _ = killpg(Pid::from_raw(group), signal);
        }
    }

    fn await_end(&mut self, longest: Duration) {
        let deadline = Instant::now() + longest;
        while self.is_running() && Instant::now() < deadline {
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::SIGTERM);
        self.await_end(STOP);
        // Also for those that the first process left behind.
        self.signal(Signal::SIGKILL);
        self.await_end(GONE);
    }
}
