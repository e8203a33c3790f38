//! An engine that panics ends its WASM instance in the middle of a query: the data are there, and the next query works.

use serde_json::{Value, json};

use crate::lab::{ENGINE_ARMS, Lab, STEADY_ARMS, faulty_configuration};

/// The ids of the place where the engine ran.
fn place(body: &Value, service: &str) -> Value {
    let places = body["timing"]["places"].as_array().unwrap();
    places.iter().find(|place| place["service"] == service).unwrap_or_else(|| panic!("{service}: {body}")).clone()
}

fn engine_of(arm: &str) -> &str {
    if arm == "new" { "compute" } else { arm }
}

#[test]
fn after_a_panic_the_next_query_works_on_the_same_data() {
    let lab = Lab::start(&faulty_configuration());
    for arm in STEADY_ARMS {
        for tenant in ["panics", "bystander"] {
            lab.batch(arm, tenant, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        }
        let panics = [
            ("SELECT isolab_fault('panic')", "a read"),
            ("UPDATE t SET n = 1000 + isolab_fault('panic')", "a write"),
            ("INSERT INTO t SELECT isolab_fault('panic') FROM t", "another write"),
        ];
        for (index, (sql, what)) in panics.into_iter().enumerate() {
            let before = lab.query(arm, "panics", "SELECT n FROM t").ok();
            let answer = lab.query(arm, "panics", sql);
            assert!(answer.is_retryable(), "{arm} {what}: {}", answer.body);
            assert_eq!(lab.query(arm, "bystander", "SELECT n FROM t").rows(), json!([[index]]), "{arm} {what}");
            let after = lab.query(arm, "panics", "SELECT n FROM t").ok();
            assert_eq!(after["rows"], json!([[index]]), "{arm} {what}");
            let (before, after) = (place(&before, engine_of(arm)), place(&after, engine_of(arm)));
            assert_ne!(before["instance"], after["instance"], "{arm} {what}: the instance ended");
            assert_eq!(before["isolate"], after["isolate"], "{arm} {what}: the isolate did not");
            for tenant in ["panics", "bystander"] {
                lab.query(arm, tenant, "UPDATE t SET n = n + 1").ok();
            }
        }
        for tenant in ["panics", "bystander"] {
            assert_eq!(lab.query(arm, tenant, "SELECT n FROM t").rows(), json!([[panics.len()]]), "{arm} {tenant}");
        }
    }
}

#[test]
fn a_batch_with_a_panic_in_its_middle_leaves_nothing() {
    let lab = Lab::start(&faulty_configuration());
    for arm in ENGINE_ARMS {
        lab.batch(arm, "batch", &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        let statements = ["CREATE TABLE ghost (a)", "DELETE FROM t", "SELECT isolab_fault('panic')", "SELECT 1"];
        assert!(lab.batch(arm, "batch", &statements).is_retryable(), "{arm}");
        let names = "SELECT name FROM sqlite_schema ORDER BY name";
        assert_eq!(lab.query(arm, "batch", names).rows(), json!([["t"]]), "{arm}");
        assert_eq!(lab.query(arm, "batch", "SELECT n FROM t").rows(), json!([[0]]), "{arm}");
    }
}

#[test]
fn concurrent_writers_survive_panics() {
    let lab = Lab::start(&faulty_configuration());
    for arm in ENGINE_ARMS {
        lab.batch(arm, "storm", &["CREATE TABLE t (id TEXT PRIMARY KEY)", "INSERT INTO t VALUES ('first')"]).ok();
        std::thread::scope(|scope| {
            let lab = &lab;
            for writer in 0..4 {
                scope.spawn(move || {
                    for number in 0..10 {
                        let id = format!("{writer}-{number}");
                        let sql = format!("INSERT INTO t VALUES ('{id}')");
                        let accepted = (0..50).any(|_| {
                            let answer = lab.query_once(arm, "storm", &sql, &id);
                            assert!(answer.status == 200 || answer.is_retryable(), "{arm}: {}", answer.body);
                            answer.status == 200
                        });
                        assert!(accepted, "{arm}: {id} was not accepted in 50 attempts");
                    }
                });
            }
            scope.spawn(move || {
                for _ in 0..5 {
                    assert!(lab.query(arm, "storm", "SELECT isolab_fault('panic')").is_retryable(), "{arm}");
                }
            });
        });
        assert_eq!(lab.query(arm, "storm", "SELECT count(*) FROM t").rows(), json!([[41]]), "{arm}");
    }
}
