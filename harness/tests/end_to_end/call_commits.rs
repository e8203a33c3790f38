//! Commits of calls between objects, counted from outside: each is one fsync, whatever a disk takes for it.
#![cfg(target_os = "linux")]

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use harness::machine::tools::tracer;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::{Value, json};
use shared::limits;
use tempfile::TempDir;

use crate::lab::{Lab, call_configuration, poll};

/// Longest wait for the tracer and for what is pending.
const DEADLINE: Duration = Duration::from_secs(20);
/// What is written after an answer is written by then: the alarm of an object that has nothing left.
const AFTERMATH: Duration = Duration::from_millis(600);

/// The tracer of a process.
struct Tracer {
    child: Child,
    told: PathBuf,
    _folder: TempDir,
}

impl Tracer {
    /// Begins to count the commits of a process, all of its threads.
    fn attach(process: u32) -> Self {
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
    fn count(mut self) -> f64 {
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

/// Most commits by which the alarm of an object is moved, which is done once in the time of the watchdog while something happens:
/// in the object and in the platform's list of alarms, when it is set and when it has rung.
const ALARM: f64 = 4.0;

/// How many commits something makes until nothing of a source is pending any more, and how many the alarm may have made
/// meanwhile.
fn commits(lab: &Lab, source: &str, work: impl FnOnce()) -> (f64, f64) {
    let tracer = Tracer::attach(lab.process_id());
    let began = Instant::now();
    work();
    poll("nothing is pending", DEADLINE, || {
        let told = lab.get(&format!("/call/status?source={source}")).ok();
        (told["pending"] == 0).then_some(())
    });
    thread::sleep(AFTERMATH);
    let periods = began.elapsed().as_secs_f64() * 1e3 / f64::from(limits::DURABLE_WATCHDOG_MS);
    (tracer.count(), ALARM * (1.0 + periods))
}

#[track_caller]
fn batch(lab: &Lab, asked: &Value) {
    let body = lab.post("/call/batch", asked).ok();
    assert_eq!((&body["answered"], &body["dead"]), (&asked["operations"], &json!(0)), "{body}");
}

#[test]
fn a_batch_of_durable_calls_is_one_commit_on_either_side() {
    const BATCHES: u32 = 200;
    let lab = Lab::start(&call_configuration());
    let asked = json!({ "way": "durable", "operations": 100, "source": "grouped" });
    batch(&lab, &asked);
    let (all, alarm) = commits(&lab, "grouped", || (0..BATCHES).for_each(|_| batch(&lab, &asked)));
    let least = 2.0 * f64::from(BATCHES);
    assert!(
        (least..=least + alarm).contains(&all),
        "{all} commits for {BATCHES} batches, of which the alarm made at most {alarm}"
    );
}

#[test]
fn durable_calls_one_after_the_other_are_two_commits_each() {
    const CALLS: u32 = 200;
    let lab = Lab::start(&call_configuration());
    let asked = |operations: u32| json!({ "way": "durable", "mode": "sequential", "operations": operations, "source": "one-by-one" });
    batch(&lab, &asked(10));
    let (all, _) = commits(&lab, "one-by-one", || batch(&lab, &asked(CALLS)));
    let each = all / f64::from(CALLS);
    assert!((2.0..=2.05).contains(&each), "{each} commits for a call");
}

#[test]
fn durable_calls_of_requests_at_the_same_time_share_their_commits() {
    const ROUNDS: u32 = 10;
    const REQUESTS: u32 = 100;
    let lab = Lab::start(&call_configuration());
    let asked = json!({ "way": "durable", "operations": 1, "source": "events" });
    batch(&lab, &asked);
    let (all, _) = commits(&lab, "events", || {
        for _ in 0..ROUNDS {
            thread::scope(|scope| {
                for _ in 0..REQUESTS {
                    scope.spawn(|| batch(&lab, &asked));
                }
            });
        }
    });
    let each = all / f64::from(ROUNDS * REQUESTS);
    assert!(each > 0.0 && each <= 0.1, "{each} commits for a request");
}
