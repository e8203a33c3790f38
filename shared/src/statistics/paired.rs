//! Ratio and difference of two arms from pairs of blocks that stood side by side.

use super::{
    bootstrap::two_level,
    estimate::{Estimate, Interval},
    quantile::median,
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

/// How many times the base the arm takes: below one is faster.
///
/// Takes the pairs of every round. The value is the exponential of the median over rounds of the median over pairs of the
/// logarithms, so that swapping the arms gives exactly the reciprocal. `None` without pairs, or when a median is not
/// positive, for then there is no ratio.
pub fn ratio(rounds: &[Vec<Pair>], seed: u64) -> Option<Estimate> {
    if rounds.iter().flatten().any(|pair| pair.base <= 0.0 || pair.arm <= 0.0) {
        return None;
    }
    estimate(rounds, seed, |pair| pair.arm.ln() - pair.base.ln()).map(|logarithm| logarithm.map(f64::exp))
}

/// How much longer than the base the arm takes, in the unit of the pairs; `None` without pairs.
pub fn difference(rounds: &[Vec<Pair>], seed: u64) -> Option<Estimate> {
    estimate(rounds, seed, |pair| pair.arm - pair.base)
}

/// The median over rounds of the median over pairs; its interval is the wider of Student's t over rounds and the
/// bootstrap, and from ten rounds on the bootstrap.
fn estimate(rounds: &[Vec<Pair>], seed: u64, effect: impl Fn(&Pair) -> f64) -> Option<Estimate> {
    let effects: Vec<Vec<f64>> =
        rounds.iter().filter(|round| !round.is_empty()).map(|round| round.iter().map(&effect).collect()).collect();
    let medians: Vec<f64> = effects.iter().filter_map(|round| median(round)).collect();
    let value = median(&medians)?;
    let drawn = two_level(&effects, seed)?;
    let wider = t_interval(&medians, value).map_or(drawn, |spread| spread.hull(drawn));
    // A percentile interval need not contain the point it belongs to; a reader takes for granted that it does.
    Some(Estimate { value, interval: wider.hull(Interval { low: value, high: value }) })
}
