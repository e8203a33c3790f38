//! The hybrid object: compute answers until the engine inside is loaded, and nobody sees the change but by the way.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use harness::machine::workerd::Openness;
use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde_json::{Value, json};

use crate::lab::{Lab, Request, assert_same, configuration, poll, try_send};

const INCREMENT: &str = "UPDATE counter SET n = n + 1";
const READ: &str = "SELECT n FROM counter";

/// Increments of a test, and how many come at the same time.
const INCREMENTS: usize = 50;
const WRITERS: usize = 5;

/// The services that answered, in order of visit.
fn services(body: &Value) -> Vec<String> {
    let places = body["timing"]["places"].as_array().unwrap().iter();
    places.map(|place| place["service"].as_str().unwrap().to_owned()).collect()
}

fn make_counter(lab: &Lab, tenant: &str) {
    lab.batch("hybrid", tenant, &["CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)"]).ok();
}

#[test]
fn the_first_answers_come_through_compute_and_later_ones_do_not() {
    let lab = Lab::start(&configuration(&Openness::Open));
    let first = lab.query("hybrid", "switch", "CREATE TABLE counter (n INTEGER)").ok();
    assert_eq!(services(&first), ["router", "hybrid", "compute"]);
    assert_eq!((&first["timing"]["engine"], &first["timing"]["copy"]), (&json!("cold"), &json!("miss")));
    let hop = &first["timing"]["hops"][0];
    assert_eq!((&hop["from"], &hop["to"]), (&json!("hybrid"), &json!("compute")));
    lab.query("hybrid", "switch", "INSERT INTO counter VALUES (0)").ok();
    lab.settle("hybrid", "switch");
    let later = lab.query("hybrid", "switch", INCREMENT).ok();
    assert_eq!(services(&later), ["router", "hybrid"]);
    assert_eq!(later["timing"]["hops"].as_array().map(Vec::len), Some(1));
    assert_eq!((&later["timing"]["engine"], later["timing"]["version"]["counter"].as_u64()), (&json!("warm"), Some(3)));
    assert_eq!(lab.query("hybrid", "switch", READ).rows(), json!([[1]]));
    // What it times is a call to compute all the same.
    let timed = lab.post("/hybrid/timing", &json!({ "sql": READ, "tenant": "switch", "pings": 4 })).ok();
    assert_eq!(timed["timing"]["pings"]["count"], json!(4));
    assert_eq!(services(&timed), ["router", "hybrid"]);
}

#[test]
fn fifty_increments_across_the_switch_are_exactly_fifty() {
    let lab = Lab::start(&configuration(&Openness::Open));
    for round in 0..6 {
        let tenant = format!("increments-{round}");
        make_counter(&lab, &tenant);
        let ways = Mutex::new((0, 0));
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    let mut seen = 0;
                    for _ in 0..INCREMENTS / WRITERS {
                        let body = lab.query("hybrid", &tenant, INCREMENT).ok();
                        let through_compute = services(&body).contains(&"compute".to_owned());
                        let mut ways = ways.lock().unwrap_or_else(PoisonError::into_inner);
                        let (compute, own) = *ways;
                        *ways = if through_compute { (compute + 1, own) } else { (compute, own + 1) };
                        drop(ways);
                        let now = lab.query("hybrid", &tenant, READ).rows()[0][0].as_u64().unwrap();
                        assert!(now > seen, "{tenant}: {now} after {seen}");
                        seen = now;
                    }
                });
            }
        });
        assert_eq!(lab.query("hybrid", &tenant, READ).rows(), json!([[INCREMENTS]]), "{tenant}");
        lab.settle("hybrid", &tenant);
        assert_eq!(lab.query("hybrid", &tenant, READ).rows(), json!([[INCREMENTS]]), "{tenant}");
        let (compute, own) = ways.into_inner().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(compute + own, INCREMENTS, "{tenant}");
    }
}

/// An increment under a key, so that it can be asked for again after a crash.
fn keyed(tenant: &str, key: usize) -> String {
    json!({ "sql": INCREMENT, "tenant": tenant, "idempotency_key": format!("key-{key}") }).to_string()
}

