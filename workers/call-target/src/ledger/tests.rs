use std::rc::Rc;

use shared::{durable::Span, limits, tables::memory::MemoryTables};

use super::*;

fn ledger() -> Ledger<Rc<MemoryTables>> {
    Ledger::new(Rc::new(MemoryTables::new()))
}

fn debit(operation: u64) -> Debit {
    Debit { operation, amount: 10 }
}

fn all(ledger: &Ledger<Rc<MemoryTables>>) -> LedgerReport {
    ledger.report(&LedgerQuestion::default()).unwrap()
}

#[test]
fn an_object_that_never_wrote_has_no_table() {
    let ledger = ledger();
    assert_eq!(all(&ledger), LedgerReport::default());
    ledger.debit("s", debit(1), Effect::Volatile).unwrap();
    assert_eq!(ledger.tables.rows(EXISTS, Vec::new()).unwrap(), Vec::<Vec<Value>>::new());
}

#[test]
fn an_effect_in_memory_goes_with_the_life_and_one_in_a_row_stays() {
    let first = ledger();
    assert_eq!(first.debit("s", debit(1), Effect::Volatile).unwrap(), debited(debit(1)));
    assert_eq!(first.debit("s", debit(2), Effect::Row).unwrap(), debited(debit(2)));
    let report = all(&first);
    assert_eq!((report.effects, report.volatile, report.balance, report.rows), (1, 1, -20, 1));
    let second = Ledger::new(Rc::clone(&first.tables));
    let report = all(&second);
    assert_eq!((report.effects, report.volatile, report.balance), (1, 0, -10));
    assert_eq!(report.spans, [Span { source: "s".into(), first: 2, count: 1 }]);
}

#[test]
fn a_batch_is_one_row() {
    let ledger = ledger();
    let debits: Vec<_> = (5..1_005).map(debit).collect();
    ledger.write("s", &debits).unwrap();
    let report = all(&ledger);
    assert_eq!((report.effects, report.rows, report.doubled, report.reordered), (1_000, 1, 0, 0));
    assert_eq!(report.spans, [Span { source: "s".into(), first: 5, count: 1_000 }]);
}

#[test]
fn what_was_made_twice_or_too_late_is_counted_for_each_source() {
    let ledger = ledger();
    for (source, operation) in [("a", 1), ("b", 1), ("a", 3), ("a", 2), ("a", 3), ("a", 3), ("b", 2)] {
        ledger.debit(source, debit(operation), Effect::Row).unwrap();
    }
    let report = all(&ledger);
    assert_eq!((report.effects, report.doubled, report.reordered, report.balance), (7, 1, 1, -70));
    let span = |source: &str, count| Span { source: source.into(), first: 1, count };
    assert_eq!(report.spans, [span("a", 3), span("b", 2)]);
    let of_b = ledger.report(&LedgerQuestion { source: Some("b".into()) }).unwrap();
    assert_eq!((of_b.effects, of_b.doubled, of_b.spans), (2, 0, vec![span("b", 2)]));
}

#[test]
fn a_long_ledger_is_read_to_its_end_and_told_in_bounded_spans() {
    let ledger = ledger();
    for operation in 0..1_200 {
        ledger.debit("s", debit(2 * operation), Effect::Row).unwrap();
    }
    let report = all(&ledger);
    assert_eq!((report.effects, report.rows, report.spans.len()), (1_200, 1_200, limits::LEDGER_SPANS));
}

#[test]
fn a_row_that_is_something_else_is_damage() {
    let ledger = ledger();
    ledger.open().unwrap();
    ledger.tables.rows(INSERT, vec![Value::Text("s".into()), Value::Blob(vec![7])]).unwrap();
    let damaged = ledger.report(&LedgerQuestion::default()).unwrap_err();
    assert_eq!(damaged.code, ErrorCode::StateDamaged);
}

#[test]
fn the_form_of_a_row_is_pinned() {
    let ledger = ledger();
    ledger.write("s", &[debit(1), debit(300)]).unwrap();
    let rows = ledger.tables.rows(SELECT, vec![Value::Integer(0)]).unwrap();
    // Two operations; each is its number and its amount.
    let body = vec![2, 1, 10, 0xac, 2, 10];
    assert_eq!(rows, [[Value::Integer(1), Value::Text("s".into()), Value::Blob(body)]]);
}
