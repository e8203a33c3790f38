//! Rates: how often something happened in so many trials.

use crate::estimate::{Estimate, Interval};

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The share of hits with Wilson's 95 % interval, which stays inside zero and one and is honest at both.
///
/// `None` without trials, or with more hits than trials.
pub fn wilson(hits: u64, trials: u64) -> Option<Estimate> {
    if trials == 0 || hits > trials {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "trials of a run stay far below 2^52, where this is exact")]
    let (hits, trials) = (hits as f64, trials as f64);
    let value = hits / trials;
    let shrink = 1.0 + Z * Z / trials;
    let centre = (value + Z * Z / (2.0 * trials)) / shrink;
    let reach = Z / shrink * (value * (1.0 - value) / trials + (Z / (2.0 * trials)).powi(2)).sqrt();
    let ends = Interval { low: (centre - reach).max(0.0), high: (centre + reach).min(1.0) };
    // At no hits, and at all, the end is the value itself but for rounding.
    Some(Estimate { value, interval: ends.hull(Interval { low: value, high: value }) })
}
