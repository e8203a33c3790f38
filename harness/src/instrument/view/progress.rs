//! How far a run is, and how long it will take from here.
//!
//! Rounds are what can be compared: a round of a cell takes about as long as the one before it, whereas a pair of one cell may
//! take a hundred times as long as a pair of another, and a cell that runs out of time has fewer of them. So nothing is said of
//! the time that is left until every cell was measured for one round.

use std::{collections::BTreeMap, time::Duration};

use super::Planned;

/// What is known so far.
#[derive(Default)]
pub(super) struct Progress {
    cells: BTreeMap<String, Cell>,
    current: Option<Current>,
    /// When something was last told.
    latest: Duration,
    /// When everything is to be over, where that is known.
    until: Option<Duration>,
}

#[derive(Default)]
struct Cell {
    planned: u32,
    steps: u32,
    /// Rounds that are over, and what they took.
    rounds: u32,
    took: Duration,
}

/// The round of a cell that is being measured.
struct Current {
    cell: String,
    round: u32,
    steps: u32,
    took: Duration,
}

impl Progress {
    /// Takes in what will be measured, and in how much time at most; the clock starts with it.
    pub(super) fn plan(&mut self, cells: &[Planned], left: Option<Duration>, elapsed: Duration) {
        self.until = left.map(|left| elapsed + left);
        if self.cells.is_empty() {
            self.latest = elapsed;
        }
        let mut known = std::mem::take(&mut self.cells);
        for Planned { cell, rounds, steps } in cells {
            let before = known.remove(cell).unwrap_or_default();
            self.cells.insert(cell.clone(), Cell { planned: *rounds, steps: *steps, ..before });
        }
    }

    /// Takes in a step. The time since the one before it was spent on this one: to start, to prepare and to warm up as well.
    pub(super) fn measured(&mut self, cell: &str, round: u32, elapsed: Duration) {
        let took = elapsed.saturating_sub(self.latest);
        self.latest = elapsed;
        match &mut self.current {
            Some(current) if current.cell == cell && current.round == round => {
                current.steps += 1;
                current.took += took;
            }
            Some(_) | None => {
                self.close();
                self.current = Some(Current { cell: cell.to_owned(), round, steps: 1, took });
            }
        }
        let most = self.cells.get(cell).map(|cell| cell.steps);
        if self.current.as_ref().map(|current| current.steps) >= most {
            self.close();
        }
    }

    /// The round that is being measured is over: it had its last step, or another began.
    fn close(&mut self) {
        let Some(current) = self.current.take() else { return };
        if let Some(cell) = self.cells.get_mut(&current.cell) {
            cell.rounds += 1;
            cell.took += current.took;
        }
    }

    /// The share that is done, from zero to one, where all rounds of all cells count the same.
    pub(super) fn share(&self) -> f64 {
        let planned: u32 = self.cells.values().map(|cell| cell.planned).sum();
        let over: u32 = self.cells.values().map(|cell| cell.rounds).sum();
        let begun = self.current.as_ref().map_or(0.0, |current| {
            let most = self.cells.get(&current.cell).map_or(1, |cell| cell.steps);
            (f64::from(current.steps) / f64::from(most.max(1))).min(1.0)
        });
        if planned == 0 { 0.0 } else { ((f64::from(over) + begun) / f64::from(planned)).min(1.0) }
    }

    /// How long it will take from here, if the rounds to come are like those so far; none before each cell had one.
    pub(super) fn remaining(&self, elapsed: Duration) -> Option<Duration> {
        let mut left = Duration::ZERO;
        for cell in self.cells.values() {
            let to_come = cell.planned.saturating_sub(cell.rounds);
            left += match cell.rounds {
                0 => return None,
                rounds => (cell.took / rounds).saturating_mul(to_come),
            };
        }
        let spent = self.current.as_ref().map(|current| current.took).unwrap_or_default();
        let left = left.saturating_sub(spent).saturating_sub(elapsed.saturating_sub(self.latest));
        let most = self.until.map_or(Duration::MAX, |until| until.saturating_sub(elapsed));
        (!self.cells.is_empty()).then_some(left.min(most))
    }
}
