//! What was tried and not timed: a table for each trial.

use indexmap::IndexSet;

use crate::{
    numbers::{number, whole},
    ranged::Ranged,
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
    let has_range = trial.rows.iter().flat_map(|row| row.values.values()).any(|found| found.lower < found.upper);
    let caption = if has_range {
        "The median over processes, with the smallest and the largest."
    } else {
        "As found in one process."
    };
    let table = Table::new(trial.name.as_str(), columns, rows.collect()).captioned(caption);
    Part {
        id: format!("trial-{}", trial.name),
        title: trial.name.replace('_', " ").into(),
        blocks: vec![Block::Note(trial.title.as_str().into()), Block::Table(table)],
    }
}

/// Bytes and counts are whole; of other numbers as many decimals are shown as everywhere. What was found in several processes is told with the
/// smallest and the largest.
fn figure(Ranged { value, lower, upper }: Ranged) -> Cell {
    let text = if value.fract() == 0.0 || value.abs() >= 1_000.0 { whole } else { number };
    if lower < upper {
        return Cell::figure(format!("{} [{}, {}]", text(value), text(lower), text(upper)));
    }
    Cell::figure(text(value))
}
