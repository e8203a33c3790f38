//! The runtime of measured calls fails in every way between the question and the answer: the caller says so under the right
//! code, nothing wrong is counted, and the next call works.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{Answer, Chaos};

/// A call for each form in which a question reaches the runtime, as a Worker and as an object.
fn calls() -> [Value; 6] {
    [
        json!({ "method": "binding_rpc", "codec": "postcard" }),
        json!({ "method": "binding_fetch", "codec": "json" }),
        json!({ "method": "binding_rpc", "codec": "structured_clone" }),
        json!({ "method": "object_rpc", "codec": "messagepack" }),
        json!({ "method": "object_fetch", "codec": "postcard" }),
        json!({ "method": "capnweb" }),
    ]
}

/// Faults whatever carries the question.
const FAULTS: [&str; 8] = [
    "throw",
    "run, then throw",
    "answer nonsense",
    "answer nothing",
    "answer text",
    "answer half",
    "answer an earlier reply",
    "answer status 500",
];

/// What a batch of one call says more than the call.
fn modes() -> [Value; 2] {
    [json!({ "mode": "sequential", "calls": 3 }), json!({ "mode": "parallel", "calls": 3 })]
}

/// The two joined.
fn with(body: &Value, more: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// Checks the code of a failure, and that a person can read what happened.
#[track_caller]
fn check(answer: &Answer, code: ErrorCode, what: &str) {
    assert_eq!(answer.code(), code, "{what}: {}", answer.body);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.split(' ').count() > 3 && !message.contains("out of order"), "{what}: {message}");
}

#[test]
fn a_runtime_that_fails_is_told_and_the_next_call_works() {
    let chaos = Chaos::before_runtime();
    for call in calls() {
        chaos.lab.post("/rpc/execute", &call).ok();
        for fault in FAULTS {
            let what = format!("{fault} {call}");
            chaos.plan(&[fault]);
            check(&chaos.lab.post("/rpc/execute", &call), ErrorCode::RuntimeFailed, &what);
            chaos.lab.post("/rpc/execute", &call).ok();
            for mode in modes() {
                chaos.plan(&[fault]);
                check(&chaos.lab.post("/rpc/benchmark", &with(&call, &mode)), ErrorCode::RuntimeFailed, &what);
                chaos.plan(&[]);
                chaos.lab.post("/rpc/benchmark", &with(&call, &mode)).ok();
            }
        }
    }
}

#[test]
fn a_right_envelope_around_a_wrong_answer_is_a_wrong_reply() {
    let chaos = Chaos::before_runtime();
    for call in calls() {
        for function in ["echo", "transform"] {
            let call = with(&call, &json!({ "function": function, "size": 400 }));
            chaos.plan(&["run another question"]);
            check(&chaos.lab.post("/rpc/execute", &call), ErrorCode::WrongReply, &call.to_string());
            chaos.lab.post("/rpc/execute", &call).ok();
            for mode in modes() {
                chaos.plan(&["run another question"]);
                let answer = chaos.lab.post("/rpc/benchmark", &with(&call, &mode));
                check(&answer, ErrorCode::WrongReply, &call.to_string());
            }
        }
    }
}

/// Checks that a request ends by its own deadline, not much before and not much after.
#[track_caller]
fn check_deadline(chaos: &Chaos, path: &str, body: &Value) {
    let deadline = Duration::from_millis(400);
    let body = with(body, &json!({ "deadline_ms": 400 }));
    let started = Instant::now();
    let answer = chaos.lab.post(path, &body);
    let elapsed = started.elapsed();
    check(&answer, ErrorCode::DeadlineExceeded, &body.to_string());
    assert!(answer.body["error"]["message"].as_str().unwrap().contains("400 ms"), "{}", answer.body);
    assert!(elapsed >= deadline.mul_f64(0.9) && elapsed < deadline + Duration::from_secs(3), "{body}: {elapsed:?}");
}

