//! What is known of a run so far: a pure value that events change and that views draw.

use std::{collections::BTreeMap, time::Duration};

use statistics::{Pair, median, provisional};

use super::{Block, Event, progress::Progress};
use crate::ranged::Ranged;

/// What is known so far.
#[derive(Default)]
pub(super) struct State {
    progress: Progress,
    current: Option<String>,
    doing: String,
    is_measuring: bool,
    cells: BTreeMap<String, Cell>,
}

/// One cell, over all rounds so far.
#[derive(Default)]
pub(super) struct Cell {
    base: Option<String>,
    arms: BTreeMap<String, Arm>,
}

/// One arm of a cell, over all rounds so far.
#[derive(Default)]
pub(super) struct Arm {
    /// Whether it is the A/A control.
    pub control: bool,
    /// Requests that got no right answer.
    pub errors: u64,
    medians: Vec<f64>,
    pairs: Vec<Pair>,
}

impl State {
    /// Takes in an event that came that long after the view began.
    pub(super) fn take(&mut self, event: &Event, elapsed: Duration) {
        match event {
            Event::Planned { cells, left_ms } => {
                self.progress.plan(cells, left_ms.map(Duration::from_millis), elapsed);
            }
            Event::Prepared { what } => {
                self.doing.clone_from(what);
                self.is_measuring = false;
            }
            Event::Measured { cell, base, round, rounds, blocks } => {
                self.progress.measured(cell, *round, elapsed);
                self.doing = format!("{cell}, round {round} of {rounds}");
                self.is_measuring = true;
                self.current = Some(cell.clone());
                self.cells.entry(cell.clone()).or_default().take(base.as_deref(), blocks);
            }
            Event::Told { .. } | Event::Ended { .. } => {}
        }
    }

    /// The share that is done, from zero to one.
    pub(super) fn share(&self) -> f64 {
        self.progress.share()
    }

    /// How long it will take from here; none before that can be told.
    pub(super) fn remaining(&self, elapsed: Duration) -> Option<Duration> {
        self.progress.remaining(elapsed)
    }

    /// What is being done, in words.
    pub(super) fn doing(&self) -> &str {
        &self.doing
    }

    /// Whether that is a cell being measured.
    pub(super) fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    /// The cell that was measured last.
    pub(super) fn current(&self) -> Option<(&str, &Cell)> {
        let (name, cell) = self.cells.get_key_value(self.current.as_ref()?)?;
        Some((name, cell))
    }
}

impl Cell {
    /// Every arm, the base and the A/A control first: the order of the blocks is random, and lines must not jump.
    pub(super) fn arms(&self) -> Vec<(&str, &Arm)> {
        let mut arms: Vec<(&str, &Arm)> = self.arms.iter().map(|(name, arm)| (name.as_str(), arm)).collect();
        arms.sort_by_key(|(name, arm)| (!self.is_base(name), !arm.control));
        arms
    }

    /// The arms that have a ratio to the base so far, those in question before the A/A control.
    pub(super) fn ratios(&self) -> Vec<(&str, &Arm, Ranged)> {
        let mut ratios: Vec<_> =
            self.arms().into_iter().filter_map(|(name, arm)| Some((name, arm, arm.ratio()?))).collect();
        ratios.sort_by_key(|(_, arm, _)| arm.control);
        ratios
    }

    /// Whether an arm is the one that the others are compared with.
    pub(super) fn is_base(&self, arm: &str) -> bool {
        self.base.as_deref() == Some(arm)
    }

    fn take(&mut self, base: Option<&str>, blocks: &[Block]) {
        self.base = base.map(str::to_owned);
        let of_base = blocks.iter().find(|block| Some(block.arm.as_str()) == base).map(|block| block.median_ms);
        for block in blocks {
            let arm = self.arms.entry(block.arm.clone()).or_default();
            arm.control = block.control;
            arm.errors += u64::from(block.errors);
            if !is_time(block.median_ms) {
                continue;
            }
            arm.medians.push(block.median_ms);
            // One block without a time would else take the ratio of the whole cell away.
            if let Some(base_ms) = of_base.filter(|median| is_time(*median) && Some(block.arm.as_str()) != base) {
                arm.pairs.push(Pair { base: base_ms, arm: block.median_ms });
            }
        }
    }
}

impl Arm {
    /// The median of the medians so far, in milliseconds.
    pub(super) fn p50(&self) -> Option<f64> {
        median(&self.medians)
    }

    /// How many times the base it takes so far; its interval takes the pairs as independent.
    pub(super) fn ratio(&self) -> Option<Ranged> {
        provisional(&self.pairs).map(Ranged::from)
    }

    /// The last medians, at most so many, oldest first.
    pub(super) fn latest(&self, most: usize) -> &[f64] {
        self.medians.get(self.medians.len().saturating_sub(most)..).unwrap_or_default()
    }
}

/// Whether a median is one: an arm that got no answer has none.
fn is_time(median_ms: f64) -> bool {
    median_ms.is_finite() && median_ms > 0.0
}
