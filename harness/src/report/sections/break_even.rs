//! From how many requests on one architecture is cheaper than another: a start, then more requests.

use super::tenants::is_of_tenants;
use crate::{
    numbers::number,
    record::{BreakEven, Run},
    report::document::{Block, Cell, Column, Figure, Layout, LifeCost, Picture, Row, Table, Text},
};

/// How a life of many tenants is weighed.
const OF_TENANTS: &str = "From the scenario of second requests, tenant by tenant: what a new tenant's first request costs more, after \
                          tenants before it have come, and each further one. The number is of further requests in the life of a \
                          tenant's instance.";

/// The table and a picture per pair, if any pair was reckoned.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let pairs = &run.findings.break_even;
    if is_of_tenants(run) {
        return of_tenants(pairs);
    }
    if pairs.is_empty() {
        return Vec::new();
    }
    let said = "The life of an instance, in milliseconds of waiting: one cold start, then warm requests.";
    let columns = vec![
        Column::words("pair"),
        Column::figures("cold start, ms"),
        Column::figures("each warm request, ms"),
        Column::figures("even after"),
        Column::words("conclusion"),
    ];
    let table = Table::new("break-even", columns, pairs.iter().map(row).collect());
    let table = table.captioned("What the first costs more than the second; a minus is a gain.");
    vec![
        Block::Note(said.into()),
        Block::Table(table),
        Block::Figures(Layout::Beside, pairs.iter().map(picture).collect()),
    ]
}

fn row(pair: &BreakEven) -> Row {
    let even = pair.requests.map_or_else(|| "never".to_owned(), |requests| number(requests.value) + " requests");
    vec![
        Text::against(&pair.arm, &pair.base).into(),
        Cell::ranged(Some(&pair.cold_ms)),
        Cell::ranged(Some(&pair.warm_ms)),
        Cell::figure(even),
        pair.conclusion.as_str().into(),
    ]
}

fn picture(pair: &BreakEven) -> Figure<'_> {
    let BreakEven { arm, base, cold_ms, warm_ms, requests, conclusion } = pair;
    Figure {
        title: format!("{arm} against {base}").into(),
        note: format!("ms that {arm} has cost more, over warm requests; below 0 it has cost less"),
        picture: Picture::Life(LifeCost {
            arm: arm.clone(),
            cold_ms: *cold_ms,
            warm_ms: *warm_ms,
            even: requests.map(|requests| requests.value),
            conclusion: conclusion.clone(),
        }),
        instead: Vec::new(),
    }
}

fn of_tenants(pairs: &[BreakEven]) -> Vec<Block<'static>> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::words("pair"),
        Column::figures("first request, ms more"),
        Column::figures("each further, ms more"),
        Column::figures("even after"),
        Column::words("conclusion"),
    ];
    let row = |pair: &BreakEven| -> Row {
        vec![
            Text::against(&pair.arm, &pair.base).into(),
            Cell::short(Some(&pair.cold_ms)),
            Cell::short(Some(&pair.warm_ms)),
            Cell::short(pair.requests.as_ref()),
            pair.conclusion.as_str().into(),
        ]
    };
    vec![Block::Table(Table::new("break-even", columns, pairs.iter().map(row).collect()).captioned(OF_TENANTS))]
}
