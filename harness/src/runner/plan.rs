//! How many steps of progress a run will tell.

use crate::scenario::{Cell, Procedure, Scenario};

/// The most, if no cell runs out of time.
pub(super) fn steps(scenario: &Scenario, cells: &[(&str, &Cell)]) -> u64 {
    let rounds = u64::from(scenario.size.rounds);
    let of_cell = |cell: &Cell| match &cell.procedure {
        Procedure::Paired { .. } => rounds * u64::from(scenario.size.pairs),
        Procedure::FirstRequest { .. } => u64::from(scenario.size.starts),
        Procedure::Ladder { rungs, .. } => rounds * u64::try_from(rungs.len()).unwrap_or_default(),
        Procedure::Open { segments, .. } => rounds * u64::from(*segments),
    };
    cells.iter().map(|(_, cell)| of_cell(cell)).sum()
}
