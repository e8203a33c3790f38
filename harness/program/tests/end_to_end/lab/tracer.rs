//! Counts the commits of a process from outside.
#![cfg(target_os = "linux")]

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use harness::machine::tools::tracer;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tempfile::TempDir;

use super::poll;

/// Longest wait for the tracer.
const DEADLINE: Duration = Duration::from_secs(20);

/// Most commits by which the alarm of an object is moved, which is done once in the time of the watchdog while something happens:
/// in the object and in the platform's list of alarms, when it is set and when it has rung.
pub(crate) const ALARM: f64 = 4.0;

/// The tracer of a process.
pub(crate) struct Tracer {
    child: Child,
    told: PathBuf,
    _folder: TempDir,
}

impl Tracer {
    /// Begins to count the commits of a process, all of its threads.
    pub(crate) fn attach(process: u32) -> Self {
        tracer::set_up().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let told = folder.path().join("told");
        let mut command = Command::new(tracer::PROGRAM);
        command.args([
            "-f",
            "-q",
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            "signal=none",
            "-p",
            &process.to_string(),
            "-o",
        ]);
        let child = command.arg(&told).stderr(Stdio::null()).spawn().unwrap();
        let mut tracer = Self { child, told, _folder: folder };
        poll("the process is traced (a system may forbid it: kernel.yama.ptrace_scope)", DEADLINE, || {
            assert!(tracer.child.try_wait().unwrap().is_none(), "the tracer ended: may it trace here?");
            let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
            (!status.contains("TracerPid:\t0\n")).then_some(())
        });
        tracer
    }

    /// Ends, and says how many there were.
    pub(crate) fn count(mut self) -> f64 {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), Signal::SIGINT).unwrap();
        poll("the tracer lets go", DEADLINE, || self.child.try_wait().unwrap());
        let told = fs::read_to_string(&self.told).unwrap();
        // A call that another thread interrupts is told in two lines, of which the second does not name its file.
        let commits = told.lines().filter(|line| line.contains("sync(")).count();
        f64::from(u32::try_from(commits).unwrap())
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        // It may have ended already; whom it traced goes on.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