#[test]
fn fifty_increments_across_the_switch_and_a_crash_are_exactly_fifty() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    // Each round is killed at another moment: before the switch, about it, and after it.
    for (round, answers) in [1, 4, 8, 12, 18, 26, 38].into_iter().enumerate() {
        let tenant = format!("crash-{round}");
        make_counter(&lab, &tenant);
        let unanswered = Mutex::new(Vec::new());
        let answered = Mutex::new(0);
        let is_killed = AtomicBool::new(false);
        let process = Pid::from_raw(i32::try_from(lab.process_id()).unwrap());
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (lab, tenant, unanswered, answered, is_killed) =
                    (&lab, &tenant, &unanswered, &answered, &is_killed);
                scope.spawn(move || {
                    for key in (writer..INCREMENTS).step_by(WRITERS) {
                        let body = keyed(tenant, key);
                        let request = Request::new("POST", "/hybrid/query").body(body.as_bytes());
                        match try_send(lab.address("router"), &request) {
                            Ok(answer) if answer.status == 200 => {
                                *answered.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                            }
                            Ok(answer) => {
                                assert!(is_killed.load(Relaxed) && answer.is_retryable(), "{}", answer.body);
                                unanswered.lock().unwrap_or_else(PoisonError::into_inner).push(key);
                            }
                            Err(_) => unanswered.lock().unwrap_or_else(PoisonError::into_inner).push(key),
                        }
                    }
                });
            }
            poll("increments are answered", Duration::from_secs(20), || {
                (*answered.lock().unwrap_or_else(PoisonError::into_inner) >= answers).then_some(())
            });
            is_killed.store(true, Relaxed);
            signal::kill(process, Signal::SIGKILL).unwrap();
        });
        lab.crash_and_restart();
        for key in unanswered.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let body = keyed(&tenant, key);
            lab.send(&Request::new("POST", "/hybrid/query").body(body.as_bytes())).ok();
        }
        assert_same(&lab.query("hybrid", &tenant, READ).rows(), &json!([[INCREMENTS]]), &tenant);
        lab.settle("hybrid", &tenant);
        assert_same(&lab.query("hybrid", &tenant, READ).rows(), &json!([[INCREMENTS]]), &tenant);
        assert_eq!(lab.query("hybrid", &tenant, "PRAGMA quick_check").rows(), json!([["ok"]]), "{tenant}");
    }
}

#[test]
fn a_tenant_of_the_same_name_in_another_arm_is_somebody_else() {
    let lab = Lab::shared();
    let tenant = "namesake";
    for arm in ["new", "hybrid"] {
        // Both are executed by compute, in the same isolate.
        lab.batch(arm, tenant, &["CREATE TABLE t (a)", &format!("INSERT INTO t VALUES ('{arm}')")]).ok();
    }
    for arm in ["new", "hybrid", "new", "hybrid"] {
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([[arm]]));
        lab.query(arm, tenant, "UPDATE t SET a = a").ok();
    }
}

#[test]
fn a_large_tenant_moves_into_the_object_whole() {
    let mut lab = Lab::start(&configuration(&Openness::Open));
    lab.query("hybrid", "large", "CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB)").ok();
    for _ in 0..4 {
        let sql = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 50) \
                   INSERT INTO t (data) SELECT randomblob(100000) FROM s";
        lab.query("hybrid", "large", sql).ok();
    }
    let sums = "SELECT count(*), sum(id), sum(instr(data, x'00ff')), min(hex(substr(data, 1, 8))) FROM t";
    let before = lab.query("hybrid", "large", sums).rows();
    lab.crash_and_restart();
    assert_eq!(lab.query("hybrid", "large", sums).rows(), before, "through compute");
    lab.settle("hybrid", "large");
    let inside = lab.query("hybrid", "large", sums).ok();
    assert_eq!((&inside["rows"], services(&inside)), (&before, vec!["router".to_owned(), "hybrid".to_owned()]));
    assert_eq!(lab.query("hybrid", "large", "PRAGMA quick_check").rows(), json!([["ok"]]));
}
