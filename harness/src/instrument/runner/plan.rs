//! What a run will tell of its progress.

use super::{
    Runner,
    budget::{Budget, Cells, Expected},
};
use crate::instrument::{
    scenario::{Cell, Procedure, Scenario},
    view::{Event, Planned},
};

impl Runner<'_> {
    /// Shares the time of the run among the cells that the target can answer.
    pub(super) fn share_time(&mut self) {
        let mut cells = Cells::default();
        for (_, cell) in self.available() {
            let is_paired = matches!(cell.procedure, Procedure::Paired { .. });
            let kind = if cell.procedure.is_first_request() { &mut cells.cold } else { &mut cells.warm };
            *kind += 1;
            cells.paired += u32::from(is_paired);
        }
        self.budget = Budget::new(&self.scenario.size, cells);
    }

    /// Tells what will be measured, as far as can be told by now.
    pub(super) fn tell_plan(&mut self) {
        let cells = plan(self.scenario, &self.available(), self.budget.expected());
        let left_ms =
            self.budget.left(self.began.elapsed()).map(|left| u64::try_from(left.as_millis()).unwrap_or(u64::MAX));
        self.view.tell(&Event::Planned { cells, left_ms });
    }
}

/// The most of every cell, if none runs out of time. Each first request is a round of its own.
fn plan(scenario: &Scenario, cells: &[(&str, &Cell)], expected: Expected) -> Vec<Planned> {
    let size = &scenario.size;
    let of_cell = |(name, cell): &(&str, &Cell)| {
        let (rounds, steps) = match &cell.procedure {
            Procedure::Paired { .. } => (expected.rounds, size.pairs),
            Procedure::FirstRequest { .. } => (expected.starts, 1),
            Procedure::Ladder { rungs, .. } => (expected.rounds, u32::try_from(rungs.len()).unwrap_or(u32::MAX)),
            Procedure::Open { segments, .. } => (expected.rounds, *segments),
            Procedure::Audit(audit) => (expected.rounds, audit.looks),
            Procedure::Traffic { rounds, .. } => (*rounds, 1),
        };
        Planned { cell: (*name).to_owned(), rounds, steps }
    };
    cells.iter().map(of_cell).collect()
}
