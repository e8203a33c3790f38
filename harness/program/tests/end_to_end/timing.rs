//! What an answer says of its way: hops, places, engine, copy and version.

use harness::machine::workerd::Openness;
use serde_json::{Value, json};

use crate::lab::{ARMS, ENGINE_ARMS, Lab, STEADY_ARMS, configuration};

/// The services that an arm's query passes, in order of visit, once the engine of the hybrid object is loaded.
fn services(arm: &str) -> Vec<&str> {
    match arm {
        "new" => vec!["router", "state", "compute"],
        other => vec!["router", other],
    }
}

fn places(body: &Value) -> Vec<Value> {
    body["timing"]["places"].as_array().unwrap().clone()
}

/// The counter of the version that was read or made.
fn counter(body: &Value) -> u64 {
    let version = &body["timing"]["version"];
    assert_eq!(version["digest"].as_str().map(str::len), Some(32), "{version}");
    version["counter"].as_u64().unwrap()
}

#[test]
fn the_first_request_is_cold_and_the_next_is_warm() {
    let lab = Lab::start(&configuration(&Openness::Open));
    for arm in STEADY_ARMS {
        let states = |tenant: &str, sql: &str| {
            let timing = lab.query(arm, tenant, sql).ok()["timing"].take();
            json!([timing["engine"], timing["copy"]])
        };
        assert_eq!(states("first", "CREATE TABLE t (a)"), json!(["cold", "miss"]), "{arm}");
        assert_eq!(states("first", "INSERT INTO t VALUES (1)"), json!(["warm", "hit"]), "{arm}");
        assert_eq!(states("first", "SELECT a FROM t"), json!(["warm", "hit"]), "{arm}");
        // Another tenant shares compute's engine; a traditional object has one of its own.
        let expected = if arm == "new" { json!(["warm", "miss"]) } else { json!(["cold", "miss"]) };
        assert_eq!(states("second", "SELECT 1"), expected, "{arm}");
    }
    let native = lab.query("native", "first", "SELECT 1").ok();
    assert_eq!((&native["timing"]["engine"], &native["timing"]["copy"]), (&Value::Null, &Value::Null));
}

#[test]
fn places_name_three_lifetimes_that_stay() {
    let lab = Lab::shared();
    for tenant in ["places", "other-places"] {
        lab.settle("hybrid", tenant);
    }
    for arm in ARMS {
        lab.query(arm, "places", "SELECT 1").ok();
        let first = places(&lab.query(arm, "places", "SELECT 1").ok());
        let second = places(&lab.query(arm, "places", "SELECT 1").ok());
        assert_eq!(first, second, "{arm}");
        let visited: Vec<_> = first.iter().map(|place| place["service"].as_str().unwrap()).collect();
        assert_eq!(visited, services(arm), "{arm}");
        let mut ids = Vec::new();
        for place in &first {
            ids.extend([place["isolate"].as_str().unwrap(), place["instance"].as_str().unwrap()]);
            let is_object = matches!(place["service"].as_str(), Some("state" | "traditional" | "hybrid" | "native"));
            assert_eq!(place["object"].is_string(), is_object, "{place}");
        }
        assert!(ids.iter().all(|id| id.len() == 16), "{ids:?}");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{arm}: two lifetimes share an id");
        let other = places(&lab.query(arm, "other-places", "SELECT 1").ok());
        assert_ne!(first[1]["object"], other[1]["object"], "{arm}: tenants are objects");
        assert_eq!(first[1]["isolate"], other[1]["isolate"], "{arm}: objects share an isolate");
    }
}

#[test]
fn hops_are_timed_by_their_callers() {
    let lab = Lab::shared();
    lab.settle("hybrid", "hops");
    for arm in ARMS {
        lab.query(arm, "hops", "SELECT 1").ok();
        let timing = lab.query(arm, "hops", "SELECT 1").ok()["timing"].take();
        let services = services(arm);
        let expected: Vec<_> = services.windows(2).rev().map(|pair| (pair[0], pair[1])).collect();
        let hops = timing["hops"].as_array().unwrap();
        let found: Vec<_> =
            hops.iter().map(|hop| (hop["from"].as_str().unwrap(), hop["to"].as_str().unwrap())).collect();
        assert_eq!(found, expected, "{arm}");
        for hop in hops {
            assert!(hop["question_bytes"].as_u64() > Some(10) && hop["reply_bytes"].as_u64() > Some(10), "{hop}");
            assert!(hop["elapsed_ms"].as_u64() <= timing["total_ms"].as_u64(), "{timing}");
        }
        assert_eq!(timing["request_id"].as_str().map(str::len), Some(16), "{arm}");
        assert!(timing["turn_wait_ms"].is_u64(), "{arm}");
    }
}

