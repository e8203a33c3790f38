//! Rungs of clients and of operations.

use super::*;
use crate::{instrument::scenario::Counts, record::FailedBy};

#[test]
fn a_ladder_says_how_many_are_served_and_who_is_the_first_to_fail() {
    let mut made = Made::seeded(10);
    for round in 0..2 {
        for clients in [1, 4, 16] {
            made.rung("ladder", "native", (round, clients), 400, 2.0, false);
            made.rung("ladder", "new", (round, clients), 10, 4.0, clients >= 4 && round == 1);
        }
    }
    let found =
        findings(&made.samples, &scenario([("ladder", cell(ladder(&[1, 4, 16]), &["native", "new"]))]), &card());
    let native = arm_of(&found, "ladder", "native");
    assert_eq!(native.rungs.iter().map(|rung| rung.number).collect::<Vec<_>>(), [1, 4, 16]);
    assert!((native.rungs[2].per_second - 8000.0).abs() < 1.0, "{:?}", native.rungs);
    assert!((native.rungs[0].p50_ms.unwrap() - 2.0).abs() < 1e-9 && native.rungs[0].p99_ms.is_some());
    assert_eq!((native.first_failing, native.p50_ms, native.ratio), (None, None, None));
    let new = arm_of(&found, "ladder", "new");
    assert_eq!((new.first_failing, new.rungs[1].errors, new.rungs[1].p99_ms), (Some(4), 1, None));
    assert_eq!(cell_of(&found, "ladder").pairs, 0);
    assert!(found.trust.invalid.is_empty(), "to fail is what a ladder is for: {:?}", found.trust.invalid);
}

#[test]
fn a_ladder_of_operations_counts_those_in_a_request() {
    let mut made = Made::seeded(20);
    for operations in [10, 45, 50] {
        for _ in 0..3 {
            made.push("calls", "rpc", f64::from(operations), |sample| {
                sample.operations = operations;
                sample.outcome = if operations < 45 { Outcome::Right } else { Outcome::Refused };
            });
        }
    }
    let rungs = vec![10, 45, 50];
    let procedure = Procedure::Ladder { counts: Counts::Operations, rungs, requests: 3, deadline_ms: 1000 };
    let found = findings(&made.samples, &scenario([("calls", cell(procedure, &["rpc"]))]), &card());
    assert_eq!(cell_of(&found, "calls").counts, Some(Counts::Operations));
    let rpc = arm_of(&found, "calls", "rpc");
    assert_eq!(
        rpc.rungs.iter().map(|rung| (rung.number, rung.errors)).collect::<Vec<_>>(),
        [(10, 0), (45, 3), (50, 3)]
    );
    assert!((rpc.rungs[0].per_second - 1000.0).abs() < 1e-6 && (rpc.rungs[0].p50_ms.unwrap() - 10.0).abs() < 1e-9);
    assert_eq!((rpc.first_failing, rpc.rungs[1].p50_ms), (Some(45), None));
    assert!(found.trust.invalid.is_empty(), "to be refused is what a ladder is for: {:?}", found.trust.invalid);
}

#[test]
fn what_comes_instead_of_a_right_answer_has_a_name() {
    for (outcome, status, expected) in [
        (Outcome::Refused, 504, FailedBy::Timeout),
        (Outcome::Deadline, 0, FailedBy::Timeout),
        (Outcome::Refused, 422, FailedBy::Limit),
        (Outcome::Refused, 400, FailedBy::Limit),
        (Outcome::Refused, 429, FailedBy::Overload),
        (Outcome::Refused, 503, FailedBy::Unavailable),
        (Outcome::Broken, 0, FailedBy::Unavailable),
        (Outcome::Wrong, 502, FailedBy::Wrong),
    ] {
        let mut made = Made::seeded(21);
        for (operations, outcome, status) in
            [(40, Outcome::Right, 200), (45, Outcome::Right, 200), (45, outcome, status), (50, Outcome::Broken, 0)]
        {
            made.push("calls", "rpc", 1.0, |sample| {
                (sample.operations, sample.outcome, sample.status) = (operations, outcome, status);
            });
        }
        let rungs = vec![40, 45, 50];
        let procedure = Procedure::Ladder { counts: Counts::Operations, rungs, requests: 2, deadline_ms: 1000 };
        let found = findings(&made.samples, &scenario([("calls", cell(procedure, &["rpc"]))]), &card());
        let rpc = arm_of(&found, "calls", "rpc");
        assert_eq!((rpc.first_failing, rpc.failed_by), (Some(45), Some(expected)), "{outcome:?} {status}");
    }
}

#[test]
fn a_rung_without_an_answer_has_no_median() {
    let mut made = Made::seeded(17);
    made.rung("ladder", "native", (0, 1), 1, 500.0, true);
    let found = findings(&made.samples, &scenario([("ladder", cell(ladder(&[1]), &["native"]))]), &card());
    let rung = arm_of(&found, "ladder", "native").rungs[0];
    assert_eq!((rung.p50_ms, rung.p99_ms, rung.errors, rung.number), (None, None, 1, 1));
}
