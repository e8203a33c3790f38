//! Requests to workflows that are refused: with which code, and in a sentence that says what to do.

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{Answer, Lab, Request};

#[track_caller]
fn check(answer: &Answer, code: ErrorCode, words: &str) {
    assert_eq!(answer.code(), code, "{}", answer.body);
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(words) && message.len() < 400, "{message}");
}

#[test]
fn what_begins_nothing_is_refused() {
    let lab = Lab::shared();
    let begin = |workflow: &str, body: &Value| lab.post(&format!("/workflow/{workflow}/run-async"), body);
    check(&begin("pigeon", &json!({})), ErrorCode::UnknownWorkflow, "process_order");
    check(&begin(&"x".repeat(3_000), &json!({})), ErrorCode::UnknownWorkflow, "there are");
    for input in [json!(null), json!({}), json!({ "steps": -1 }), json!({ "steps": 1, "speed": 2 }), json!(1)] {
        check(&begin("counter", &json!({ "input": input })), ErrorCode::MalformedBody, "the input");
    }
    let long = "x".repeat(101);
    for id in ["", " ", "-a", "a/b", "ü", long.as_str()] {
        let body = json!({ "id": id, "input": { "steps": 1 } });
        check(&begin("counter", &body), ErrorCode::BadInstanceId, "1 to 100 characters");
    }
    check(&begin("counter", &json!({ "id": 7 })), ErrorCode::BadInstanceId, "quotes");
    check(&begin("counter", &json!({ "inputs": 7 })), ErrorCode::MalformedBody, "inputs");
    for patience in [json!(-1), json!(limits::workflow::PATIENCE_MS + 1), json!("1"), json!(1.5)] {
        check(&begin("counter", &json!({ "patience_ms": patience })), ErrorCode::BadCount, "patience_ms");
    }
    for body in [&b""[..], b"{", b"[]", b"null"] {
        let answer = lab.send(&Request::new("POST", "/workflow/counter/run").body(body));
        assert_eq!(answer.code(), ErrorCode::MalformedBody);
    }
    let object = lab.post("/workflow/counter/run?object=a/b", &json!({ "input": { "steps": 1 } }));
    assert_eq!(object.code(), ErrorCode::BadTenant);
}

#[test]
fn an_instance_that_is_not_there_has_no_answer() {
    let lab = Lab::shared();
    for path in ["", "/journal", "/events"] {
        check(&lab.get(&format!("/workflow/instances/nobody{path}")), ErrorCode::UnknownInstance, "never begun");
    }
    for what in ["cancel", "pause", "resume", "restart", "redrive", "purge", "signal/x"] {
        let answer = lab.post(&format!("/workflow/instances/nobody/{what}"), &json!({}));
        check(&answer, ErrorCode::UnknownInstance, "never begun");
    }
    check(&lab.get("/workflow/instances/-"), ErrorCode::BadInstanceId, "starts with");
    check(&lab.get("/workflow/instances/nobody/events?after=x"), ErrorCode::BadCount, "after");
    assert_eq!(lab.post("/workflow/instances/nobody/explode", &json!({})).code(), ErrorCode::UnknownRoute);
    let streamed = Request::new("GET", "/workflow/instances/nobody/events").accept("text/event-stream");
    assert_eq!(lab.send(&streamed).code(), ErrorCode::UnknownInstance);
}

#[test]
fn what_is_too_large_is_refused_before_it_is_stored() {
    let lab = Lab::shared();
    lab.post(
        "/workflow/approval/run-async",
        &json!({ "id": "sized", "input": { "request": "x", "within_ms": 60_000 } }),
    )
    .ok();
    let signal = |event: &str, body: &Value| lab.post(&format!("/workflow/instances/sized/signal/{event}"), body);
    let name = "x".repeat(limits::workflow::NAME_BYTES + 1);
    check(&signal(&name, &json!({})), ErrorCode::ValueTooLarge, "the name of an event");
    // The body as a whole has a bound that comes first.
    let large = json!({ "payload": "x".repeat(limits::BODY_BYTES) });
    check(&signal("decision", &large), ErrorCode::BodyTooLarge, "at most");
    let note = json!({ "payload": 1 });
    for _ in 0..limits::workflow::EVENTS {
        signal("other", &note).ok();
    }
    let full = signal("other", &note);
    assert_eq!((full.code(), full.status), (ErrorCode::Overloaded, 429), "{}", full.body);
    assert_eq!(signal("decision", &note).code(), ErrorCode::Overloaded);
    lab.post("/workflow/instances/sized/cancel", &json!({})).ok();
}

#[test]
fn an_event_that_the_code_cannot_read_fails_the_wait() {
    let lab = Lab::shared();
    lab.post(
        "/workflow/approval/run-async",
        &json!({ "id": "misread", "input": { "request": "x", "within_ms": 60_000 } }),
    )
    .ok();
    let told = lab.post("/workflow/instances/misread/signal/decision", &json!({ "payload": "nonsense" })).ok();
    assert_eq!(told["state"], "failed", "{told}");
}

#[test]
fn trackers_and_trials_say_what_they_take() {
    let lab = Lab::shared();
    check(&lab.get("/workflow/tracker?instance=-"), ErrorCode::BadInstanceId, "starts with");
    let conduct = |body: &Value| lab.post("/workflow/tracker/conduct?object=refused", body);
    check(&conduct(&json!({ "manner": "moody" })), ErrorCode::BadChoice, "taking, failing, away");
    check(&conduct(&json!({ "delay_ms": limits::workflow::TRACKER_DELAY_MS + 1 })), ErrorCode::BadCount, "delay_ms");
    let trial = |body: &Value| lab.post("/workflow/trial", body);
    check(&trial(&json!({})), ErrorCode::BadChoice, "engine, row, seed");
    check(&trial(&json!({ "arm": "row", "switches": ["single_reads"] })), ErrorCode::BadChoice, "seed");
    check(&trial(&json!({ "arm": "seed", "switches": "single_reads" })), ErrorCode::BadChoice, "switches");
    check(&trial(&json!({ "arm": "seed", "switches": ["fast"] })), ErrorCode::BadChoice, "single_writes");
    let instances = limits::workflow::TRIAL_INSTANCES + 1;
    check(&trial(&json!({ "arm": "row", "instances": instances })), ErrorCode::BadCount, "instances");
    check(&trial(&json!({ "arm": "seed", "workflow": "sleepy" })), ErrorCode::UnknownWorkflow, "counter");
}
