//! What became of calls while things went wrong, as a table beside the other numbers of a cell.

use crate::{
    numbers::{count, number},
    record::{ArmFinding, AuditFinding, CellFinding},
    report::document::{Block, Cell, Column, Row, Table, Text},
};

/// What the platform asks for a million rows that are written, in dollars; developers.cloudflare.com/durable-objects/platform/pricing.
const ROWS_PRICE: f64 = 1.0;
/// What it asks for a million requests to objects, of which each message is one; from the same page.
const MESSAGES_PRICE: f64 = 0.15;

/// The table; nothing for a cell of another kind.
pub(super) fn block(cell: &CellFinding) -> Option<Block<'_>> {
    let rows: Vec<Row> = cell.arms.iter().filter_map(row).collect();
    let heads = [
        ("asked", "calls of all batches"),
        ("answered", "calls that were answered"),
        ("told dead", "calls of which whoever asked was told that they failed"),
        ("effects", "calls that have an effect"),
        ("lost", "answered, without an effect"),
        ("doubled", "with more than one effect"),
        ("reordered", "effects behind one of a later call"),
        ("waiting", "pending after nobody had asked for a while"),
        ("left", "pending in the end"),
        ("sent again", "messages that were sent again"),
        ("batch p50", "the median of a batch, in milliseconds"),
        ("per second", "calls answered in a second, while somebody waited"),
        ("messages", "for each call that was answered"),
        ("rows", "written for each of them where it came from"),
        ("ledger rows", "written for each effect where it was made"),
        (
            "a million",
            "dollars for a million calls: such messages and rows at the published prices, without what is free and what an inbox notes",
        ),
    ];
    let columns = heads.map(|(head, meaning)| Column::figures(head).meaning(meaning));
    let columns = [Column::words("arm")].into_iter().chain(columns).collect();
    let caption = "Every call has a number of its own, so that the ledger of the other object tells which were made.";
    let table = Table::new(format!("calls of {}", cell.title), columns, rows).captioned(caption);
    (table.rows().count() > 0).then_some(Block::Table(table))
}

fn row(arm: &ArmFinding) -> Option<Row> {
    let found = arm.audit.as_deref()?;
    let counts = [
        found.asked,
        found.answered,
        found.dead,
        found.effects,
        found.lost,
        found.doubled,
        found.reordered,
        found.waiting,
        found.left,
        found.redelivered,
    ];
    let counts = counts.into_iter().map(|counted| Cell::figure(count(counted)));
    let numbers = [
        found.p50_ms,
        found.per_second,
        found.messages_per_call,
        found.rows_per_call,
        found.ledger_rows_per_effect,
        price(found),
    ];
    let numbers =
        numbers.into_iter().map(|value| value.map_or_else(Cell::nothing, |value| Cell::figure(number(value))));
    Some([Text::arm(&arm.name).into()].into_iter().chain(counts).chain(numbers).collect())
}

/// Dollars for a million calls.
fn price(found: &AuditFinding) -> Option<f64> {
    let rows = found.rows_per_call? + found.ledger_rows_per_effect?;
    Some(rows * ROWS_PRICE + found.messages_per_call? * MESSAGES_PRICE)
}
