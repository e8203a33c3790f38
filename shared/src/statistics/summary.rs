//! What a population of samples looks like at a glance.

use super::quantile::{PerMille, ascending, count, quantile};

/// Fewer samples than this leave the 95th percentile to chance.
///
/// The least n for which the largest sample lies above the percentile with a probability of 97.5 %.
pub const P95_LEAST_SAMPLES: usize = 72;

/// Fewer samples than this leave the 99th percentile to chance.
pub const P99_LEAST_SAMPLES: usize = 368;

/// Order statistics of one population, in the unit of its samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many samples there are.
    pub count: usize,
    /// The smallest sample.
    pub least: f64,
    /// The median.
    pub p50: f64,
    /// The 95th percentile, from [`P95_LEAST_SAMPLES`] samples on.
    pub p95: Option<f64>,
    /// The 99th percentile, from [`P99_LEAST_SAMPLES`] samples on.
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
        let from = |least: usize, share| if sorted.len() < least { None } else { quantile(&sorted, share) };
        Some(Self {
            count: sorted.len(),
            least: *sorted.first()?,
            p50: quantile(&sorted, PerMille::P50)?,
            p95: from(P95_LEAST_SAMPLES, PerMille::P95),
            p99: from(P99_LEAST_SAMPLES, PerMille::P99),
            greatest: *sorted.last()?,
            mean: sorted.iter().sum::<f64>() / count(sorted.len()),
        })
    }
}
