use serde_json::json;

use super::*;
use crate::{
    error::{ErrorCode, Failure},
    limits::isolation as limits,
    pool::{Configuration, Refusal},
};

fn parse(body: &serde_json::Value) -> Result<Execute, Failure> {
    Execute::parse(body.to_string().as_bytes())
}

fn code(body: &serde_json::Value) -> ErrorCode {
    parse(body).unwrap_err().code
}

#[test]
fn a_task_alone_is_enough() {
    for &task in Task::ALL {
        let execute = parse(&json!({ "task": task })).unwrap();
        assert_eq!((execute.task, execute.way, execute.pool), (task, Way::Instance, Pool::Exact));
        assert_eq!((execute.owner.as_str(), execute.deadline_ms), ("default", limits::USUAL_DEADLINE_MS));
    }
    assert_eq!(parse(&json!({ "task": "compute" })).unwrap().payload, "1000");
}

#[test]
fn what_is_out_of_bounds_is_refused_under_its_code() {
    let long = "x".repeat(limits::PAYLOAD_BYTES + 1);
    for (body, expected) in [
        (json!({}), ErrorCode::BadChoice),
        (json!({ "task": "fly" }), ErrorCode::BadChoice),
        (json!({ "task": 7 }), ErrorCode::BadChoice),
        (json!({ "task": "echo", "way": "sandbox" }), ErrorCode::BadChoice),
        (json!({ "task": "echo", "pool": "none" }), ErrorCode::BadChoice),
        (json!({ "task": "trap", "way": "bare" }), ErrorCode::BadChoice),
        (json!({ "task": "echo", "way": "isolate", "pool": "stateless" }), ErrorCode::BadChoice),
        (json!({ "task": "echo", "owner": "a/b" }), ErrorCode::BadTenant),
        (json!({ "task": "echo", "payload": long }), ErrorCode::ValueTooLarge),
        (json!({ "task": "echo", "payload": 7 }), ErrorCode::MalformedBody),
        (json!({ "task": "echo", "deadline_ms": 0 }), ErrorCode::BadCount),
        (json!({ "task": "echo", "deadline_ms": 30_001 }), ErrorCode::BadCount),
        (json!({ "task": "compute", "payload": "-1" }), ErrorCode::BadCount),
        (json!({ "task": "compute", "payload": "4000001" }), ErrorCode::BadCount),
        (json!({ "task": "wait", "payload": "" }), ErrorCode::BadCount),
        (json!({ "task": "wait", "payload": "30001" }), ErrorCode::BadCount),
        (json!({ "task": "echo", "tsak": 1 }), ErrorCode::MalformedBody),
    ] {
        assert_eq!(code(&body), expected, "{body}");
    }
    for body in [
        json!({ "task": "echo", "payload": "x".repeat(limits::PAYLOAD_BYTES), "deadline_ms": 30_000 }),
        json!({ "task": "compute", "payload": "2000000", "deadline_ms": 1 }),
        json!({ "task": "wait", "payload": "30000", "way": "bare" }),
    ] {
        parse(&body).unwrap();
    }
}

#[test]
fn a_pool_is_changed_within_its_bounds_and_only_where_there_is_one() {
    let resize = |body: serde_json::Value| Resize::parse(body.to_string().as_bytes());
    assert_eq!(resize(json!({ "size": 10 })).unwrap(), Resize { size: 10, way: Way::Instance });
    for body in [json!({}), json!({ "size": 0 }), json!({ "size": 11 })] {
        assert_eq!(resize(body).unwrap_err().code, ErrorCode::BadCount);
    }
    assert_eq!(resize(json!({ "size": 1, "way": "disposable" })).unwrap_err().code, ErrorCode::BadChoice);
    let warm = Warm::parse(b"{\"isolates\":0,\"way\":\"isolate\"}").unwrap();
    assert_eq!(warm, Warm { isolates: 0, way: Way::Isolate });
    assert_eq!(Drain::parse(b"{}").unwrap(), Drain { patience_ms: 5_000, way: Way::Instance });
    assert_eq!(Drain::parse(b"{\"patience_ms\":30001}").unwrap_err().code, ErrorCode::BadCount);
}

#[test]
fn a_benchmark_is_the_same_task_for_several_owners() {
    let benchmark = Benchmark::parse(br#"{"task":"echo","owner":"a","owners":3,"iterations":4}"#).unwrap();
    let owners: Vec<_> = (0..4).map(|index| benchmark.one(index).unwrap().owner.as_str().to_owned()).collect();
    assert_eq!(owners, ["a", "owner-1", "owner-2", "a"]);
    assert_eq!(Benchmark::parse(br#"{"task":"echo","iterations":0}"#).unwrap_err().code, ErrorCode::BadCount);
}

#[test]
fn objects_are_named_after_their_kind() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of_name(&kind.object(3)), kind);
    }
    assert_eq!(Kind::of(Way::Isolate).object(0), "fresh-0");
}

#[test]
fn every_latency_has_its_bucket() {
    let buckets = Bucket::all();
    for (milliseconds, most) in [(0, Some(0)), (1, Some(1)), (3, Some(5)), (5_000, Some(5_000)), (5_001, None)] {
        assert_eq!(buckets[bucket_of(milliseconds)].most_ms, most);
    }
}

#[test]
fn every_refusal_has_a_code() {
    let codes: Vec<_> = Refusal::ALL.iter().map(|&kind| code_of(kind)).collect();
    assert!(codes.iter().all(|code| code.retryable() && [429, 503, 504].contains(&code.status())), "{codes:?}");
}

#[test]
fn a_live_pool_takes_the_variables_that_fit_an_object() {
    let read = |pairs: &[(&str, &str)], kind| {
        configuration(kind, |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    let usual: Configuration = read(&[], Kind::Persistent).unwrap();
    assert_eq!((usual.size, usual.least, usual.owners), (10, 0, limits::OWNERS));
    let seeds = [("PERSISTENT_WORKER_POOL_SIZE", "3"), ("WORKER_TASK_QUEUE_SIZE", "7")];
    let told = read(&seeds, Kind::Fresh).unwrap();
    assert_eq!((told.size, told.queue, told.restart_uses), (3, 7, Some(1)));
    let spares = [("PERSISTENT_WORKER_POOL_SIZE", "1"), ("POOL_SPARES", "2")];
    assert_eq!(read(&spares, Kind::Persistent).unwrap().spares, 0);
    assert_eq!(read(&spares, Kind::Fresh).unwrap_err().code, ErrorCode::MethodUnavailable);
    for pair in [
        ("PERSISTENT_WORKER_POOL_SIZE", "0"),
        ("PERSISTENT_WORKER_POOL_SIZE", "11"),
        ("PERSISTENT_WORKER_POOL_SIZE", "many"),
        ("WORKER_TASK_QUEUE_SIZE", "-1"),
        ("WORKER_HEALTH_CHECK_INTERVAL_MS", "0"),
        ("WORKER_RESTART_MEMORY_THRESHOLD_MB", "5000"),
        ("POOL_PLACEMENT", "somewhere"),
        ("POOL_OWNERS", "2000"),
    ] {
        let failure = read(&[pair], Kind::Persistent).unwrap_err();
        assert_eq!(failure.code, ErrorCode::MethodUnavailable, "{pair:?}");
        assert!(failure.message.contains("pool"), "{failure}");
    }
}
