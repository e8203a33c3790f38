//! Workflows with limits: so many run at once, the others wait for their turn, and no kill leaves a place taken.

use std::time::Duration;

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{Lab, poll, workflow_configuration};

const DEADLINE: Duration = Duration::from_secs(30);

fn begin(lab: &Lab, object: &str, id: &str, customer: &str, each_ms: u64, priority: u32) -> Value {
    let input = json!({ "customer": customer, "parts": 2, "each_ms": each_ms });
    let body = json!({ "id": id, "input": input, "priority": priority });
    lab.post(&format!("/workflow/export/run-async?object={object}"), &body).ok()
}

/// The names of those in a state.
fn those(lab: &Lab, object: &str, state: &str) -> Vec<String> {
    let listed = lab.get(&format!("/workflow/running?object={object}")).ok();
    let is_it = |one: &&Value| one["state"] == state;
    let name = |one: &Value| one["id"].as_str().unwrap().to_owned();
    listed["instances"].as_array().unwrap().iter().filter(is_it).map(name).collect()
}

#[test]
fn customers_take_turns_and_urgent_ones_go_first() {
    let lab = Lab::shared();
    for (id, customer, priority) in
        [("a-1", "ada", 5), ("a-2", "ada", 5), ("b-1", "bob", 5), ("c-1", "cyd", 5), ("d-1", "dan", 9)]
    {
        begin(&lab, "turns", id, customer, 1_500, priority);
    }
    assert_eq!(those(&lab, "turns", "running"), ["b-1", "a-1"]);
    assert_eq!(those(&lab, "turns", "queued"), ["d-1", "c-1", "a-2"]);
    assert_eq!(lab.get("/workflow/instances/a-2?object=turns").ok()["waits_for"], json!(["its turn"]));
    let refused = lab.post("/workflow/instances/a-2/pause?object=turns", &json!({}));
    assert_eq!(refused.code(), ErrorCode::InstanceState);
    // Whoever waits for the end of one that is queued hears of it.
    let input = json!({ "customer": "ada", "parts": 2, "each_ms": 1_500 });
    let ran = lab
        .post("/workflow/export/run?object=turns", &json!({ "id": "a-2", "input": input, "patience_ms": 30_000 }))
        .ok();
    assert_eq!(ran["state"], "completed", "{ran}");
    let accepted = |id: &str| {
        let journal = lab.get(&format!("/workflow/instances/{id}/journal?object=turns")).ok();
        let events = journal["events"].as_array().unwrap();
        events.iter().find(|event| event["kind"] == "started").unwrap()["at_ms"].as_u64().unwrap()
    };
    poll("all have ended", DEADLINE, || those(&lab, "turns", "running").is_empty().then_some(()));
    assert!(accepted("d-1") <= accepted("a-2") && accepted("a-2") <= accepted("c-1"));
}

#[test]
fn no_kill_leaves_a_place_taken() {
    let mut lab = Lab::start(&workflow_configuration());
    for round in 0..6 {
        for number in 0..4 {
            begin(&lab, "killed", &format!("{round}-{number}"), &format!("customer-{number}"), 10, 5);
            assert!(those(&lab, "killed", "running").len() <= 2);
        }
        std::thread::sleep(Duration::from_millis(23 * round));
        lab.crash_and_restart();
    }
    poll("all have ended", DEADLINE, || {
        let running = those(&lab, "killed", "running").len();
        assert!(running <= 2);
        (running == 0 && those(&lab, "killed", "queued").is_empty()).then_some(())
    });
    poll("the index knows that", DEADLINE, || {
        (lab.get("/workflow/counts").ok()["workflows"]["export"] == json!({ "completed": 24 })).then_some(())
    });
}

#[test]
fn a_priority_is_a_small_number() {
    let input = json!({ "customer": "ada", "parts": 1, "each_ms": 1 });
    let body = json!({ "input": input, "priority": 10 });
    assert_eq!(Lab::shared().post("/workflow/export/run", &body).code(), ErrorCode::BadCount);
}
