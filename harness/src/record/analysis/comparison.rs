//! One arm against the base of its cell.

use statistics::{Estimate, Pair, difference, median, ratio, signed_rank};

use super::{
    picture::evenly_picked,
    table::{ArmTable, Values, pairs},
    times::Tails,
};
use crate::record::Point;

/// Ratios of pairs in a record; a run of usual size has fewer.
const MOST_RATIOS: usize = 1000;

/// What the pairs of two arms say.
#[derive(Default)]
pub(super) struct Comparison {
    /// How many times the base the arm takes.
    pub ratio: Option<Estimate>,
    /// How many milliseconds more.
    pub difference: Option<Estimate>,
    /// How many milliseconds more in the tail, where requests are asked for one at a time in pairs.
    pub tails: Tails,
    /// The second opinion, not adjusted.
    pub p_value: Option<f64>,
    /// Pairs with both arms.
    pub pairs: usize,
    /// Rounds with such pairs.
    pub rounds: usize,
    /// The ratio of every pair in the order of execution, or of every round where a clock inside is read.
    pub points: Vec<Point>,
}

impl Comparison {
    pub(super) fn of(base: &ArmTable, arm: &ArmTable, seed: u64) -> Self {
        let rounds = pairs(&base.values, &arm.values);
        let all: Vec<Pair> = rounds.iter().flatten().copied().collect();
        Self {
            ratio: ratio_of(&rounds, seed),
            difference: difference(&rounds, seed),
            tails: Tails::default(),
            p_value: signed_rank(&all),
            pairs: base.pairs().intersection(&arm.pairs()).count(),
            rounds: rounds.len(),
            points: points(&base.values, &arm.values),
        }
    }

    /// The same comparison with that of the tails, unless one of the two asks in batches.
    pub(super) fn with_tails(self, base: &ArmTable, arm: &ArmTable, seed: u64) -> Self {
        let alone = base.arm.batch.is_none() && arm.arm.batch.is_none();
        Self { tails: if alone { Tails::between(base, arm, seed) } else { Tails::default() }, ..self }
    }
}

/// How many times the base the arm takes.
///
/// The slope of two batches can come out below zero in a pair, where there is no ratio. To leave such pairs out would favour
/// large slopes, so then a whole round counts as one pair.
pub(super) fn ratio_of(rounds: &[Vec<Pair>], seed: u64) -> Option<Estimate> {
    ratio(rounds, seed).or_else(|| {
        let whole = |round: &Vec<Pair>| {
            let median_of = |side: fn(&Pair) -> f64| median(&round.iter().map(side).collect::<Vec<_>>());
            Some(vec![Pair { base: median_of(|pair| pair.base)?, arm: median_of(|pair| pair.arm)? }])
        };
        ratio(&rounds.iter().filter_map(whole).collect::<Vec<_>>(), seed)
    })
}

fn points(base: &Values, arm: &Values) -> Vec<Point> {
    let point = |(key, arm): (&(u32, u32), &f64)| {
        let base = base.get(key).filter(|base| **base > 0.0)?;
        Some(Point { x: f64::from(key.0), y: arm / base })
    };
    let all: Vec<Point> = arm.iter().filter_map(point).collect();
    evenly_picked(&all, MOST_RATIOS)
}
