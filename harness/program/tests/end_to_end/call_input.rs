//! Batches of calls between objects that are refused: bodies that say nothing, something else or too much.

use harness::machine::workerd::Openness;
use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{Answer, Lab, Request, configuration};

/// Checks that a body is refused with this code, in a sentence that names the field.
#[track_caller]
fn check(answer: &Answer, code: ErrorCode, field: &str, body: &Value) {
    assert_eq!(answer.code(), code, "{body}: {}", answer.body);
    assert!((400..500).contains(&answer.status), "{body}: {}", answer.status);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(field), "{body}: {message}");
    assert!(message.len() < 400, "{message}");
}

/// A body with one more field.
fn with(way: &str, field: &str, value: &Value) -> Value {
    let mut body = json!({ "way": way, "mode": "fan_out" });
    body[field] = value.clone();
    body
}

#[test]
fn what_is_no_plan_is_malformed() {
    let lab = Lab::shared();
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"rpc\"",
        b"{\"way\": \"rpc\"} trailing",
        b"{\"way\": \"rpc\", \"way\": \"rpc\"}",
        b"{\"way\": \"\xff\xfe\"}",
    ];
    for path in ["/call/batch", "/call/cancel"] {
        for body in bodies {
            let answer = lab.send(&Request::new("POST", path).body(body));
            assert_eq!(answer.code(), ErrorCode::MalformedBody, "{path} {:?}", String::from_utf8_lossy(body));
        }
        assert_eq!(lab.send(&Request::new("POST", path)).code(), ErrorCode::MalformedBody, "{path}");
        let mut larger = b"{\"way\": \"rpc\"}".to_vec();
        larger.resize(limits::BODY_BYTES + 1, b' ');
        let request = Request::new("POST", path);
        for refused in [request.clone().body(&larger), request.chunked(&larger)] {
            assert_eq!(lab.send(&refused).code(), ErrorCode::BodyTooLarge, "{path}");
        }
    }
}

#[test]
fn fields_that_nobody_can_mean_are_named() {
    let lab = Lab::shared();
    let long = "x".repeat(10_000);
    let names = ["", "pigeon", "Rpc", " rpc", "constructor", "__proto__", long.as_str()].map(|name| json!(name));
    let strange: Vec<_> = names.into_iter().chain([json!(7), json!(true), json!(["rpc"])]).collect();
    for field in ["way", "mode", "grouping", "acknowledgement", "replies", "rows"] {
        for value in &strange {
            let body = with("durable", field, value);
            check(&lab.post("/call/batch", &body), ErrorCode::BadChoice, field, &body);
        }
    }
    let counts = [
        ("operations", limits::CALL_OPERATIONS),
        ("targets", limits::CALL_TARGETS),
        ("deadline_ms", limits::CALL_DEADLINE_MS),
        ("expires_ms", limits::CALL_DEADLINE_MS),
        ("subrequests", limits::CALL_SUBREQUESTS),
        ("credits", limits::DURABLE_CREDITS),
    ];
    for (field, most) in counts {
        let strange = [json!(0), json!(-1), json!(i64::MIN), json!(u64::MAX), json!(most + 1), json!(1.5), json!(1e15)];
        for value in strange.into_iter().chain([json!("7"), json!("many"), json!(null), json!(true), json!([1])]) {
            let body = with("durable", field, &value);
            check(&lab.post("/call/batch", &body), ErrorCode::BadCount, field, &body);
        }
    }
    for (field, value, code, words) in [
        ("validate", json!("yes"), ErrorCode::BadChoice, "validate"),
        ("colour", json!("red"), ErrorCode::MalformedBody, "colour"),
        ("faults", json!(7), ErrorCode::MalformedBody, "faults"),
        ("faults", json!({ "colour": 1 }), ErrorCode::MalformedBody, "colour"),
        ("faults", json!({ "drop_reply": 51 }), ErrorCode::BadCount, "drop_reply"),
        ("faults", json!({ "abort_inside": -1 }), ErrorCode::BadCount, "abort_inside"),
        ("source", json!("a/b"), ErrorCode::BadTenant, "characters"),
        ("source", json!(""), ErrorCode::BadTenant, "characters"),
        ("source", json!("x".repeat(62)), ErrorCode::BadTenant, "source"),
    ] {
        let body = with("durable", field, &value);
        check(&lab.post("/call/batch", &body), code, words, &body);
    }
}

