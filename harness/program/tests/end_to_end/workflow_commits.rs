//! Commits of accepting an instance, counted from outside: each is one fsync, whatever a disk takes for it.
#![cfg(target_os = "linux")]

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use shared::limits;

use crate::lab::{ALARM, Lab, Tracer, workflow_configuration};

/// What is written after the answers is written by then: what the tracker is told.
const AFTERMATH: Duration = Duration::from_millis(500);

/// How many commits the accepting of so many instances makes, and how many of them may be the alarm's and the tracker's, whose
/// batches are one each.
fn commits(lab: &Lab, object: &str, trials: &[Value]) -> (f64, f64) {
    let requests = || lab.get(&format!("/workflow/tracker?object={object}")).ok()["requests"].as_u64().unwrap();
    let before = requests();
    let tracer = Tracer::attach(lab.process_id());
    let began = Instant::now();
    for trial in trials {
        let told = lab.post("/workflow/trial", trial).ok();
        assert_eq!(told["accepted"], trial["instances"], "{told}");
    }
    thread::sleep(AFTERMATH);
    let periods = began.elapsed().as_secs_f64() * 1e3 / f64::from(limits::DURABLE_WATCHDOG_MS);
    let all = tracer.count();
    let batches = f64::from(u32::try_from(requests() - before).unwrap());
    (all, ALARM * (1.0 + periods) + batches)
}

#[test]
fn accepting_an_instance_is_one_commit() {
    let lab = Lab::start(&workflow_configuration());
    let asked = |instances: u32| json!({ "arm": "engine", "instances": instances, "object": "single" });
    lab.post("/workflow/trial", &asked(1)).ok();
    let (all, others) = commits(&lab, "single", &[asked(1_000)]);
    let own = (all - others) / 1e3;
    assert!(all >= 1e3 && own <= 1.05, "{all} commits for 1,000 instances, of which {others} may be others");
}

#[test]
fn instances_that_arrive_together_share_their_commits() {
    let lab = Lab::start(&workflow_configuration());
    let asked =
        |instances: u32| json!({ "arm": "engine", "instances": instances, "mode": "parallel", "object": "crowd" });
    lab.post("/workflow/trial", &asked(1)).ok();
    let (all, _) = commits(&lab, "crowd", &vec![asked(100); 20]);
    let each = all / 2e3;
    assert!(each > 0.0 && each <= 0.1, "{each} commits for an instance");
}
