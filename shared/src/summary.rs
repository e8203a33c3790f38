//! What a population of samples looks like at a glance.

use crate::quantile::{PerMille, ascending, least_samples, mean, quantile};

/// Order statistics of one population, in the unit of its samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many samples there are.
    pub count: usize,
    /// The smallest sample.
    pub least: f64,
    /// The median.
    pub p50: f64,
    /// The 95th percentile, from [`least_samples`] on.
    pub p95: Option<f64>,
    /// The 99th percentile, from [`P99_LEAST_SAMPLES`](crate::quantile::P99_LEAST_SAMPLES) samples on.
    pub p99: Option<f64>,
    /// The largest sample.
    pub greatest: f64,
    /// The arithmetic mean.
    pub mean: f64,
}

impl Summary {
    /// Summarises samples in any order, `None` for no samples.
    pub fn of(samples: &[f64]) -> Option<Self> {
        let sorted = ascending(samples);
        let known = |share| if sorted.len() < least_samples(share) { None } else { quantile(&sorted, share) };
        Some(Self {
            count: sorted.len(),
            least: *sorted.first()?,
            p50: quantile(&sorted, PerMille::P50)?,
            p95: known(PerMille::P95),
            p99: known(PerMille::P99),
            greatest: *sorted.last()?,
            mean: mean(&sorted)?,
        })
    }
}

#[cfg(test)]
mod tests;
