//! Ratio and difference of two arms from pairs of blocks that stood side by side.

use shared::quantile::{PerMille, ascending, mean, median, quantile};

use crate::{
    bootstrap::{DRAWS, two_level},
    estimate::{Estimate, Interval},
    order::median_interval,
    student::t_interval,
};

/// The medians of two blocks of one pair, in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The block of the arm that is compared against.
    pub base: f64,
    /// The block of the arm in question.
    pub arm: f64,
}

impl Pair {
    /// The logarithm of how many times the base the arm takes; a difference, so that swapped arms give exactly its
    /// negative. `None` where a median is not positive, for then there is no ratio.
    pub(crate) fn logarithm(&self) -> Option<f64> {
        (self.base > 0.0 && self.arm > 0.0).then(|| self.arm.ln() - self.base.ln())
    }
}

/// How many times the base the arm takes: below one is faster.
///
/// Takes the pairs of every round. The value is the exponential of the median over rounds of the median over pairs of the
/// logarithms, so that swapping the arms gives exactly the reciprocal. `None` without pairs, or when a median is not
/// positive, for then there is no ratio.
pub fn ratio(rounds: &[Vec<Pair>], seed: u64) -> Option<Estimate> {
    ratio_from_draws(rounds, DRAWS, seed)
}

/// [`ratio`] with a chosen number of draws.
pub(crate) fn ratio_from_draws(rounds: &[Vec<Pair>], draws: usize, seed: u64) -> Option<Estimate> {
    Some(estimate(&[effects(rounds, Pair::logarithm)?], draws, seed)?.map(f64::exp))
}

/// How much longer than the base the arm takes, in the unit of the pairs; `None` without pairs.
pub fn difference(rounds: &[Vec<Pair>], seed: u64) -> Option<Estimate> {
    estimate(&[effects(rounds, |pair| Some(pair.arm - pair.base))?], DRAWS, seed)
}

/// The geometric mean over cells of the ratio of each; takes the pairs of every round of every cell.
///
/// Every draw of the bootstrap takes all cells anew, and the same rounds in each of them. `None` without cells, or when a
/// cell has no ratio: a mean without it would answer another question.
pub fn geometric_mean(cells: &[Vec<Vec<Pair>>], seed: u64) -> Option<Estimate> {
    let cells: Vec<Vec<Vec<f64>>> =
        cells.iter().map(|rounds| effects(rounds, Pair::logarithm)).collect::<Option<_>>()?;
    Some(estimate(&cells, DRAWS, seed)?.map(f64::exp))
}

/// A cheap ratio over the pairs so far, for a display while a run goes on; its interval takes the pairs as independent.
///
/// `None` below six pairs, or when a median is not positive.
pub fn provisional(pairs: &[Pair]) -> Option<Estimate> {
    let logarithms: Vec<f64> = pairs.iter().map(Pair::logarithm).collect::<Option<_>>()?;
    Some(median_interval(&logarithms)?.map(f64::exp))
}

/// What one more operation takes, from batches given as number of operations and time; the fixed cost cancels.
///
/// `None` unless the second batch has more operations.
pub fn slope(few: (u32, f64), many: (u32, f64)) -> Option<f64> {
    let more = many.0.checked_sub(few.0).filter(|more| *more > 0)?;
    Some((many.1 - few.1) / f64::from(more))
}

/// The effects of every round that has pairs, in ascending order; `None` when a pair has no effect.
fn effects(rounds: &[Vec<Pair>], effect: impl Fn(&Pair) -> Option<f64>) -> Option<Vec<Vec<f64>>> {
    let filled = rounds.iter().filter(|round| !round.is_empty());
    filled.map(|round| Some(ascending(&round.iter().map(&effect).collect::<Option<Vec<f64>>>()?))).collect()
}

/// The mean over cells of the median over rounds of the median over pairs; its interval is the wider of Student's t over
/// rounds and the bootstrap, and from ten rounds on the bootstrap.
fn estimate(cells: &[Vec<Vec<f64>>], draws: usize, seed: u64) -> Option<Estimate> {
    let medians: Vec<Vec<f64>> = cells.iter().map(|rounds| medians(rounds)).collect();
    let value = mean(&medians.iter().map(|rounds| median(rounds)).collect::<Option<Vec<f64>>>()?)?;
    Some(widest(value, &rounds_of_all(&medians), two_level(cells, draws, seed)?))
}

/// A value with the wider of Student's t over its rounds and what the bootstrap gave, and from ten rounds on with the latter.
pub(crate) fn widest(value: f64, rounds: &[f64], resampled: Interval) -> Estimate {
    let wider = t_interval(rounds, value).map_or(resampled, |spread| spread.hull(resampled));
    // A percentile interval need not contain the point it belongs to; a reader takes for granted that it does.
    Estimate { value, interval: wider.hull(Interval { low: value, high: value }) }
}

/// By how much the arm takes longer in each pair, in ascending order.
pub(crate) fn differences(pairs: &[Pair]) -> Vec<f64> {
    ascending(&pairs.iter().map(|pair| pair.arm - pair.base).collect::<Vec<_>>())
}

fn medians(rounds: &[Vec<f64>]) -> Vec<f64> {
    rounds.iter().filter_map(|effects| quantile(effects, PerMille::P50)).collect()
}

/// One value per round: the mean over cells, for as many rounds as every cell has.
fn rounds_of_all(cells: &[Vec<f64>]) -> Vec<f64> {
    let rounds = cells.iter().map(Vec::len).min().unwrap_or_default();
    let of_round = |round: usize| cells.iter().filter_map(|cell| cell.get(round).copied()).collect::<Vec<f64>>();
    (0..rounds).filter_map(|round| mean(&of_round(round))).collect()
}
