//! Compute in several isolates behind a spreader: each policy does what it says, and answers stay right under all of them.

use std::{collections::BTreeSet, thread, time::Duration};

use serde_json::{Value, json};
use shared::{error::ErrorCode, routing::Routing};

use crate::lab::{Chaos, Lab, poll, spread_configuration};

const ISOLATES: usize = 4;

fn lab(routing: Routing) -> Lab {
    Lab::start(&spread_configuration(ISOLATES, routing))
}

/// The isolates of compute that took part in a query, in the order of the calls.
fn isolates(body: &Value) -> Vec<String> {
    let places = body["timing"]["places"].as_array().unwrap();
    let compute = places.iter().filter(|place| place["service"] == "compute");
    compute.map(|place| place["isolate"].as_str().unwrap().to_owned()).collect()
}

/// The isolate of one query for a tenant that was never written, which is answered wherever it arrives.
fn isolate(lab: &Lab, tenant: &str) -> String {
    let [isolate] = isolates(&lab.query("new", tenant, "SELECT 1").ok()).try_into().unwrap();
    isolate
}

fn visited(lab: &Lab) -> String {
    let body = lab.get("/compute/status").ok();
    let place = body["places"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(place["service"], "compute");
    place["isolate"].as_str().unwrap().to_owned()
}

#[test]
fn as_many_visits_as_there_are_isolates_reach_each_under_every_policy() {
    for routing in Routing::ALL {
        let lab = lab(routing);
        let first: Vec<_> = (0..ISOLATES).map(|_| visited(&lab)).collect();
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), ISOLATES, "{routing:?}");
        let second: Vec<_> = (0..ISOLATES).map(|_| visited(&lab)).collect();
        assert_eq!(first, second, "{routing:?}");
    }
}

#[test]
fn single_answers_everybody_from_one_isolate() {
    let lab = lab(Routing::Single);
    let seen: BTreeSet<_> = (0..10).map(|number| isolate(&lab, &format!("t{number}"))).collect();
    assert_eq!(seen.len(), 1);
}

#[test]
fn random_answers_one_tenant_from_several_isolates() {
    let lab = lab(Routing::Random);
    let seen: BTreeSet<_> = (0..40).map(|_| isolate(&lab, "t")).collect();
    assert!(seen.len() > 1, "{seen:?}");
}

#[test]
fn round_robin_goes_from_one_isolate_to_the_next() {
    let lab = lab(Routing::RoundRobin);
    let order: Vec<_> = (0..3 * ISOLATES).map(|_| isolate(&lab, "t")).collect();
    assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), ISOLATES);
    assert!(order.iter().zip(order.iter().skip(ISOLATES)).all(|(turn, next)| turn == next), "{order:?}");
}

#[test]
fn an_affine_tenant_keeps_its_isolate_and_tenants_are_spread() {
    let lab = lab(Routing::TenantAffine);
    let tenants: Vec<_> = (0..16).map(|number| format!("t{number}")).collect();
    let homes: Vec<_> = tenants.iter().map(|tenant| isolate(&lab, tenant)).collect();
    assert!(homes.iter().collect::<BTreeSet<_>>().len() > 1, "{homes:?}");
    for _ in 0..3 {
        let again: Vec<_> = tenants.iter().map(|tenant| isolate(&lab, tenant)).collect();
        assert_eq!(again, homes);
    }
    // Writes too, so the copy that a write left is the one that is found.
    lab.query("new", "t0", "CREATE TABLE t (n)").ok();
    for _ in 0..5 {
        let body = lab.query("new", "t0", "INSERT INTO t VALUES (1)").ok();
        assert_eq!(isolates(&body), [homes[0].clone()]);
        assert_eq!(body["timing"]["copy"], "hit");
    }
}

#[test]
fn least_busy_stays_at_one_isolate_while_requests_do_not_overlap() {
    let lab = lab(Routing::LeastBusy);
    let seen: BTreeSet<_> = (0..12).map(|number| isolate(&lab, &format!("t{number}"))).collect();
    assert_eq!(seen.len(), 1);
}

#[test]
fn least_busy_avoids_an_isolate_that_does_not_answer_until_nobody_waits_for_it() {
    let chaos = Chaos::before_an_isolate(&spread_configuration(2, Routing::LeastBusy));
    let first = isolate(&chaos.lab, "t");
    chaos.plan(&["never answer"]);
    thread::scope(|scope| {
        let hanging = scope.spawn(|| chaos.lab.query("new", "hanging", "SELECT 1").code());
        poll("the call hangs", Duration::from_secs(5), || (chaos.left() == 0).then_some(()));
        let other = isolate(&chaos.lab, "t");
        assert_ne!(other, first);
        assert_eq!(isolate(&chaos.lab, "t"), other);
        assert_eq!(hanging.join().unwrap(), ErrorCode::DeadlineExceeded);
    });
    let back = || Some(isolate(&chaos.lab, "t")).filter(|isolate| *isolate == first);
    poll("the first isolate is chosen again", Duration::from_secs(5), back);
}

