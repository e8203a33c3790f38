//! What a run will tell of its progress.

use crate::{
    scenario::{Cell, Procedure, Scenario},
    view::Planned,
};

/// The most of every cell, if none runs out of time. Each first request is a round of its own.
pub(super) fn plan(scenario: &Scenario, cells: &[(&str, &Cell)]) -> Vec<Planned> {
    let size = &scenario.size;
    let of_cell = |(name, cell): &(&str, &Cell)| {
        let (rounds, steps) = match &cell.procedure {
            Procedure::Paired { .. } => (size.rounds, size.pairs),
            Procedure::FirstRequest { .. } => (size.starts, 1),
            Procedure::Ladder { rungs, .. } => (size.rounds, u32::try_from(rungs.len()).unwrap_or(u32::MAX)),
            Procedure::Open { segments, .. } => (size.rounds, *segments),
        };
        Planned { cell: (*name).to_owned(), rounds, steps }
    };
    cells.iter().map(of_cell).collect()
}
