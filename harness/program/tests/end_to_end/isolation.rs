//! Concurrent writers of one tenant lose nothing, and tenants side by side never see each other.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use serde_json::json;
use shared::error::ErrorCode;

use crate::lab::{ARMS, Lab};

#[test]
fn concurrent_increments_are_all_there() {
    let lab = Lab::shared();
    for arm in ARMS {
        lab.batch(arm, "increments", &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        thread::scope(|scope| {
            for _ in 0..64 {
                let lab = &lab;
                scope.spawn(move || lab.query(arm, "increments", "UPDATE t SET n = n + 1").ok());
            }
        });
        assert_eq!(lab.query(arm, "increments", "SELECT n FROM t").rows()[0][0].as_f64(), Some(64.0), "{arm}");
    }
}

#[test]
fn concurrent_first_requests_make_one_tenant() {
    let lab = Lab::shared();
    for arm in ARMS {
        thread::scope(|scope| {
            for number in 0..16 {
                let lab = &lab;
                scope.spawn(move || {
                    let insert = format!("INSERT INTO t VALUES ({number})");
                    lab.batch(arm, "first-requests", &["CREATE TABLE IF NOT EXISTS t (n)", &insert]).ok();
                });
            }
        });
        let rows = lab.query(arm, "first-requests", "SELECT count(*), sum(n) FROM t").rows();
        crate::lab::assert_same(&rows, &json!([[16, 120]]), arm);
    }
}

#[test]
fn tenants_side_by_side_never_see_each_other() {
    let lab = Lab::shared();
    let tenants = ["left", "right", "left:2", "left.2"];
    for arm in ARMS {
        for tenant in tenants {
            lab.query(arm, tenant, "CREATE TABLE t (owner TEXT, n INTEGER)").ok();
        }
        thread::scope(|scope| {
            for tenant in tenants {
                let lab = &lab;
                scope.spawn(move || {
                    for n in 1..=15 {
                        let insert = format!("INSERT INTO t VALUES ('{tenant}', {n})");
                        lab.query(arm, tenant, &insert).ok();
                        let rows = lab.query(arm, tenant, "SELECT DISTINCT owner, max(n), count(*) FROM t").rows();
                        crate::lab::assert_same(&rows, &json!([[tenant, n, n]]), arm);
                        // Each fails on a name of its own, and hears of that name only.
                        let failure = lab.query(arm, tenant, &format!("SELECT * FROM \"missing {tenant}\""));
                        assert_eq!(failure.code(), ErrorCode::SqlError);
                        let message = failure.body["error"]["message"].as_str().unwrap();
                        assert!(message.contains(&format!("missing {tenant}")), "{arm}: {message}");
                    }
                });
            }
        });
    }
}

#[test]
fn keys_of_one_tenant_mean_nothing_to_another() {
    let lab = Lab::shared();
    for arm in ARMS {
        for tenant in ["keys-left", "keys-right"] {
            lab.query(arm, tenant, "CREATE TABLE t (a TEXT)").ok();
            let insert = format!("INSERT INTO t VALUES ('{tenant}')");
            assert_eq!(lab.query_once(arm, tenant, &insert, "same").ok()["timing"]["replayed"], json!(false));
            assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([[tenant]]), "{arm}");
        }
    }
}

#[test]
fn reads_during_writes_see_whole_and_growing_states() {
    let lab = Lab::shared();
    for arm in ARMS {
        lab.batch(arm, "growing", &["CREATE TABLE t (a, b)", "INSERT INTO t VALUES (0, 0)"]).ok();
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            let (lab, is_done) = (&lab, &is_done);
            for _ in 0..3 {
                scope.spawn(move || {
                    let mut seen = 0.0;
                    while !is_done.load(Relaxed) {
                        let rows = lab.query(arm, "growing", "SELECT a, b FROM t").rows();
                        let (a, b) = (rows[0][0].as_f64().unwrap(), rows[0][1].as_f64().unwrap());
                        assert!((a - b).abs() < 0.5, "{arm}: half of a write: {rows}");
                        assert!(a >= seen, "{arm}: {a} after {seen}");
                        seen = a;
                    }
                });
            }
            scope.spawn(move || {
                for _ in 0..40 {
                    lab.batch(arm, "growing", &["UPDATE t SET a = a + 1", "UPDATE t SET b = b + 1"]).ok();
                }
                is_done.store(true, Relaxed);
            });
        });
    }
}
