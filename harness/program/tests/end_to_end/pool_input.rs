//! Requests to pools that are refused, and pools whose own variables or code are wrong.

use std::{fs, time::Duration};

use harness::machine::workerd::Target;
use serde_json::json;
use shared::error::ErrorCode;

use crate::{
    lab::{Lab, Request, poll, pool_configuration},
    pool::{run, status, total},
};

#[test]
fn what_is_out_of_bounds_is_refused_without_a_trace() {
    let lab = Lab::start(&pool_configuration());
    for (path, body, expected) in [
        ("execute", json!({}), ErrorCode::BadChoice),
        ("execute", json!({ "task": "fly" }), ErrorCode::BadChoice),
        ("execute", json!({ "task": "echo", "way": "sandbox" }), ErrorCode::BadChoice),
        ("execute", json!({ "task": "spin", "way": "bare" }), ErrorCode::BadChoice),
        ("execute", json!({ "task": "echo", "owner": "a b" }), ErrorCode::BadTenant),
        ("execute", json!({ "task": "echo", "deadline_ms": 0 }), ErrorCode::BadCount),
        ("execute", json!({ "task": "echo", "deadline_ms": 30_001 }), ErrorCode::BadCount),
        ("execute", json!({ "task": "echo", "payload": "x".repeat(16_385) }), ErrorCode::ValueTooLarge),
        ("execute", json!({ "task": "compute", "payload": "4000001" }), ErrorCode::BadCount),
        ("execute", json!({ "task": "echo", "sql": "select 1" }), ErrorCode::MalformedBody),
        ("benchmark", json!({ "task": "echo", "iterations": 2_001 }), ErrorCode::BadCount),
        ("benchmark", json!({ "task": "echo", "concurrency": 129 }), ErrorCode::BadCount),
        ("resize", json!({}), ErrorCode::BadCount),
        ("resize", json!({ "size": 11 }), ErrorCode::BadCount),
        ("resize", json!({ "size": 4, "way": "disposable" }), ErrorCode::BadChoice),
        ("drain", json!({ "patience_ms": 30_001 }), ErrorCode::BadCount),
        ("warm", json!({ "isolates": 11 }), ErrorCode::BadCount),
    ] {
        let answer = lab.post(&format!("/pool/{path}"), &body);
        assert_eq!(answer.code(), expected, "{path} {body}");
    }
    for path in ["execute", "benchmark", "resize", "drain", "warm"] {
        let path = format!("/pool/{path}");
        for body in [&b""[..], b"[]", b"{\"task\":\"echo\",\"task\":\"echo\"}", b"\xff", b"{"] {
            let code = lab.send(&Request::new("POST", &path).body(body)).code();
            assert_eq!(code, ErrorCode::MalformedBody, "{path} {body:?}");
        }
    }
    let status = status(&lab);
    assert_eq!((total(&status, "/totals/arrived"), total(&status, "/open")), (0, 0), "{status}");
}

#[test]
fn variables_that_cannot_be_followed_are_told_to_whoever_asks() {
    for (name, value) in [
        ("PERSISTENT_WORKER_POOL_SIZE", "11"),
        ("WORKER_TASK_QUEUE_SIZE", "lots"),
        ("WORKER_HEALTH_CHECK_INTERVAL_MS", "0"),
        ("WORKER_RESTART_MEMORY_THRESHOLD_MB", "-1"),
    ] {
        let mut configuration = pool_configuration();
        configuration.bind("pool", name, Target::Text(value.to_owned())).unwrap();
        let lab = Lab::start(&configuration);
        let answer = run(&lab, ("instance", "exact"), "alice", "echo", "x");
        assert_eq!(answer.code(), ErrorCode::MethodUnavailable, "{name}={value}");
        assert!(answer.body["error"]["message"].as_str().unwrap().contains(name), "{}", answer.body);
        assert_eq!(run(&lab, ("instance", "stateless"), "alice", "echo", "x").ok()["output"], "x");
    }
}

#[test]
fn code_that_does_not_parse_is_a_failure_and_each_try_has_another_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, script) in [("parse", "export default {"), ("start", "throw new Error(\"not today\");")] {
        let broken = folder.path().join(name).with_extension("txt");
        fs::write(&broken, script).unwrap();
        let mut configuration = pool_configuration();
        for module in &mut configuration.service("pool-host").unwrap().modules {
            if module.name.ends_with("code/persistent.txt") {
                module.path.clone_from(&broken);
            }
        }
        let lab = Lab::start(&configuration);
        for _ in 0..3 {
            let answer = run(&lab, ("instance", "exact"), "alice", "echo", "x");
            assert_eq!(answer.code(), ErrorCode::BuildFailed, "{name}");
        }
        let code = run(&lab, ("instance", "stateless"), "alice", "echo", "x").code();
        assert_eq!(code, ErrorCode::RuntimeFailed, "{name}");
        let generations = poll("the failures are counted", Duration::from_secs(5), || {
            let status = status(&lab);
            let slots = status["pools"].as_array().unwrap().iter().flat_map(|pool| pool["slots"].as_array().unwrap());
            let most = slots.map(|slot| slot["generation"].as_u64().unwrap()).max().unwrap_or(0);
            (total(&status, "/totals/build_failures") >= 3).then_some(most)
        });
        assert!(generations >= 3, "{name}: {generations}");
    }
}
