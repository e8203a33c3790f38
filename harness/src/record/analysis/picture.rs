//! What of an arm's requests is shown to the eye: a spectrum of quantiles, and single requests.

use hdrhistogram::Histogram;

use super::table::milliseconds;
use crate::record::Point;

/// Points of a spectrum.
const MOST_SHARES: u64 = 40;

/// Single requests in a record.
const MOST_PICKED: usize = 240;

/// An hour in nanoseconds: longer than any deadline, so that nothing is cut off.
const LONGEST: u64 = 3_600_000_000_000;

/// Digits that the histogram keeps.
const DIGITS: u8 = 3;

/// The quantiles of requests given in nanoseconds, at shares that halve the distance to one ever again, as far as so many
/// requests resolve it.
pub(super) fn spectrum(nanoseconds: impl Iterator<Item = u64>) -> Vec<Point> {
    let mut histogram =
        Histogram::<u64>::new_with_bounds(1, LONGEST, DIGITS).expect("three digits up to an hour are allowed");
    nanoseconds.for_each(|time| histogram.saturating_record(time));
    let halvings = count(histogram.len()).log2();
    let last = histogram.len().min(MOST_SHARES).saturating_sub(1);
    let point = |step: u64| {
        let x = 1.0 - (-halvings * count(step) / count(last.max(1))).exp2();
        Point { x, y: milliseconds(histogram.value_at_quantile(x).min(histogram.max())) }
    };
    if histogram.is_empty() { Vec::new() } else { (0..=last).map(point).collect() }
}

/// Times given in milliseconds in the order of execution, evenly picked; x is the pick's number.
pub(super) fn strip(times: &[f64]) -> Vec<Point> {
    numbered(&evenly_picked(times, MOST_PICKED))
}

/// All times, given in milliseconds; x is the number of each.
pub(super) fn numbered(times: &[f64]) -> Vec<Point> {
    (0_u32..).zip(times).map(|(pick, time)| Point { x: f64::from(pick), y: *time }).collect()
}

/// At most so many items, evenly spread over all of them.
pub(super) fn evenly_picked<T: Copy>(items: &[T], most: usize) -> Vec<T> {
    if items.len() <= most {
        return items.to_vec();
    }
    (0..most).filter_map(|pick| items.get(pick * items.len() / most)).copied().collect()
}

#[expect(clippy::cast_precision_loss, reason = "requests of a run stay far below 2^52, where this is exact")]
fn count(items: u64) -> f64 {
    items as f64
}
