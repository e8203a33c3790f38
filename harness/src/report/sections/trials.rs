//! What was tried once and not timed: a table for each trial.

use indexmap::IndexSet;

use crate::{
    numbers::{count, number},
    record::{Run, TrialFinding},
    report::document::{Block, Cell, Column, Part, Row, Table},
};

/// The tables.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    run.trials.iter().map(|trial| Block::Part(part(trial))).collect()
}

fn part(trial: &TrialFinding) -> Part<'_> {
    let names: IndexSet<&str> = trial.rows.iter().flat_map(|row| row.values.keys().map(String::as_str)).collect();
    let heads = names.iter().map(|name| Column::figures(name.replace('_', " ")));
    let columns = [Column::words("of")].into_iter().chain(heads).collect();
    let rows = trial.rows.iter().map(|row| {
        let values = names.iter().map(|name| row.values.get(*name).map_or_else(Cell::nothing, |value| figure(*value)));
        [row.name.replace('_', " ").into()].into_iter().chain(values).collect::<Row>()
    });
    Part {
        id: format!("trial-{}", trial.name),
        title: trial.name.replace('_', " ").into(),
        blocks: vec![
            Block::Note(trial.title.as_str().into()),
            Block::Table(Table::new(trial.name.as_str(), columns, rows.collect())),
        ],
    }
}

/// Bytes and counts are whole; of other numbers as many decimals are shown as everywhere.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number far below 2^52")]
fn figure(value: f64) -> Cell {
    let is_count = value >= 0.0 && (value.fract() == 0.0 || value >= 1_000.0);
    Cell::figure(if is_count { count(value.round() as u64) } else { number(value) })
}
