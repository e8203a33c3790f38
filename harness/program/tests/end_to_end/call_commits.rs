//! Commits of calls between objects, counted from outside: each is one fsync, whatever a disk takes for it.
#![cfg(target_os = "linux")]

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use shared::limits;

use crate::lab::{ALARM, Lab, Tracer, call_configuration, poll};

/// Longest wait for what is pending.
const DEADLINE: Duration = Duration::from_secs(20);
/// What is written after an answer is written by then: the alarm of an object that has nothing left.
const AFTERMATH: Duration = Duration::from_millis(600);

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
