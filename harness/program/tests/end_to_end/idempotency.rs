//! A key names one intent: a retry is answered, not executed, and never with another's answer.

use std::thread;

use serde_json::json;
use shared::{error::ErrorCode, limits};

use crate::lab::{ARMS, Lab, POSTGRES_ARMS, Request};

#[test]
fn a_retry_is_answered_and_not_executed() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "retries";
        lab.query(arm, tenant, "CREATE TABLE t (id INTEGER PRIMARY KEY, a)").ok();
        let insert = "INSERT INTO t (a) VALUES ('x') RETURNING id";
        let first = lab.query_once(arm, tenant, insert, "key").ok();
        let retry = lab.query_once(arm, tenant, insert, "key").ok();
        assert_eq!(
            (&first["timing"]["replayed"], &retry["timing"]["replayed"]),
            (&json!(false), &json!(true)),
            "{arm}"
        );
        for field in ["columns", "rows", "rows_affected", "last_insert_rowid"] {
            assert_eq!(first[field], retry[field], "{arm}");
        }
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows()[0][0].as_f64(), Some(1.0), "{arm}");
    }
}

#[test]
fn retries_at_the_same_time_happen_once() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "same-time";
        lab.batch(arm, tenant, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| lab.query_once(arm, tenant, "UPDATE t SET n = n + 1", "key").ok());
            }
        });
        assert_eq!(lab.query(arm, tenant, "SELECT n FROM t").rows()[0][0].as_f64(), Some(1.0), "{arm}");
    }
}

#[test]
fn a_key_of_another_request_is_refused() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "reused";
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        lab.query_once(arm, tenant, "INSERT INTO t VALUES (1)", "key").ok();
        let other = lab.query_once(arm, tenant, "INSERT INTO t VALUES (2)", "key");
        assert_eq!(other.code(), ErrorCode::IdempotencyKeyReused, "{arm}");
        let body = json!({ "statements": [{ "sql": "INSERT INTO t VALUES (1)" }], "tenant": tenant, "idempotency_key": "key" });
        assert_eq!(lab.post(&format!("/{arm}/query"), &body).code(), ErrorCode::IdempotencyKeyReused, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows()[0][0].as_f64(), Some(1.0), "{arm}");
    }
}

#[test]
fn a_key_that_has_written_is_refused_for_a_read() {
    let lab = Lab::shared_with_postgres();
    let tenant = "read-after-write";
    let writes = ["INSERT INTO t VALUES (1)", "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"];
    let others =
        ["SELECT * FROM t", "VALUES (1)", "WITH a AS (SELECT 1) SELECT * FROM a", "EXPLAIN SELECT 1", "DELETE FROM t"];
    for arm in ARMS.into_iter().chain(POSTGRES_ARMS) {
        lab.query(arm, tenant, "CREATE TABLE t (a integer)").ok();
        for (number, write) in writes.into_iter().enumerate() {
            let key = format!("key-{number}");
            // Whoever has only read has not used the key up.
            lab.query_once(arm, tenant, "SELECT 1", &key).ok();
            lab.query_once(arm, tenant, write, &key).ok();
            for other in others {
                let answer = lab.query_once(arm, tenant, other, &key);
                assert_eq!(answer.code(), ErrorCode::IdempotencyKeyReused, "{arm}: {write}, then {other}");
            }
            assert_eq!(
                lab.query_once(arm, tenant, write, &key).ok()["timing"]["replayed"],
                json!(true),
                "{arm} {write}"
            );
        }
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows()[0][0].as_f64(), Some(2.0), "{arm}");
    }
    // The engine inside the hybrid object answers as compute did before.
    lab.settle("hybrid", tenant);
    assert_eq!(lab.query_once("hybrid", tenant, "SELECT 1", "key-0").code(), ErrorCode::IdempotencyKeyReused);
}

#[test]
fn a_failed_request_does_not_use_its_key_up() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "not-used-up";
        let insert = "INSERT INTO t VALUES (1)";
        assert_eq!(lab.query_once(arm, tenant, insert, "key").code(), ErrorCode::SqlError, "{arm}");
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        assert_eq!(lab.query_once(arm, tenant, insert, "key").ok()["timing"]["replayed"], json!(false), "{arm}");
        assert_eq!(lab.query_once(arm, tenant, insert, "key").ok()["timing"]["replayed"], json!(true), "{arm}");
    }
}

#[test]
fn bad_keys_are_refused() {
    let lab = Lab::shared();
    let long = "k".repeat(limits::IDEMPOTENCY_KEY_BYTES + 1);
    for arm in ARMS {
        for key in ["", "a b", "ä", "a\n", long.as_str()] {
            let answer = lab.query_once(arm, "bad-keys", "CREATE TABLE t (a)", key);
            assert_eq!(answer.code(), ErrorCode::BadIdempotencyKey, "{arm} {key:?}");
        }
        lab.query_once(arm, "bad-keys", "CREATE TABLE t (a)", &long[1..]).ok();
    }
}

#[test]
fn an_answer_too_large_to_be_kept_is_refused_with_its_write() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "large-answers";
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        let insert = "INSERT INTO t VALUES (zeroblob(300000)) RETURNING a";
        assert_eq!(lab.query_once(arm, tenant, insert, "key").code(), ErrorCode::AnswerTooLargeForKey, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows()[0][0].as_f64(), Some(0.0), "{arm}");
    }
}

#[test]
fn the_newest_keys_are_remembered_across_a_restart() {
    let mut lab = Lab::start(&crate::lab::configuration(&harness::machine::workerd::Openness::Open));
    let tenant = "remembered";
    for arm in ARMS {
        lab.batch(arm, tenant, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        for key in ["first", "second"] {
            lab.query_once(arm, tenant, "UPDATE t SET n = n + 1", key).ok();
        }
    }
    lab.crash_and_restart();
    for arm in ARMS {
        for key in ["first", "second"] {
            let retry = lab.query_once(arm, tenant, "UPDATE t SET n = n + 1", key).ok();
            assert_eq!(retry["timing"]["replayed"], json!(true), "{arm} {key}");
        }
        assert_eq!(lab.query(arm, tenant, "SELECT n FROM t").rows()[0][0].as_f64(), Some(2.0), "{arm}");
    }
}

#[test]
fn a_client_that_hangs_up_and_retries_writes_once() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "hung-up";
        lab.batch(arm, tenant, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
        let path = format!("/{arm}/query");
        for number in 0..20 {
            let key = format!("key-{number}");
            let body = json!({ "sql": "UPDATE t SET n = n + 1", "tenant": tenant, "idempotency_key": key }).to_string();
            Request::new("POST", &path).body(body.as_bytes()).send_and_hang_up(lab.address("router"));
            lab.query_once(arm, tenant, "UPDATE t SET n = n + 1", &key).ok();
        }
        assert_eq!(lab.query(arm, tenant, "SELECT n FROM t").rows()[0][0].as_f64(), Some(20.0), "{arm}");
    }
}