#[test]
fn calls_that_fail_are_not_in_flight_any_more() {
    let chaos = Chaos::before_an_isolate(&spread_configuration(2, Routing::LeastBusy));
    let first = isolate(&chaos.lab, "t");
    let faults = ["throw", "answer nonsense", "throw", "answer no bytes", "answer text"];
    chaos.plan(&faults);
    for (number, fault) in faults.iter().enumerate() {
        // One that still counted would send the next to the other isolate, where nothing fails.
        assert_eq!(chaos.lab.query("new", "t", "SELECT 1").code(), ErrorCode::ComputeFailed, "{fault}");
        assert_eq!(chaos.executions(), number as u64 + 1, "{fault}");
    }
    assert_eq!(isolate(&chaos.lab, "t"), first);
}

#[test]
fn writes_through_copies_that_fall_behind_are_all_there() {
    for routing in [Routing::Random, Routing::RoundRobin, Routing::LeastBusy] {
        let lab = lab(routing);
        lab.batch("new", "t", &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        let mut copies = BTreeSet::new();
        thread::scope(|scope| {
            let clients: Vec<_> = (0..8)
                .map(|client| {
                    let lab = &lab;
                    // 60 in all.
                    let writes = if client < 4 { 8 } else { 7 };
                    scope.spawn(move || {
                        let write =
                            |_| lab.query("new", "t", "UPDATE t SET n = n + 1").ok()["timing"]["copy"].to_string();
                        (0..writes).map(write).collect::<Vec<_>>()
                    })
                })
                .collect();
            for client in clients {
                copies.extend(client.join().unwrap());
            }
        });
        for _ in 0..3 * ISOLATES {
            assert_eq!(lab.query("new", "t", "SELECT n FROM t").rows(), json!([[60]]), "{routing:?}");
        }
        if routing == Routing::Random {
            assert!(copies.contains("\"stale\""), "{copies:?}");
        }
    }
}

#[test]
fn copies_that_hold_writes_which_were_never_stored_lose_and_double_nothing() {
    let chaos = Chaos::before_an_isolate(&spread_configuration(3, Routing::Random));
    chaos.lab.batch("new", "t", &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
    for write in 0..20 {
        chaos.plan(&["execute, then throw", "execute, then answer nonsense"]);
        let key = format!("write-{write}");
        let accepted = (0..20).any(|_| {
            let answer = chaos.lab.query_once("new", "t", "UPDATE t SET n = n + 1", &key);
            assert!(answer.status == 200 || answer.is_retryable(), "{}", answer.body);
            answer.status == 200
        });
        assert!(accepted, "a write was not accepted in 20 attempts");
    }
    chaos.plan(&[]);
    for _ in 0..9 {
        assert_eq!(chaos.lab.query("new", "t", "SELECT n FROM t").rows(), json!([[20]]));
    }
}

#[test]
fn state_that_travels_as_a_stream_passes_through() {
    for routing in [Routing::RoundRobin, Routing::LeastBusy] {
        let lab = lab(routing);
        let fill = "INSERT INTO t WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 800) \
                    SELECT n, randomblob(4000) FROM k";
        lab.batch("new", "large", &["CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB)", fill]).ok();
        let sum = "SELECT count(*), sum(length(b)), sum(n) FROM t";
        let (mut hydrated, mut served) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..4 * ISOLATES {
            let body = lab.query("new", "large", sum).ok();
            assert_eq!(body["rows"], json!([[800, 3_200_000, 320_400]]), "{routing:?}");
            served.extend(isolates(&body).pop());
            if body["timing"]["copy"] == "miss" {
                hydrated.extend(isolates(&body).pop());
            }
        }
        if routing == Routing::RoundRobin {
            assert!(!hydrated.is_empty() && served.len() > 1, "{hydrated:?} of {served:?}");
        }
    }
}

#[test]
fn one_isolate_behind_a_spreader_serves_all_routes() {
    let lab = Lab::start(&spread_configuration(1, Routing::TenantAffine));
    lab.query("new", "t", "CREATE TABLE t (n)").ok();
    assert_eq!(lab.query("new", "t", "SELECT * FROM t").rows(), json!([]));
    let timed = lab.post("/new/timing", &json!({ "sql": "SELECT 1", "tenant": "t", "pings": 5 })).ok();
    assert_eq!(timed["timing"]["pings"]["count"], 5);
    // The spreader leaves no trace of its own.
    assert!(timed["timing"]["places"].as_array().unwrap().iter().all(|place| place["service"] != "spreader"));
    lab.post("/benchmark/multi-tenant/burst", &json!({ "tenants": 5 })).ok();
}
