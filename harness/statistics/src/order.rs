//! The intervals of quantiles from order statistics, for samples that are independent of each other.

use shared::quantile::{PerMille, ascending, count, quantile};

use crate::estimate::{Estimate, Interval};

/// The part of the likeliest outcome's probability below which an outcome no longer counts.
const NEGLIGIBLE: f64 = 1e-18;

/// The median with the tightest pair of order statistics that covers it in at least 95 of 100 runs.
///
/// Free of assumptions on the shape. `None` below six samples, where even the extremes do not reach 95 %.
pub fn median_interval(samples: &[f64]) -> Option<Estimate> {
    quantile_interval(samples, PerMille::P50)
}

/// A quantile with the tightest pair of order statistics that leaves at most 2.5 % on either side.
///
/// Free of assumptions on the shape, but not on independence: for requests of one run the blocks are the unit, see
/// [`cluster_quantiles`](crate::cluster_quantiles). `None` below [`least_samples`](crate::least_samples).
pub fn quantile_interval(samples: &[f64], share: PerMille) -> Option<Estimate> {
    order_estimate(&ascending(samples), share)
}

/// [`quantile_interval`] from values in ascending order.
pub(crate) fn order_estimate(ascending: &[f64], share: PerMille) -> Option<Estimate> {
    Some(Estimate { value: quantile(ascending, share)?, interval: order_interval(ascending, share)? })
}

fn order_interval(ascending: &[f64], share: PerMille) -> Option<Interval> {
    let low = *ascending.get(samples_cut_off(ascending.len(), share)?)?;
    let cut_off_above = samples_cut_off(ascending.len(), share.rest())?;
    let high = *ascending.get(ascending.len().checked_sub(cut_off_above + 1)?)?;
    Some(Interval { low, high })
}

/// How many samples at the lower end lie outside: the most whose binomial tail stays below 2.5 %.
///
/// Walks from the likeliest number of samples below the quantile to both sides and never far, so that a million samples
/// cost no more than a few thousand steps.
fn samples_cut_off(samples: usize, share: PerMille) -> Option<usize> {
    let odds = share.fraction() / share.rest().fraction();
    let (likeliest, _) = share.of(samples + 1);
    if odds == 0.0 || likeliest > samples {
        return None;
    }
    let (mut weight, mut below) = (1.0, vec![1.0]);
    for hits in (1..=likeliest).rev() {
        weight *= count(hits) / count(samples - hits + 1) / odds;
        if weight < NEGLIGIBLE {
            break;
        }
        below.push(weight);
    }
    let (mut weight, mut total) = (1.0, below.iter().sum::<f64>());
    for hits in likeliest..samples {
        weight *= count(samples - hits) / count(hits + 1) * odds;
        if weight < NEGLIGIBLE {
            break;
        }
        total += weight;
    }
    let mut tail = 0.0;
    let within = below.iter().rev().take_while(|weight| {
        tail += **weight;
        tail <= 0.025 * total
    });
    (likeliest + 1 - below.len() + within.count()).checked_sub(1)
}