#[test]
fn choices_that_do_not_go_together_are_refused() {
    let lab = Lab::shared();
    for (body, code, words) in [
        (json!({}), ErrorCode::BadChoice, "two_one_way"),
        (json!({ "way": "rpc", "targets": 2 }), ErrorCode::BadChoice, "fan_out"),
        (json!({ "way": "rpc", "mode": "sequential", "targets": 2 }), ErrorCode::BadChoice, "fan_out"),
        (json!({ "way": "queued", "credits": 2 }), ErrorCode::BadChoice, "durable ways"),
        (json!({ "way": "rpc", "rows": "ring" }), ErrorCode::BadChoice, "durable ways"),
        (json!({ "way": "queued_list", "operations": 401 }), ErrorCode::BadCount, "square"),
    ] {
        check(&lab.post("/call/batch", &body), code, words, &body);
    }
}

#[test]
fn a_cancellation_that_names_no_calls_is_refused() {
    let lab = Lab::shared();
    for (body, code, field) in [
        (json!({}), ErrorCode::BadChoice, "source"),
        (json!({ "source": "s", "first": 1 }), ErrorCode::BadChoice, "target"),
        (json!({ "source": "s", "target": "s.0" }), ErrorCode::BadChoice, "first"),
        (json!({ "source": "s", "target": "s.0", "first": "one" }), ErrorCode::BadCount, "first"),
        (json!({ "source": "s", "target": "s.0", "first": 1, "calls": -1 }), ErrorCode::BadCount, "calls"),
        (json!({ "source": "s", "target": "s.0", "first": 1, "last": 2 }), ErrorCode::MalformedBody, "last"),
        (json!({ "source": "s s", "target": "s.0", "first": 1 }), ErrorCode::BadTenant, ""),
    ] {
        check(&lab.post("/call/cancel", &body), code, field, &body);
    }
}

#[test]
fn names_in_the_address_are_names() {
    let lab = Lab::shared();
    for path in ["/call/status?source=", "/call/ledger?target=a%2Fb", "/call/dead?source=%20"] {
        assert_eq!(lab.get(path).code(), ErrorCode::BadTenant, "{path}");
    }
    for path in ["/call/status?target=a", "/call/ledger?from=a", "/call/dead?source=a&source=b"] {
        assert_eq!(lab.get(path).code(), ErrorCode::BadQueryParameter, "{path}");
    }
    for id in ["7", "x", "-1", "18446744073709551616"] {
        for end in ["redrive", "drop"] {
            let path = format!("/call/dead/{id}/{end}?source=nobody");
            assert_eq!(lab.post(&path, &json!({})).code(), ErrorCode::UnknownDeadLetter, "{path}");
        }
    }
}

#[test]
fn a_batch_stops_at_the_calls_that_it_may_make() {
    let lab = Lab::shared();
    for way in ["rpc", "rpc_durable", "rpc_both_durable", "queued"] {
        let body = json!({ "way": way, "operations": 30, "subrequests": 20, "source": format!("bounded-{way}") });
        check(&lab.post("/call/batch", &body), ErrorCode::LimitExceeded, "20", &body);
    }
}

#[test]
fn a_deployment_refuses_what_the_platform_would_stop() {
    let token = "a token";
    let lab = Lab::start(&configuration(&Openness::Token(token.to_owned())));
    let ask = |body: &Value| {
        let bytes = body.to_string();
        lab.send(&Request::new("POST", "/call/batch").token(Some(token)).body(bytes.as_bytes()))
    };
    ask(&json!({ "way": "rpc", "operations": 10 })).ok();
    let many = json!({ "way": "queued", "operations": 5_001 });
    check(&ask(&many), ErrorCode::BadCount, "10000", &many);
    let faults = ask(&json!({ "way": "rpc", "faults": { "drop_reply": 1 } }));
    assert_eq!(faults.code(), ErrorCode::MethodUnavailable);
}
