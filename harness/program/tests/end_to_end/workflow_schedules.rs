//! Schedules: instances that begin by themselves, at each time once, also behind kills and beside code that ends its object.

use std::{thread, time::Duration};

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{Lab, faulty_configuration, poll, workflow_configuration};

const DEADLINE: Duration = Duration::from_secs(30);

fn set(lab: &Lab, name: &str, schedule: &Value) -> Value {
    lab.post(&format!("/workflow/schedules/{name}/set"), schedule).ok()
}

fn control(lab: &Lab, name: &str, what: &str) -> Value {
    lab.post(&format!("/workflow/schedules/{name}/{what}"), &json!({})).ok()
}

fn counting(cron: &str) -> Value {
    json!({ "workflow": "counter", "input": { "steps": 1 }, "cron": cron, "overlap": "allow_all" })
}

#[test]
fn each_second_begins_one_instance_whatever_is_killed() {
    let mut lab = Lab::start(&workflow_configuration());
    let first = set(&lab, "often", &counting("* * * * * *"))["next_ms"][0].as_u64().unwrap();
    for round in 0..4 {
        thread::sleep(Duration::from_millis(700 + 130 * round));
        lab.crash_and_restart();
    }
    // Nobody asks its object until it has begun some by itself again.
    thread::sleep(Duration::from_secs(2));
    let paused = control(&lab, "often", "pause");
    assert_eq!(paused["next_ms"], json!([]));
    let begun = paused["begun"].as_u64().unwrap();
    assert!(begun > 3, "{paused}");
    assert_eq!(paused["skipped"], 0, "{paused}");
    for second in 0..begun {
        let asked = json!({ "from_ms": first + 1_000 * second, "to_ms": first + 1_000 * second });
        let made = lab.post("/workflow/schedules/often/backfill", &asked).ok();
        assert_eq!((&made["existing"], &made["begun"]), (&json!(1), &json!([])), "{second} of {begun}");
    }
    let listed = poll("all of them are listed as completed", DEADLINE, || {
        let listed = lab.get("/workflow/instances?workflow=counter&status=completed&limit=500").ok();
        (listed["instances"].as_array().unwrap().len() as u64 == begun).then_some(listed)
    });
    let last = paused["last"].as_str().unwrap();
    assert_eq!(listed["instances"][0]["id"], last);
    // Whoever has its name finds it.
    assert_eq!(lab.get(&format!("/workflow/instances/{last}")).ok()["state"], "completed");
}

#[test]
fn a_workflow_that_ends_its_object_takes_no_schedule_with_it() {
    let lab = Lab::start(&faulty_configuration());
    let object = "?object=beside";
    let panicking = json!({ "workflow": "faulty", "input": { "fault": "panic" }, "cron": "* * * * * *" });
    lab.post(&format!("/workflow/schedules/panics/set{object}"), &panicking).ok();
    lab.post(&format!("/workflow/schedules/counts/set{object}"), &counting("* * * * * *")).ok();
    poll("the one is left alone, and the other goes on", DEADLINE, || {
        let dead = lab.get(&format!("/workflow/dead{object}"));
        let counts = lab.get(&format!("/workflow/schedules/counts{object}"));
        let is_dead = dead.status == 200 && !dead.body["instances"].as_array().unwrap().is_empty();
        let is_other = |one: &Value| !one["id"].as_str().unwrap().starts_with("panics,");
        let others = dead.body["instances"].as_array().into_iter().flatten().any(is_other);
        assert!(!others, "one was taken for the other: {}", dead.body);
        (is_dead && counts.status == 200 && counts.body["begun"].as_u64() > Some(3)).then_some(())
    });
}

#[test]
fn a_schedule_is_told_changed_triggered_and_removed() {
    let lab = Lab::shared();
    let yearly = set(&lab, "yearly", &counting("0 0 1 1 *"));
    assert_eq!(yearly["next_ms"].as_array().unwrap().len(), 5);
    let triggered = control(&lab, "yearly", "trigger");
    let last = triggered["last"].as_str().unwrap();
    poll("it has run", DEADLINE, || {
        (lab.get(&format!("/workflow/instances/{last}")).ok()["state"] == "completed").then_some(())
    });
    let listed = lab.get("/workflow/schedules").ok();
    let is_it = |one: &Value| one["name"] == "yearly" && one["begun"] == 1;
    assert!(listed["schedules"].as_array().unwrap().iter().any(is_it), "{listed}");
    let nap =
        json!({ "workflow": "sleepy", "input": { "naps": 1, "each_ms": 5 }, "cron": "@daily", "overlap": "skip" });
    assert_eq!(set(&lab, "yearly", &nap)["workflow"], "sleepy");
    control(&lab, "yearly", "remove");
    assert_eq!(lab.get("/workflow/schedules/yearly").code(), ErrorCode::UnknownSchedule);
}

#[test]
fn what_is_no_schedule_is_refused() {
    let lab = Lab::shared();
    let refused = |name: &str, body: &Value| {
        let answer = lab.post(&format!("/workflow/schedules/{name}/set"), body);
        assert!((400..500).contains(&answer.status), "{name} {body}");
        answer.code()
    };
    assert_eq!(refused("never", &counting("0 0 30 2 *")), ErrorCode::BadSchedule);
    assert_eq!(refused("never", &counting("now and then")), ErrorCode::BadSchedule);
    assert_eq!(refused("-", &counting("@daily")), ErrorCode::BadSchedule);
    assert_eq!(refused(&"n".repeat(71), &counting("@daily")), ErrorCode::BadSchedule);
    assert_eq!(refused("never", &json!({ "cron": "@daily" })), ErrorCode::BadSchedule);
    assert_eq!(refused("never", &json!({ "cron": "@daily", "workflow": "pigeon" })), ErrorCode::UnknownWorkflow);
    let wrong = json!({ "cron": "@daily", "workflow": "counter", "overlap": "sometimes" });
    assert_eq!(refused("never", &wrong), ErrorCode::BadChoice);
    assert_eq!(lab.get("/workflow/schedules/never").code(), ErrorCode::UnknownSchedule);
    let backfill = lab.post("/workflow/schedules/never/backfill", &json!({ "from_ms": 2, "to_ms": 1 }));
    assert_eq!(backfill.code(), ErrorCode::BadCount);
    // Names with a time are given by schedules alone.
    let named = lab.post("/workflow/counter/run", &json!({ "id": "never,2026", "input": { "steps": 1 } }));
    assert_eq!(named.code(), ErrorCode::BadInstanceId);
}
