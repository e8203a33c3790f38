//! Calls while things go wrong, and what a look finds of them.

use super::*;
use crate::{
    instrument::{
        samples::Tally,
        scenario::{Audit, Audited, Cell, Expectation, Method, Question},
    },
    record::{AuditFinding, quantity::Quantity},
};

fn audited() -> Cell {
    let get =
        || Question { method: Method::Get, path: "/".to_owned(), body: None, expect: Expectation::default(), cycle: 1 };
    let audit = Audit {
        looks: 1,
        clients: 2,
        batches: 3,
        of: Audited::Calls,
        kill_ms: None,
        rest_ms: None,
        quiet_ms: 1,
        settle_ms: 1,
        status: get(),
        ledger: get(),
    };
    Cell { base: None, ..cell(Procedure::Audit(Box::new(audit)), &["durable"]) }
}

#[test]
fn batches_and_looks_add_up_to_what_became_of_the_calls() {
    let mut made = Made::seeded(25);
    let batch = |made: &mut Made, outcome, tally| {
        made.push("kills", "durable", 4.0, |sample| {
            (sample.operations, sample.clients, sample.outcome) = (10, 2, outcome);
            sample.tally = Some(Box::new(tally)).filter(|_| outcome == Outcome::Right);
        });
    };
    let answered = Tally { answered: 10, messages: 1, rows_written: 2, ..Tally::default() };
    batch(&mut made, Outcome::Right, answered);
    batch(&mut made, Outcome::Right, Tally { answered: 8, dead: 1, redelivered: 1, waiting: 1, ..answered });
    batch(&mut made, Outcome::Broken, Tally::default());
    made.push("kills", "durable", 500.0, |sample| {
        (sample.phase, sample.operations, sample.clients) = (Phase::Afterwards, 30, 2);
        let found = Tally { effects: 25, ledger_rows: 5, lost: 1, doubled: 2, reordered: 3, ..Tally::default() };
        sample.tally = Some(Box::new(Tally { waiting: 4, left: 1, ..found }));
    });
    let scenario = scenario([("kills", audited())]);
    let found = findings(&made.samples, &scenario, &card());
    let expected = AuditFinding {
        looks: 1,
        batches: 3,
        unanswered: 1,
        asked: 30,
        answered: 18,
        dead: 1,
        effects: 25,
        lost: 1,
        doubled: 2,
        reordered: 3,
        waiting: 4,
        left: 1,
        messages_per_call: Some(0.1),
        rows_per_call: Some(0.2),
        ledger_rows_per_effect: Some(0.2),
        redelivered: 1,
        per_second: Some(3000.0),
        p50_ms: Some(4.0),
    };
    let audit = arm_of(&found, "kills", "durable").audit.as_deref().unwrap();
    assert!((audit.per_second.unwrap() - 3000.0).abs() < 1e-6, "{audit:?}");
    assert_eq!(AuditFinding { per_second: expected.per_second, ..audit.clone() }, expected);
    assert!(found.trust.invalid.is_empty(), "to fail is what is looked for: {:?}", found.trust.invalid);
    let asked = |name: &str| Quantity::parse(name, &scenario).unwrap().number(&found);
    assert_eq!((asked("kills.lost"), asked("kills.durable.waiting")), (Some(1.0), Some(4.0)));
    let other = Quantity::parse("kills.p50_ms", &scenario).map(drop).unwrap_err().to_string();
    assert!(other.contains("is an audit"), "{other}");
}
