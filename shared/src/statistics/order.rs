//! The interval of a median from order statistics, for samples that have no pairs.

use super::{
    estimate::{Estimate, Interval},
    quantile::{ascending, count, median},
};

/// The median with the tightest pair of order statistics that covers it in at least 95 of 100 runs.
///
/// Free of assumptions on the shape. `None` below six samples, where even the extremes do not reach 95 %.
pub fn median_interval(samples: &[f64]) -> Option<Estimate> {
    let sorted = ascending(samples);
    let cut = samples_cut_off(sorted.len())?;
    let low = *sorted.get(cut)?;
    let high = *sorted.get(sorted.len().checked_sub(cut + 1)?)?;
    Some(Estimate { value: median(&sorted)?, interval: Interval { low, high } })
}

/// How many samples at each end lie outside: the most whose binomial tail stays below 2.5 %.
fn samples_cut_off(samples: usize) -> Option<usize> {
    // Logarithms, because the probability of a single outcome vanishes in a double beyond a thousand samples.
    let mut logarithm = -count(samples) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    let mut cut = None;
    for below in 0..samples {
        tail += logarithm.exp();
        if tail > 0.025 {
            break;
        }
        cut = Some(below);
        logarithm += (count(samples - below) / count(below + 1)).ln();
    }
    cut
}