#[test]
fn each_write_moves_the_version_on_by_one_and_a_read_does_not() {
    let lab = Lab::shared();
    for arm in ENGINE_ARMS {
        let tenant = "versions";
        assert_eq!(counter(&lab.query(arm, tenant, "SELECT 1").ok()), 0, "{arm}");
        assert_eq!(counter(&lab.query(arm, tenant, "CREATE TABLE t (a)").ok()), 1, "{arm}");
        for n in 2..5 {
            assert_eq!(counter(&lab.query(arm, tenant, "INSERT INTO t VALUES (1)").ok()), n, "{arm}");
            assert_eq!(counter(&lab.query(arm, tenant, "SELECT a FROM t").ok()), n, "{arm}");
        }
        // A write that changes nothing, and one that fails, make no version.
        assert_eq!(counter(&lab.query(arm, tenant, "DELETE FROM t WHERE a = 9").ok()), 4, "{arm}");
        lab.query(arm, tenant, "INSERT INTO missing VALUES (1)").code();
        assert_eq!(counter(&lab.query(arm, tenant, "SELECT 1").ok()), 4, "{arm}");
        assert_eq!(lab.status(arm, tenant)["version"]["counter"], json!(4), "{arm}");
    }
    assert!(lab.query("native", "versions", "SELECT 1").ok()["timing"]["version"].is_null());
}

#[test]
fn a_write_that_waits_for_another_says_so() {
    let lab = Lab::start(&configuration(&Openness::Open));
    let tenant = "waiting";
    lab.batch("new", tenant, &["CREATE TABLE t (a)", "INSERT INTO t VALUES (0)"]).ok();
    // About a second of work that the engine allows, so that those behind it wait for their turn.
    let slow = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 2000000) \
                UPDATE t SET a = (SELECT count(*) FROM s)";
    let waits: Vec<u64> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3).map(|_| scope.spawn(|| lab.query("new", tenant, slow).ok())).collect();
        let bodies = writers.into_iter().map(|writer| writer.join().unwrap());
        bodies.map(|body| body["timing"]["turn_wait_ms"].as_u64().unwrap()).collect()
    });
    assert!(waits.iter().any(|&wait| wait > 0), "{waits:?}");
}

#[test]
fn pings_come_back_as_often_as_asked() {
    let lab = Lab::shared();
    let body = json!({ "sql": "SELECT 1", "tenant": "pings", "pings": 10 });
    assert_eq!(lab.post("/new/timing", &body).ok()["timing"]["pings"]["count"], json!(10));
    // Where there is no compute there is nobody to ping, and other routes do not ping.
    assert!(lab.post("/native/timing", &body).ok()["timing"]["pings"].is_null());
    assert!(lab.post("/new/query", &body).ok()["timing"]["pings"].is_null());
    let too_many = json!({ "sql": "SELECT 1", "pings": shared::limits::PINGS + 1 });
    assert_eq!(lab.post("/new/timing", &too_many).code(), shared::error::ErrorCode::BadCount);
}

#[test]
fn status_tells_what_is_held_without_starting_anything() {
    let lab = Lab::start(&configuration(&Openness::Open));
    let compute = lab.get("/compute/status").ok();
    assert_eq!((&compute["status"]["engine"], &compute["status"]["copies"]), (&json!("cold"), &json!(0)));
    for arm in ENGINE_ARMS {
        let status = lab.status(arm, "untouched");
        assert_eq!((&status["database_bytes"], &status["engine_open"]), (&json!(0), &json!(false)), "{arm}");
    }
    assert_eq!(lab.get("/compute/status").ok()["status"]["engine"], json!("cold"));
    assert_eq!(
        lab.post("/compute/keep-warm", &json!({})).ok()["status"]["engine"],
        json!("cold"),
        "it was started now"
    );
    assert_eq!(lab.get("/compute/status").ok()["status"]["engine"], json!("warm"));
    let first = lab.query("new", "after-keep-warm", "SELECT 1").ok();
    assert_eq!(first["timing"]["engine"], json!("warm"));
    assert_eq!(lab.get("/compute/status").ok()["status"]["copies"], json!(1));
}
