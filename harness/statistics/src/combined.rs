//! Combinations of the differences in several cells, such as the unknowns of a fit over them.

use shared::quantile::{PerMille, median, quantile};

use crate::{
    bootstrap::{DRAWS, combined},
    estimate::Estimate,
    least_squares::dot,
    paired::{Pair, differences, widest},
};

/// For each row of factors, one per cell, the sum of the factors times the differences of the arm to its base.
///
/// Takes for every round the pairs of every cell. The value is the median over rounds of the sum over cells of the medians over
/// pairs, the interval that of [`difference`](crate::difference); a draw takes the same rounds in all cells. `None` without
/// rounds, or when a cell has no pair in one.
pub fn combinations(rounds: &[Vec<Vec<Pair>>], rows: &[Vec<f64>], seed: u64) -> Option<Vec<Estimate>> {
    let effects: Vec<Vec<Vec<f64>>> =
        rounds.iter().map(|cells| cells.iter().map(|pairs| differences(pairs)).collect()).collect();
    let medians_of = |cells: &Vec<Vec<f64>>| cells.iter().map(|effects| quantile(effects, PerMille::P50)).collect();
    let medians: Vec<Vec<f64>> = effects.iter().map(medians_of).collect::<Option<_>>()?;
    let estimate = |(row, resampled): (&Vec<f64>, _)| {
        let of_rounds: Vec<f64> = medians.iter().map(|cells| dot(row, cells)).collect();
        Some(widest(median(&of_rounds)?, &of_rounds, resampled))
    };
    rows.iter().zip(combined(&effects, rows, DRAWS, seed)?).map(estimate).collect()
}
