//! Postgres in several isolates of compute: copies fall behind, run ahead, and start anew, and nobody notices.

use std::thread;

use serde_json::json;
use shared::routing::Routing;

use crate::lab::{Lab, spread_configuration_with_postgres};

const ISOLATES: usize = 3;
const WRITES: usize = 20;

#[test]
fn writes_and_reads_through_copies_that_fall_behind_are_right_under_every_policy() {
    for routing in Routing::ALL {
        let lab = Lab::start(&spread_configuration_with_postgres(ISOLATES, routing));
        for arm in ["new/postgres", "hybrid/postgres", "new", "hybrid"] {
            lab.query(arm, "t", "create table t (n integer)").ok();
            for write in 1..=WRITES {
                lab.query_with(arm, "t", "insert into t values ($1)", &json!([write])).ok();
                let rows = lab.query(arm, "t", "select count(*), max(n) from t").rows();
                assert_eq!(rows, json!([[write, write]]), "{arm} under {routing:?}");
            }
        }
    }
}

#[test]
fn tenants_that_write_side_by_side_lose_and_double_nothing() {
    let lab = Lab::start(&spread_configuration_with_postgres(ISOLATES, Routing::Random));
    let tenants = ["a", "b", "c", "d"];
    for arm in ["new/postgres", "hybrid/postgres"] {
        for tenant in tenants {
            lab.batch(arm, tenant, &["create table t (n integer)", "insert into t values (0)"]).ok();
        }
        thread::scope(|scope| {
            for tenant in tenants {
                for _ in 0..2 {
                    let lab = &lab;
                    scope.spawn(move || {
                        for _ in 0..8 {
                            lab.query(arm, tenant, "update t set n = n + 1").ok();
                            lab.query(arm, tenant, "select n from t").ok();
                        }
                    });
                }
            }
        });
        for tenant in tenants {
            assert_eq!(lab.query(arm, tenant, "select n from t").rows(), json!([[16]]), "{arm}: {tenant}");
        }
    }
}
