//! Which measured calls are there: ways that a deployment does not have, and batches beyond what the platform allows.

use harness::machine::workerd::{Configuration, Openness, Target};
use serde_json::{Value, json};
use shared::{choice::Choice as _, error::ErrorCode, limits, rpc::Transport};

use crate::lab::{Lab, Request, configuration};

const TOKEN: &str = "a token";

#[test]
fn where_the_platform_counts_a_batch_stays_below_its_invocations() {
    let lab = Lab::start(&configuration(&Openness::Token(TOKEN.to_owned())));
    let post = |path: &str, body: &Value| {
        lab.send(&Request::new("POST", path).body(body.to_string().as_bytes()).token(Some(TOKEN)))
    };
    let most = limits::RPC_INVOCATIONS;
    let refused = |body: &Value| {
        let answer = post("/rpc/benchmark", body);
        assert_eq!(answer.code(), ErrorCode::BadCount, "{body}");
        let message = answer.body["error"]["message"].as_str().unwrap();
        assert!(message.contains("\"calls\" times \"depth\"") && message.contains(&most.to_string()), "{message}");
    };
    for method in ["binding_rpc", "binding_fetch", "capnweb", "loader"] {
        for mode in ["sequential", "parallel"] {
            refused(&json!({ "method": method, "mode": mode, "calls": most + 1 }));
            post("/rpc/benchmark", &json!({ "method": method, "mode": mode, "calls": most })).ok();
        }
    }
    let chain = |calls: u32| json!({ "method": "binding_rpc", "calls": calls, "depth": 8 });
    refused(&chain(4));
    post("/rpc/benchmark", &chain(3)).ok();
    post("/rpc/execute", &json!({ "method": "binding_rpc", "depth": 8 })).ok();
    // Objects are not counted, and neither are calls on one session.
    for body in [
        json!({ "method": "object_rpc", "calls": 1_000 }),
        json!({ "method": "object_fetch", "calls": 1_000, "mode": "parallel", "concurrency": 100 }),
        json!({ "method": "binding_rpc", "calls": 1_000, "mode": "pipelined" }),
        json!({ "method": "direct", "calls": 1_000 }),
    ] {
        assert_eq!(post("/rpc/benchmark", &body).ok()["calls"], json!(1_000));
    }
}

/// Why a method is not available, as the status says it.
#[track_caller]
fn unavailable(lab: &Lab, method: Transport) -> Option<String> {
    let status = lab.get("/rpc/status").ok();
    let methods = status["methods"].as_array().unwrap();
    let known: Vec<_> = Transport::ALL.iter().map(|method| json!(method)).collect();
    assert!(methods.iter().map(|told| &told["method"]).eq(known.iter()), "{status}");
    let told = methods.iter().find(|told| told["method"] == json!(method)).unwrap();
    told["unavailable"].as_str().map(str::to_owned)
}

#[test]
fn the_status_says_that_every_way_is_there() {
    let lab = Lab::shared();
    for &method in Transport::ALL {
        assert_eq!(unavailable(&lab, method), None);
    }
    let before = lab.get("/rpc/status").ok();
    lab.post("/rpc/execute", &json!({ "method": "binding_rpc" })).ok();
    let after = lab.get("/rpc/status").ok();
    let answered = |status: &Value| status["runtime"]["answered"].as_u64().unwrap();
    assert!(answered(&after) > answered(&before), "{before} {after}");
    let places: Vec<_> =
        after["timing"]["places"].as_array().unwrap().iter().map(|place| place["service"].clone()).collect();
    assert_eq!(places, ["router", "rpc_caller", "rpc_runtime"]);
}

/// Checks that a method is not available, that the status says why, and that all others are.
#[track_caller]
fn check_unavailable(configuration: &Configuration, method: Transport, needs: &str) {
    let lab = Lab::start(configuration);
    for path in ["/rpc/execute", "/rpc/benchmark"] {
        let answer = lab.post(path, &json!({ "method": method }));
        assert_eq!(answer.code(), ErrorCode::MethodUnavailable);
        assert_eq!(answer.status, 501);
        let message = answer.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(needs), "{message}");
        assert_eq!(unavailable(&lab, method).as_deref(), Some(message));
    }
    for &other in Transport::ALL.iter().filter(|other| **other != method) {
        assert_eq!(unavailable(&lab, other), None);
        lab.post("/rpc/execute", &json!({ "method": other })).ok();
    }
}

#[test]
fn without_an_address_of_the_runtime_there_is_no_raw_fetch() {
    check_unavailable(&configuration(&Openness::Open), Transport::RawFetch, "RUNTIME_URL");
}

#[test]
fn without_its_binding_there_is_no_loader() {
    let mut configuration = configuration(&Openness::Open);
    configuration.reach_runtime_over_http().unwrap();
    let bindings = &mut configuration.service("rpc-caller").unwrap().bindings;
    let before = bindings.len();
    bindings.retain(|binding| binding.name != "LOADER");
    assert_eq!(bindings.len(), before - 1);
    check_unavailable(&configuration, Transport::Loader, "LOADER");
}

#[test]
fn an_address_where_nobody_answers_fails_the_call() {
    for address in ["http://127.0.0.1:1", "http://runtime.invalid", "nowhere"] {
        let mut configuration = configuration(&Openness::Open);
        configuration.allow_loopback("rpc-caller").unwrap();
        configuration.bind("rpc-caller", "RUNTIME_URL", Target::Text(address.to_owned())).unwrap();
        let lab = Lab::start(&configuration);
        let answer = lab.post("/rpc/execute", &json!({ "method": "raw_fetch" }));
        assert_eq!(answer.code(), ErrorCode::RuntimeFailed, "{address}: {}", answer.body);
        lab.post("/rpc/execute", &json!({ "method": "binding_fetch" })).ok();
    }
}