#[test]
fn a_runtime_that_never_answers_ends_at_the_asked_deadline() {
    let chaos = Chaos::before_runtime();
    for call in calls() {
        let mut faults = vec!["never answer", "run, then never answer"];
        if call["method"].as_str().unwrap().ends_with("fetch") || call["method"] == "capnweb" {
            faults.push("begin an answer that never ends");
        }
        for fault in faults {
            chaos.plan(&[fault]);
            check_deadline(&chaos, "/rpc/execute", &call);
            chaos.lab.post("/rpc/execute", &call).ok();
            for mode in modes() {
                chaos.plan(&[fault]);
                check_deadline(&chaos, "/rpc/benchmark", &with(&call, &mode));
                chaos.plan(&[]);
                chaos.lab.post("/rpc/benchmark", &with(&call, &mode)).ok();
            }
        }
    }
}

#[test]
fn a_runtime_that_makes_no_report_fails_the_batch_in_time() {
    let chaos = Chaos::before_runtime();
    for call in calls() {
        for fault in ["throw", "answer nonsense", "answer nothing", "answer text", "answer half"] {
            chaos.report(fault);
            check(&chaos.lab.post("/rpc/benchmark", &call), ErrorCode::RuntimeFailed, fault);
            check(&chaos.lab.get("/rpc/status"), ErrorCode::RuntimeFailed, fault);
            // A call needs no report.
            chaos.lab.post("/rpc/execute", &call).ok();
        }
        chaos.report("never answer");
        check_deadline(&chaos, "/rpc/benchmark", &call);
        chaos.report("pass on");
        chaos.lab.post("/rpc/benchmark", &call).ok();
    }
    chaos.report("never answer");
    check(&chaos.lab.get("/rpc/status"), ErrorCode::DeadlineExceeded, "status");
    chaos.report("pass on");
    chaos.lab.get("/rpc/status").ok();
}

#[test]
fn a_runtime_that_hands_out_no_code_to_load_fails_the_call_in_time() {
    let chaos = Chaos::before_runtime();
    let call = json!({ "method": "loader" });
    chaos.report("throw");
    check(&chaos.lab.post("/rpc/execute", &call), ErrorCode::RuntimeFailed, "throw");
    chaos.report("never answer");
    check_deadline(&chaos, "/rpc/execute", &call);
    chaos.report("pass on");
    chaos.lab.post("/rpc/execute", &call).ok();
}

#[test]
fn a_session_that_fails_is_told_and_the_next_one_works() {
    let chaos = Chaos::before_runtime();
    for call in calls().into_iter().filter(|call| call["method"].as_str().unwrap().ends_with("rpc")) {
        let batch = with(&call, &json!({ "mode": "pipelined", "calls": 5 }));
        chaos.lab.post("/rpc/benchmark", &batch).ok();
        for fault in ["open no session"].into_iter().chain(FAULTS) {
            let what = format!("{fault} {batch}");
            chaos.plan(&[fault]);
            check(&chaos.lab.post("/rpc/benchmark", &batch), ErrorCode::RuntimeFailed, &what);
            chaos.plan(&[]);
            chaos.lab.post("/rpc/benchmark", &batch).ok();
        }
        chaos.plan(&["pass on", "run another question"]);
        check(&chaos.lab.post("/rpc/benchmark", &batch), ErrorCode::WrongReply, &batch.to_string());
        chaos.plan(&["pass on", "never answer"]);
        check_deadline(&chaos, "/rpc/benchmark", &batch);
        chaos.plan(&[]);
        chaos.lab.post("/rpc/benchmark", &batch).ok();
    }
}

#[test]
fn an_answer_that_comes_after_that_of_a_later_request_is_not_mistaken_for_it() {
    let chaos = Chaos::before_runtime();
    for call in calls() {
        for (first, second) in [(100, 9_000), (9_000, 100)] {
            let asked = |size: u32| with(&call, &json!({ "size": size }));
            chaos.plan(&["answer after the next"]);
            std::thread::scope(|scope| {
                let late = scope.spawn(|| chaos.lab.post("/rpc/execute", &asked(first)));
                let passed = || chaos.left() == 0;
                crate::lab::poll("the first question", Duration::from_secs(10), || passed().then_some(()));
                let next = chaos.lab.post("/rpc/execute", &asked(second)).ok();
                assert_eq!(next["size"], json!(second));
                assert_eq!(late.join().unwrap().ok()["size"], json!(first));
            });
        }
    }
}
