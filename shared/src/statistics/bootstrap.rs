//! The interval from drawing rounds, and pairs within them, again and again.

use super::{
    estimate::Interval,
    quantile::{PerMille, median, quantile},
    random::Random,
};

/// Enough that the ends of a 95 % interval stand still in the third digit.
const DRAWS: usize = 2000;

/// The percentile interval of the median over rounds of the median over pairs; `None` without a single pair.
pub(super) fn two_level(rounds: &[Vec<f64>], seed: u64) -> Option<Interval> {
    let mut random = Random::seeded(seed);
    let mut draws: Vec<f64> = (0..DRAWS).filter_map(|_| draw(rounds, &mut random)).collect();
    draws.sort_unstable_by(f64::total_cmp);
    Some(Interval { low: quantile(&draws, PerMille::LOW)?, high: quantile(&draws, PerMille::HIGH)? })
}

fn draw(rounds: &[Vec<f64>], random: &mut Random) -> Option<f64> {
    let medians: Vec<f64> = rounds
        .iter()
        .filter_map(|_| {
            let round = rounds.get(random.below(rounds.len()))?;
            let pairs: Vec<f64> = round.iter().filter_map(|_| round.get(random.below(round.len())).copied()).collect();
            median(&pairs)
        })
        .collect();
    median(&medians)
}
