//! The interval from drawing rounds, and pairs within them, again and again.

use shared::{
    quantile::{PerMille, Position, mean, median, quantile},
    random::{Random, scaled},
};

use crate::{estimate::Interval, least_squares::dot, repeated::repeated_quantile};

/// Enough that the ends of a 95 % interval stand still in the third digit.
pub(crate) const DRAWS: usize = 2000;

/// The percentile interval of the mean over cells of the median over rounds of the median over pairs.
///
/// The effects of every round stand in ascending order. A draw takes the same rounds in every cell, because the cells of
/// one round share its process and with it its luck. `None` without a single pair.
pub(crate) fn two_level(cells: &[Vec<Vec<f64>>], draws: usize, seed: u64) -> Option<Interval> {
    let mut random = Random::seeded(seed);
    let most_rounds = cells.iter().map(Vec::len).max()?;
    let mut outcomes: Vec<f64> = (0..draws)
        .filter_map(|_| {
            let slots: Vec<u64> = (0..most_rounds).map(|_| random.next_bits()).collect();
            let effects: Vec<f64> = cells.iter().filter_map(|cell| draw(cell, &slots, &mut random)).collect();
            mean(&effects)
        })
        .collect();
    percentiles(&mut outcomes)
}

/// For each row of factors, one per cell, the percentile interval of the median over rounds of the combination of the medians
/// over pairs.
///
/// Takes for every round the effects of every cell in ascending order. `None` without rounds.
pub(crate) fn combined(rounds: &[Vec<Vec<f64>>], rows: &[Vec<f64>], draws: usize, seed: u64) -> Option<Vec<Interval>> {
    let mut random = Random::seeded(seed);
    let mut outcomes = vec![Vec::with_capacity(draws); rows.len()];
    for _ in 0..draws {
        let slots: Vec<u64> = rounds.iter().map(|_| random.next_bits()).collect();
        let medians: Vec<Vec<f64>> = slots
            .iter()
            .filter_map(|bits| rounds.get(scaled(*bits, rounds.len())))
            .filter_map(|cells| cells.iter().map(|effects| median_of_redrawn(effects, &mut random)).collect())
            .collect();
        for (row, outcomes) in rows.iter().zip(&mut outcomes) {
            outcomes.extend(median(&medians.iter().map(|cells| dot(row, cells)).collect::<Vec<_>>()));
        }
    }
    outcomes.iter_mut().map(|outcomes| percentiles(outcomes)).collect()
}

/// The range of the middle 95 % of what the draws gave, `None` for none.
pub(crate) fn percentiles(outcomes: &mut [f64]) -> Option<Interval> {
    outcomes.sort_unstable_by(f64::total_cmp);
    Some(Interval { low: quantile(outcomes, PerMille::LOW)?, high: quantile(outcomes, PerMille::HIGH)? })
}

/// One draw from one cell; a slot's bits name a round by their share of all bits, so that equal lengths share rounds.
fn draw(cell: &[Vec<f64>], slots: &[u64], random: &mut Random) -> Option<f64> {
    let rounds = cell.iter().zip(slots).filter_map(|(_, bits)| cell.get(scaled(*bits, cell.len())));
    let medians: Vec<f64> = rounds.filter_map(|round| median_of_redrawn(round, random)).collect();
    median(&medians)
}

/// The median of as many values as there are, drawn with replacement; counting them spares the sorting.
fn median_of_redrawn(ascending: &[f64], random: &mut Random) -> Option<f64> {
    let mut times = vec![0; ascending.len()];
    for _ in ascending {
        if let Some(times) = times.get_mut(random.below(ascending.len())) {
            *times += 1;
        }
    }
    let position = Position::of(ascending.len(), PerMille::P50)?;
    repeated_quantile(position, 0, ascending.iter().copied().zip(times))
}
