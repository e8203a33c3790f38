//! Measured calls that are refused: bodies that say nothing, something else or too much.

use serde_json::{Value, json};
use shared::{choice::Choice as _, error::ErrorCode, limits, rpc::Transport};

use crate::lab::{Answer, Lab, Request};

const ROUTES: [&str; 2] = ["/rpc/execute", "/rpc/benchmark"];

/// Checks that a body is refused with this code, in a sentence that names the field.
#[track_caller]
fn check(answer: &Answer, code: ErrorCode, field: &str, body: &Value) {
    assert_eq!(answer.code(), code, "{body}: {}", answer.body);
    assert!((400..500).contains(&answer.status), "{body}: {}", answer.status);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(field), "{body}: {message}");
}

#[test]
fn what_is_no_plan_is_malformed() {
    let lab = Lab::shared();
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"binding_rpc\"",
        b"{\"method\": \"binding_rpc\"} trailing",
        b"{\"method\": binding_rpc}",
        b"{\"method\": \"\xff\xfe\"}",
        b"{\"method\": \"direct\", \"size\": 1e999}",
    ];
    for path in ROUTES {
        for body in bodies {
            let answer = lab.send(&Request::new("POST", path).body(body));
            assert_eq!(answer.code(), ErrorCode::MalformedBody, "{path} {:?}", String::from_utf8_lossy(body));
        }
        assert_eq!(lab.send(&Request::new("POST", path)).code(), ErrorCode::MalformedBody, "{path}");
    }
}

#[test]
fn unknown_fields_are_named() {
    let lab = Lab::shared();
    for path in ROUTES {
        let body = json!({ "method": "binding_rpc", "colour": "red" });
        check(&lab.post(path, &body), ErrorCode::MalformedBody, "colour", &body);
    }
    // Fields of batches mean nothing to one call.
    for (field, value) in [("calls", json!(1)), ("mode", json!("parallel")), ("concurrency", json!(1))] {
        let body = json!({ "method": "binding_rpc", field: value });
        check(&lab.post("/rpc/execute", &body), ErrorCode::MalformedBody, field, &body);
    }
}

#[test]
fn unknown_names_are_told_what_there_is() {
    let lab = Lab::shared();
    let long = "x".repeat(10_000);
    for path in ROUTES {
        let body = json!({});
        check(&lab.post(path, &body), ErrorCode::BadChoice, "\"method\"", &body);
        for field in ["method", "codec", "function"] {
            let names = ["", "pigeon", "Direct", " direct", "binding-rpc", "constructor", "__proto__", long.as_str()];
            for value in names.map(|name| json!(name)).into_iter().chain([json!(7), json!(true), json!(["echo"])]) {
                let mut body = json!({ "method": "binding_rpc" });
                body[field] = value;
                let answer = lab.post(path, &body);
                check(&answer, ErrorCode::BadChoice, field, &body);
                assert!(answer.body.to_string().len() < 400, "{}", answer.body);
            }
        }
    }
    for mode in [json!("random"), json!(""), json!(false), json!(1)] {
        let body = json!({ "method": "binding_rpc", "mode": mode });
        check(&lab.post("/rpc/benchmark", &body), ErrorCode::BadChoice, "mode", &body);
    }
}

#[test]
fn numbers_outside_their_bounds_are_named() {
    let lab = Lab::shared();
    let bounds = [
        ("size", limits::RPC_PAYLOAD_BYTES),
        ("depth", limits::RPC_DEPTH),
        ("deadline_ms", limits::RPC_DEADLINE_MS),
        ("calls", limits::RPC_CALLS),
        ("concurrency", limits::RPC_CALLS),
    ];
    for (field, most) in bounds {
        let of_batch = field == "calls" || field == "concurrency";
        let paths = if of_batch { &ROUTES[1..] } else { &ROUTES[..] };
        let strange = [
            json!(0),
            json!(-1),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(u64::from(u32::MAX) + 2),
            json!(most + 1),
            json!(1.5),
            json!(1e15),
            json!("7"),
            json!("many"),
            json!(""),
            json!(null),
            json!(true),
            json!([1]),
            json!({ "number": 1 }),
        ];
        for path in paths {
            for value in &strange {
                let mut body = json!({ "method": "binding_rpc" });
                if of_batch {
                    body["mode"] = json!("parallel");
                }
                body[field] = value.clone();
                check(&lab.post(path, &body), ErrorCode::BadCount, field, &body);
            }
        }
    }
}

