//! What was measured in two ways, and whether they agree.

use crate::{
    record::{CrossCheckFinding, Run, Way},
    report::{
        badges,
        document::{Block, Cell, Column, Piece, Row, Table, Text},
        words::measured,
    },
};

/// What the words mean.
const WORDS: &str = "Two ways agree when the interval of their ratio lies within 15 %, the same factor up and down, and differ when \
                     all of it lies outside.";

/// The table, if anything was measured twice.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let checks = &run.findings.cross_checks;
    if checks.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::words("question"),
        Column::figures("one way"),
        Column::figures("other way"),
        Column::figures("ratio"),
        Column::figures("they"),
    ];
    vec![Block::Table(Table::new("cross-checks", columns, checks.iter().map(row).collect()).captioned(WORDS))]
}

fn row(check: &CrossCheckFinding) -> Row {
    let way = |way: &Way| -> Cell {
        Text::figure(measured(way.found.as_ref())).and(Piece::Below(way.quantity.clone())).into()
    };
    vec![
        check.question.as_str().into(),
        way(&check.one),
        way(&check.other),
        Cell::ranged(check.ratio.as_ref()),
        Text::from(badges::accord(check.accord)).into(),
    ]
}
