use shared::durable::{Plan, Span};

use super::*;

fn report(first: u64, answered: u32) -> BatchReport {
    BatchReport {
        plan: Plan::parse(br#"{"way":"durable","operations":10}"#, false).unwrap(),
        first,
        answered,
        validated: answered,
        dead: 0,
        elapsed_ms: 1,
        messages: 1,
        rows_written: 1,
        redelivered: 0,
        pending: Vec::new(),
    }
}

fn ledger(spans: &[(u64, u64)]) -> LedgerReport {
    let span = |(first, count): &(u64, u64)| Span { source: "a".to_owned(), first: *first, count: *count };
    LedgerReport { spans: spans.iter().map(span).collect(), ..LedgerReport::default() }
}

#[test]
fn what_was_answered_and_is_in_no_ledger_is_lost_whatever_else_is_there() {
    let whole = ledger(&[(100, 30)]);
    assert_eq!([100, 110, 120].map(|first| lost(&report(first, 10), &whole)), [0, 0, 0]);
    // Effects of other batches make up for nothing.
    let holes = ledger(&[(90, 10), (103, 5), (120, 40)]);
    assert_eq!(lost(&report(100, 10), &holes), 5);
    assert_eq!(lost(&report(110, 10), &holes), 10);
    // Of a batch of which some failed, as many have to be there as were answered.
    assert_eq!([5, 6, 10].map(|answered| lost(&report(100, answered), &holes)), [0, 1, 5]);
    assert_eq!(lost(&report(100, 0), &ledger(&[])), 0);
}
