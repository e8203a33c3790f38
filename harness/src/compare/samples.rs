//! Every timed request of a run, in the order in which it was made.

use std::{collections::BTreeMap, time::Duration};

use serde::{Serialize, Serializer, ser::SerializeSeq as _};
use shared::statistics::{Pair, median};

use super::lane::{Cell, Lane};

/// Whether a sample counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Kept, but not counted.
    WarmUp,
    /// Counted.
    Measured,
}

/// One timed request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// The question.
    pub cell: Cell,
    /// Who answered it.
    pub lane: Lane,
    /// Whether it counts.
    pub phase: Phase,
    /// The process of the runtime, counted from zero.
    pub round: usize,
    /// The pair within the round, or the window of the warm-up.
    pub pair: usize,
    /// Where in the pair's order the block of this sample stood.
    pub position: usize,
    /// From sending to the last byte.
    pub elapsed: Duration,
}

/// All samples so far; nothing is ever dropped.
#[derive(Debug, Default)]
pub(super) struct Samples(Vec<Sample>);

impl Samples {
    /// The columns of [`Samples`] as stored.
    pub(super) const COLUMNS: [&'static str; 7] = ["cell", "lane", "phase", "round", "pair", "position", "nanoseconds"];

    /// Adds the newest.
    pub(super) fn push(&mut self, sample: Sample) {
        self.0.push(sample);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The counted samples of a lane in milliseconds.
    pub(super) fn milliseconds(&self, cell: Cell, lane: Lane) -> Vec<f64> {
        self.measured(cell).filter(|sample| sample.lane == lane).map(|sample| milliseconds(sample.elapsed)).collect()
    }

    /// How many requests of a lane were made in a round, warm-up included.
    pub(super) fn requests(&self, cell: Cell, lane: Lane, round: usize) -> usize {
        let wanted = |sample: &&Sample| sample.cell == cell && sample.lane == lane && sample.round == round;
        self.0.iter().filter(wanted).count()
    }

    /// For each round, for each pair in which both values exist: the two, in milliseconds.
    pub(super) fn pairs(
        &self,
        cell: Cell,
        base: impl Fn(&Medians) -> Option<f64>,
        arm: impl Fn(&Medians) -> Option<f64>,
    ) -> Vec<Vec<Pair>> {
        let mut blocks: BTreeMap<(usize, usize), BTreeMap<Lane, Vec<f64>>> = BTreeMap::new();
        for sample in self.measured(cell) {
            let pair = blocks.entry((sample.round, sample.pair)).or_default();
            pair.entry(sample.lane).or_default().push(milliseconds(sample.elapsed));
        }
        let mut rounds: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
        for ((round, _), lanes) in blocks {
            let medians = Medians::of_blocks(&lanes);
            if let (Some(base), Some(arm)) = (base(&medians), arm(&medians)) {
                rounds.entry(round).or_default().push(Pair { base, arm });
            }
        }
        rounds.into_values().collect()
    }

    fn measured(&self, cell: Cell) -> impl Iterator<Item = &Sample> {
        self.0.iter().filter(move |sample| sample.cell == cell && sample.phase == Phase::Measured)
    }
}

/// The median of each lane's block in one pair, in milliseconds.
#[derive(Debug)]
pub(super) struct Medians(BTreeMap<Lane, f64>);

impl Medians {
    /// Of the times in the blocks of one pair.
    pub(super) fn of_blocks(times: &BTreeMap<Lane, Vec<f64>>) -> Self {
        Self(times.iter().filter_map(|(lane, times)| Some((*lane, median(times)?))).collect())
    }

    /// The median of a lane, if it took part.
    pub(super) fn of(&self, lane: Lane) -> Option<f64> {
        self.0.get(&lane).copied()
    }
}

/// A duration as a number to calculate with.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

impl Serialize for Samples {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.len()))?;
        for sample in &self.0 {
            let phase = match sample.phase {
                Phase::WarmUp => "warm-up",
                Phase::Measured => "measured",
            };
            let nanoseconds = u64::try_from(sample.elapsed.as_nanos()).unwrap_or(u64::MAX);
            rows.serialize_element(&(
                sample.cell.as_str(),
                sample.lane.as_str(),
                phase,
                sample.round,
                sample.pair,
                sample.position,
                nanoseconds,
            ))?;
        }
        rows.end()
    }
}
