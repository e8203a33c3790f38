//! Compute is kept warm: by requests, by its own clock, and by the alarm of an object.

use std::{collections::BTreeSet, time::Duration};

use harness::machine::workerd::{Openness, Service, Target};
use serde_json::{Value, json};
use shared::{call::ServiceName, error::ErrorCode, routing::Routing};

use crate::lab::{Lab, Request, configuration, poll, project, spread_configuration};

/// Longest wait for an alarm.
const ALARM: Duration = Duration::from_secs(20);

fn keep_warm(lab: &Lab, body: &Value) -> Value {
    lab.post("/compute/keep-warm", body).ok()["status"].take()
}

fn engines(answer: &Value) -> Vec<&str> {
    answer["calls"].as_array().unwrap().iter().map(|call| call["status"]["engine"].as_str().unwrap()).collect()
}

fn engine(lab: &Lab) -> Value {
    lab.get("/compute/status").ok()["status"]["engine"].take()
}

fn plan(lab: &Lab, tenant: &str, every_ms: u32, times: u32) -> Value {
    let body = json!({ "tenant": tenant, "every_ms": every_ms, "times": times });
    lab.post("/new/keep-warm", &body).ok()["status"].take()
}

fn left(lab: &Lab, tenant: &str) -> u64 {
    lab.status("new", tenant)["keep_warm"]["left"].as_u64().unwrap()
}

#[test]
fn as_many_calls_as_isolates_warm_all_of_them() {
    for routing in Routing::ALL {
        let lab = Lab::start(&spread_configuration(4, routing));
        let first = keep_warm(&lab, &json!({ "calls": 4 }));
        assert_eq!(first["isolates"], 4, "{routing:?}");
        let isolates: BTreeSet<_> =
            first["calls"].as_array().unwrap().iter().map(|call| call["isolate"].to_string()).collect();
        assert_eq!(isolates.len(), 4, "{routing:?}");
        assert_eq!(engines(&first), ["cold"; 4], "{routing:?}");
        let second = keep_warm(&lab, &json!({ "calls": 8 }));
        assert_eq!((&second["isolates"], engines(&second)), (&json!(4), vec!["warm"; 8]), "{routing:?}");
        // A first query of a new tenant finds an engine that runs.
        assert_eq!(lab.query("new", "first", "SELECT 1").ok()["timing"]["engine"], "warm", "{routing:?}");
    }
}

#[test]
fn one_call_answers_as_it_always_did() {
    let lab = Lab::start(&configuration(&Openness::Open));
    assert_eq!(lab.send(&Request::new("POST", "/compute/keep-warm")).ok()["status"]["engine"], "cold");
    assert_eq!(keep_warm(&lab, &json!({}))["engine"], "warm");
    let three = keep_warm(&lab, &json!({ "calls": 3 }));
    assert_eq!((&three["isolates"], engines(&three)), (&json!(1), vec!["warm"; 3]));
}

#[test]
fn counts_out_of_bounds_are_refused() {
    let lab = Lab::shared();
    for body in [json!({ "calls": 0 }), json!({ "calls": 17 }), json!({ "calls": 1.5 })] {
        assert_eq!(lab.post("/compute/keep-warm", &body).code(), ErrorCode::BadCount, "{body}");
    }
    for (every_ms, times) in [(99, 1), (3_600_001, 1), (100, 0), (100, 1_001)] {
        let body = json!({ "tenant": "bounds", "every_ms": every_ms, "times": times });
        assert_eq!(lab.post("/new/keep-warm", &body).code(), ErrorCode::BadCount, "{body}");
    }
    assert_eq!(lab.post("/new/keep-warm", &json!({ "tenant": "bounds" })).code(), ErrorCode::BadCount);
    assert_eq!(lab.status("new", "bounds")["keep_warm"], Value::Null);
}

#[test]
fn the_clock_of_compute_starts_its_engine() {
    let mut configuration = configuration(&Openness::Open);
    let compute = configuration.service(ServiceName::Compute.as_str()).unwrap().clone();
    let script = project().root().join("harness/fixtures/cron/bell.js");
    let mut bell = Service::script("bell", &script, &compute.compatibility_date)
        .with_binding("RUNG", Target::Service(compute.name));
    bell.compatibility_flags.push("service_binding_extra_handlers".to_owned());
    configuration.add(bell);
    configuration.listen("bell", 0);
    let lab = Lab::start(&configuration);
    assert_eq!(engine(&lab), "cold");
    for _ in 0..3 {
        assert_eq!(lab.send_to("bell", &Request::new("GET", "/")).ok(), json!({ "outcome": "ok" }));
        assert_eq!(engine(&lab), "warm");
    }
    assert_eq!(lab.query("new", "rung", "SELECT 1").ok()["timing"]["engine"], "warm");
}

#[test]
fn an_alarm_makes_its_calls_and_then_rests() {
    let lab = Lab::start(&configuration(&Openness::Open));
    assert_eq!(lab.status("new", "t")["keep_warm"], Value::Null);
    assert_eq!(plan(&lab, "t", 100, 3), json!({ "every_ms": 100, "left": 3, "failed": 0 }));
    // Nobody asks the object, so it is its alarm that does this.
    poll("the engine is started", ALARM, || (engine(&lab) == "warm").then_some(()));
    poll("the plan is done", ALARM, || (left(&lab, "t") == 0).then_some(()));
    assert_eq!(lab.status("new", "t")["keep_warm"], json!({ "every_ms": 100, "left": 0, "failed": 0 }));
    // The tenant was never written, and can be.
    assert_eq!(lab.status("new", "t")["version"]["counter"], 0);
    lab.query("new", "t", "CREATE TABLE t (n)").ok();
    assert_eq!(lab.status("new", "t")["version"]["counter"], 1);
}

#[test]
fn a_plan_survives_the_end_of_the_process() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    lab.query("new", "t", "CREATE TABLE t (n)").ok();
    plan(&lab, "t", 200, 12);
    poll("some calls were made", ALARM, || (left(&lab, "t") <= 10).then_some(()));
    lab.crash_and_restart();
    // Compute begins cold, and nobody asks the object.
    poll("the alarm rings again", ALARM, || (engine(&lab) == "warm").then_some(()));
    assert!(left(&lab, "t") < 10);
    poll("the plan is done", ALARM, || (left(&lab, "t") == 0).then_some(()));
    assert_eq!(lab.query("new", "t", "SELECT * FROM t").rows(), json!([]));
}

#[test]
fn a_plan_replaces_the_one_before() {
    let lab = Lab::start(&configuration(&Openness::Open));
    plan(&lab, "t", 3_600_000, 1_000);
    assert_eq!(left(&lab, "t"), 1_000);
    plan(&lab, "t", 100, 2);
    poll("the second plan is done", ALARM, || (left(&lab, "t") == 0).then_some(()));
}

#[test]
fn the_calls_of_an_alarm_go_round_the_isolates() {
    let lab = Lab::start(&spread_configuration(3, Routing::TenantAffine));
    plan(&lab, "t", 100, 100);
    // Looking at an isolate does not start its engine.
    let all_warm = || (0..3).all(|_| engine(&lab) == "warm").then_some(());
    poll("all isolates are warm", ALARM, all_warm);
}