#[test]
fn choices_that_do_not_go_together_are_refused() {
    let lab = Lab::shared();
    for &method in Transport::ALL {
        let body = json!({ "method": method, "depth": 2 });
        let answer = lab.post("/rpc/execute", &body);
        if method.chains() {
            answer.ok();
        } else {
            check(&answer, ErrorCode::BadChoice, "depth", &body);
        }
        let body = json!({ "method": method, "mode": "pipelined", "calls": 2 });
        let answer = lab.post("/rpc/benchmark", &body);
        if method.pipelines() {
            answer.ok();
        } else {
            check(&answer, ErrorCode::BadChoice, "pipelined", &body);
        }
    }
    for (method, codec) in [
        ("direct", "json"),
        ("binding_fetch", "structured_clone"),
        ("object_fetch", "capnweb"),
        ("binding_rpc", "capnweb"),
        ("capnweb", "json"),
    ] {
        for path in ROUTES {
            let body = json!({ "method": method, "codec": codec });
            check(&lab.post(path, &body), ErrorCode::BadChoice, "codec", &body);
        }
    }
    let body = json!({ "method": "object_rpc", "codec": "bytes", "function": "transform" });
    check(&lab.post("/rpc/execute", &body), ErrorCode::BadChoice, "transform", &body);
    for mode in ["sequential", "pipelined"] {
        let body = json!({ "method": "object_rpc", "mode": mode, "concurrency": 2 });
        check(&lab.post("/rpc/benchmark", &body), ErrorCode::BadChoice, "concurrency", &body);
    }
}

#[test]
fn a_batch_carries_no_more_than_its_bounds() {
    let lab = Lab::shared();
    let whole = json!({ "method": "object_rpc", "size": 1 << 20, "calls": 65 });
    check(&lab.post("/rpc/benchmark", &whole), ErrorCode::BadCount, "calls", &whole);
    let flight = json!({ "method": "object_rpc", "size": 1 << 20, "calls": 9, "mode": "parallel", "concurrency": 9 });
    check(&lab.post("/rpc/benchmark", &flight), ErrorCode::BadCount, "concurrency", &flight);
    let pipelined = json!({ "method": "object_rpc", "size": 1 << 20, "calls": 9, "mode": "pipelined" });
    check(&lab.post("/rpc/benchmark", &pipelined), ErrorCode::BadCount, "calls", &pipelined);
    // Just below, everything works.
    lab.post("/rpc/benchmark", &json!({ "method": "object_rpc", "size": 1 << 20, "calls": 64 })).ok();
    let flight = json!({ "method": "object_rpc", "size": 1 << 20, "calls": 8, "mode": "parallel", "concurrency": 8 });
    lab.post("/rpc/benchmark", &flight).ok();
}

#[test]
fn a_body_has_a_bound() {
    let lab = Lab::shared();
    let mut largest = b"{\"method\": \"direct\"}".to_vec();
    largest.resize(limits::BODY_BYTES, b' ');
    let larger = [largest.as_slice(), b" "].concat();
    for path in ROUTES {
        let request = Request::new("POST", path);
        lab.send(&request.clone().body(&largest)).ok();
        for refused in [request.clone().body(&larger), request.chunked(&larger)] {
            assert_eq!(lab.send(&refused).code(), ErrorCode::BodyTooLarge, "{path}");
        }
    }
}

#[test]
fn wrong_methods_and_paths_are_refused() {
    let lab = Lab::shared();
    for path in ROUTES {
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(lab.send(&Request::new(method, path)).code(), ErrorCode::MethodNotAllowed, "{method} {path}");
        }
    }
    assert_eq!(lab.post("/rpc/status", &json!({})).code(), ErrorCode::MethodNotAllowed);
    for path in ["/rpc", "/rpc/execute/more", "/rpc/run", "/rpc/call"] {
        assert_eq!(lab.post(path, &json!({ "method": "direct" })).code(), ErrorCode::UnknownRoute, "{path}");
    }
}
