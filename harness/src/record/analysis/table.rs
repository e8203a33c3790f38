//! The samples sorted by who answered what, with one value per pair, or per round where a clock inside is read.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use statistics::{Pair, slope};

use crate::instrument::{
    samples::{Outcome, Phase, Sample, Samples, SeriesId},
    scenario::{Arm, Batch, Cell, inside},
};

/// All samples by series, in the order in which they were made.
pub(super) struct Series<'a> {
    samples: &'a Samples,
    rows: HashMap<SeriesId, Vec<&'a Sample>>,
}

/// The samples of a cell.
pub(super) struct CellTable<'a> {
    pub name: &'a str,
    pub cell: &'a Cell,
    /// The arms that have samples, the base first, then in the scenario's order.
    pub arms: Vec<ArmTable<'a>>,
}

/// The samples of an arm.
pub(super) struct ArmTable<'a> {
    pub name: &'a str,
    pub arm: &'a Arm,
    /// All of them, oldest first.
    pub rows: &'a [&'a Sample],
    /// What it takes in each pair, or in each round where a clock inside is read, in milliseconds.
    pub values: Values,
}

/// One value for each round and pair, in milliseconds; where a whole round has one, it stands as the pair zero.
pub(super) type Values = BTreeMap<(u32, u32), f64>;

impl<'a> Series<'a> {
    pub(super) fn of(samples: &'a Samples) -> Self {
        let mut rows: HashMap<SeriesId, Vec<&Sample>> = HashMap::new();
        for sample in samples.rows() {
            rows.entry(sample.series).or_default().push(sample);
        }
        Self { samples, rows }
    }
}

impl<'a> CellTable<'a> {
    pub(super) fn of(series: &'a Series<'a>, name: &'a str, cell: &'a Cell) -> Self {
        let is_base = |arm: &str| cell.base.as_deref() == Some(arm);
        let (base, others): (Vec<_>, Vec<_>) = cell.arms.iter().partition(|(arm, _)| is_base(arm));
        let arms = base.into_iter().chain(others).filter_map(|(arm_name, arm)| {
            let rows = series.rows.get(&series.samples.find(name, arm_name)?)?;
            Some(ArmTable { name: arm_name, arm, rows, values: values(right_answers(rows), arm) })
        });
        Self { name, cell, arms: arms.collect() }
    }

    /// The arm of that name, if it has samples.
    pub(super) fn arm(&self, name: &str) -> Option<&ArmTable<'a>> {
        self.arms.iter().find(|arm| arm.name == name)
    }

    /// The arm that the others are compared with, if it has samples.
    pub(super) fn base(&self) -> Option<&ArmTable<'a>> {
        self.arm(self.cell.base.as_deref()?)
    }
}

impl<'a> ArmTable<'a> {
    /// The samples that count, whatever came of them.
    pub(super) fn measured(&self) -> impl Iterator<Item = &'a Sample> + use<'a> {
        self.rows.iter().copied().filter(|sample| sample.phase == Phase::Measured)
    }

    /// The samples whose times count.
    pub(super) fn right_answers(&self) -> impl Iterator<Item = &'a Sample> + use<'a> {
        right_answers(self.rows)
    }

    /// The rounds and pairs in which it gave a right answer.
    pub(super) fn pairs(&self) -> BTreeSet<(u32, u32)> {
        self.right_answers().map(|sample| (sample.round, sample.pair)).collect()
    }

    /// What the second request of each process took.
    pub(super) fn again(&self) -> Values {
        let again = |sample: &&Sample| sample.phase == Phase::Again && sample.outcome == Outcome::Right;
        values(self.rows.iter().copied().filter(again), self.arm)
    }
}

/// For each round: the pairs in which both have a value.
pub(super) fn pairs(base: &Values, arm: &Values) -> Vec<Vec<Pair>> {
    pairs_by_round(base, arm).into_values().collect()
}

/// The same by the number of the round, to hold several cells side by side.
pub(super) fn pairs_by_round(base: &Values, arm: &Values) -> BTreeMap<u32, Vec<Pair>> {
    let mut rounds: BTreeMap<u32, Vec<Pair>> = BTreeMap::new();
    for (key, arm) in arm {
        if let Some(base) = base.get(key) {
            rounds.entry(key.0).or_default().push(Pair { base: *base, arm: *arm });
        }
    }
    rounds
}

/// The same values against zero, to estimate a cost that stands alone.
pub(super) fn against_zero(arm: &Values) -> Vec<Vec<Pair>> {
    pairs(&arm.keys().map(|key| (*key, 0.0)).collect(), arm)
}

/// Nanoseconds as milliseconds.
pub(super) fn milliseconds(nanoseconds: u64) -> f64 {
    Duration::from_nanos(nanoseconds).as_secs_f64() * 1e3
}

fn right_answers<'a>(rows: &'a [&'a Sample]) -> impl Iterator<Item = &'a Sample> + use<'a> {
    rows.iter().copied().filter(|sample| sample.phase == Phase::Measured && sample.outcome == Outcome::Right)
}

fn values<'a>(rows: impl Iterator<Item = &'a Sample>, arm: &Arm) -> Values {
    // A clock inside shows whole milliseconds, so that every pair of few requests lies on a coarse step and so does the median
    // over pairs. Only the mean over many requests, begun anywhere between two ticks, tells a fraction: that of a round.
    let key = |sample: &Sample| (sample.round, if arm.reading.is_some() { 0 } else { sample.pair });
    let time = |sample: &Sample| (key(sample), sample.operations, milliseconds(sample.elapsed()));
    let mut times: Vec<_> = rows.map(time).collect();
    // Stable, and nearly sorted already.
    times.sort_by_key(|(key, ..)| *key);
    let pairs = times.chunk_by(|(left, ..), (right, ..)| left == right);
    pairs.filter_map(|pair| Some((pair.first()?.0, value(pair, arm)?))).collect()
}

/// The time that stands for the requests of a pair or a round, or the cost of one operation where they are batches.
fn value(pair: &[((u32, u32), u32, f64)], arm: &Arm) -> Option<f64> {
    let typical = |counts: &dyn Fn(u32) -> bool| {
        let times = pair.iter().filter(|(_, operations, _)| counts(*operations)).map(|(.., time)| *time);
        // The mean of what a clock inside shows, since the median of whole milliseconds is one itself.
        inside::typical(arm.reading.as_deref(), &times.collect::<Vec<_>>())
    };
    match arm.batch {
        None => typical(&|_| true),
        Some(Batch { few, many }) => {
            let takes = |number: u32| if number == 0 { Some(0.0) } else { typical(&|operations| operations == number) };
            slope((few, takes(few)?), (many, takes(many)?))
        }
    }
}
