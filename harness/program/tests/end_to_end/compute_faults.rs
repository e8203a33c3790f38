//! Compute fails in every way between the question and the answer: nothing acknowledged is lost, nothing happens twice.

use std::{
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::Chaos;

const TENANT: &str = "faults";

/// Faults after which compute holds nothing new.
const BEFORE: [&str; 4] = ["throw", "answer nonsense", "answer no bytes", "answer text"];

/// Faults after which compute holds a write that was never stored.
const AFTER: [&str; 3] = ["execute, then throw", "execute, then answer nonsense", "answer half"];

fn chaos_with_a_counter() -> Chaos {
    let chaos = Chaos::start();
    chaos.lab.batch("new", TENANT, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (0)"]).ok();
    chaos
}

/// The counter, as the next request finds it.
fn count(chaos: &Chaos) -> Value {
    chaos.lab.query("new", TENANT, "SELECT n FROM t").rows()
}

#[test]
fn a_write_that_compute_failed_has_not_happened_and_can_be_sent_again() {
    let chaos = chaos_with_a_counter();
    let mut expected = 0;
    for fault in BEFORE.into_iter().chain(AFTER) {
        chaos.plan(&[fault]);
        let answer = chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1");
        assert!(answer.is_retryable(), "{fault}: {}", answer.body);
        assert_eq!(count(&chaos), json!([[expected]]), "{fault}");
        chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1").ok();
        expected += 1;
        assert_eq!(count(&chaos), json!([[expected]]), "{fault}");
    }
}

#[test]
fn a_read_that_compute_failed_can_be_sent_again() {
    let chaos = chaos_with_a_counter();
    for fault in BEFORE.into_iter().chain(AFTER) {
        chaos.plan(&[fault]);
        assert!(chaos.lab.query("new", TENANT, "SELECT n FROM t").is_retryable(), "{fault}");
        assert_eq!(count(&chaos), json!([[0]]), "{fault}");
    }
}

#[test]
fn a_retry_under_the_same_key_happens_once_whatever_failed() {
    let chaos = chaos_with_a_counter();
    for (index, fault) in BEFORE.into_iter().chain(AFTER).enumerate() {
        let key = format!("key-{index}");
        chaos.plan(&[fault, fault]);
        for _ in 0..2 {
            assert!(chaos.lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", &key).is_retryable(), "{fault}");
        }
        for attempt in 0..3 {
            let body = chaos.lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", &key).ok();
            assert_eq!(body["timing"]["replayed"], json!(attempt > 0), "{fault}");
            assert_eq!(body["rows_affected"], json!(1), "{fault}");
        }
        assert_eq!(count(&chaos), json!([[index + 1]]), "{fault}");
    }
}

#[test]
fn a_copy_that_holds_an_unstored_write_steps_back_before_another_write() {
    let chaos = chaos_with_a_counter();
    for round in 0..5 {
        chaos.plan(&["execute, then throw", "pass on", "execute, then throw"]);
        assert!(chaos.lab.query("new", TENANT, "UPDATE t SET n = 1000").is_retryable());
        // A read comes between: it sees the last stored state, though the copy holds the other.
        assert_eq!(count(&chaos), json!([[round]]));
        assert!(chaos.lab.batch("new", TENANT, &["CREATE TABLE ghost (a)", "DELETE FROM t"]).is_retryable());
        chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1").ok();
        assert_eq!(count(&chaos), json!([[round + 1]]));
        assert_eq!(chaos.lab.query("new", TENANT, "SELECT * FROM ghost").code(), ErrorCode::SqlError);
    }
}

#[test]
fn two_compute_isolates_that_answer_alternately_answer_right() {
    let chaos = chaos_with_a_counter();
    chaos.alternate(&[]);
    for n in 1..=30 {
        chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1").ok();
        if n % 3 == 0 {
            assert_eq!(count(&chaos), json!([[n]]));
        }
    }
}

#[test]
fn alternating_isolates_with_faults_lose_nothing() {
    let chaos = chaos_with_a_counter();
    for round in 0..20 {
        let faults = ["pass on", "execute, then throw", "execute, then throw"];
        chaos.alternate(if round % 3 == 0 { &faults } else { &[] });
        let key = format!("round-{round}");
        let accepted = (0..5).any(|_| {
            let answer = chaos.lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", &key);
            assert!(answer.status == 200 || answer.is_retryable(), "{}", answer.body);
            answer.status == 200
        });
        assert!(accepted, "a write was not accepted in 5 attempts");
        chaos.alternate(&[]);
        assert_eq!(count(&chaos), json!([[round + 1]]));
    }
}

#[test]
fn a_reply_of_another_request_is_never_taken_for_a_write() {
    let chaos = chaos_with_a_counter();
    // The reply to this read says that nothing changed, so nothing is stored for the write that gets it.
    assert_eq!(count(&chaos), json!([[0]]));
    chaos.plan(&["answer an earlier reply"]);
    let answer = chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1");
    let stored = count(&chaos);
    if answer.status == 200 {
        // An acknowledged write has to be there; one that is not there must not be acknowledged.
        assert_eq!(stored, json!([[1]]), "acknowledged as {}, not stored", answer.body);
    } else {
        assert_eq!(stored, json!([[0]]));
    }
}

#[test]
fn a_compute_that_never_answers_ends_at_the_deadline() {
    let chaos = chaos_with_a_counter();
    chaos.plan(&["execute, then never answer"]);
    let started = Instant::now();
    let answer = chaos.lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", "late");
    let elapsed = started.elapsed();
    assert_eq!(answer.code(), ErrorCode::DeadlineExceeded);
    let deadline = Duration::from_millis(limits::QUERY_DEADLINE_MS);
    assert!(elapsed >= deadline.mul_f64(0.9) && elapsed < deadline + Duration::from_secs(3), "{elapsed:?}");
    assert_eq!(count(&chaos), json!([[0]]));
    chaos.lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", "late").ok();
    assert_eq!(count(&chaos), json!([[1]]));
    assert!(chaos.executions() >= 3);
}

#[test]
fn concurrent_writers_lose_nothing_to_faults_and_alternating_isolates() {
    let chaos = chaos_with_a_counter();
    let faults: Vec<_> = ["pass on", "execute, then throw", "pass on", "throw", "answer half"].repeat(8);
    chaos.alternate(&faults);
    thread::scope(|scope| {
        for writer in 0..8 {
            let lab = &chaos.lab;
            scope.spawn(move || {
                for number in 0..8 {
                    let key = format!("{writer}-{number}");
                    let accepted = (0..50).any(|_| {
                        let answer = lab.query_once("new", TENANT, "UPDATE t SET n = n + 1", &key);
                        assert!(answer.status == 200 || answer.is_retryable(), "{}", answer.body);
                        answer.status == 200
                    });
                    assert!(accepted, "{key} was not accepted in 50 attempts");
                }
            });
        }
    });
    chaos.alternate(&[]);
    assert_eq!(count(&chaos), json!([[64]]));
}

#[test]
fn writes_beyond_the_queue_are_turned_away_and_the_others_get_their_turn_or_their_deadline() {
    let chaos = chaos_with_a_counter();
    chaos.plan(&["execute, then never answer"]);
    let codes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..limits::TURN_QUEUE + 20 {
            scope.spawn(|| {
                let answer = chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1");
                let code = (answer.status != 200).then(|| answer.code());
                codes.lock().unwrap().push(code);
            });
        }
    });
    let codes = codes.into_inner().unwrap();
    let count_of = |wanted: Option<ErrorCode>| codes.iter().filter(|code| **code == wanted).count();
    let done = count_of(None);
    assert_eq!(count_of(Some(ErrorCode::TenantBusy)), 19, "one has the turn, {} wait: {codes:?}", limits::TURN_QUEUE);
    assert_eq!(done + 19 + count_of(Some(ErrorCode::DeadlineExceeded)), codes.len(), "{codes:?}");
    assert_eq!(count(&chaos), json!([[done]]));
    chaos.lab.query("new", TENANT, "UPDATE t SET n = n + 1").ok();
    assert_eq!(count(&chaos), json!([[done + 1]]));
}
