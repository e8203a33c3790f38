//! What two estimates say together that do not depend on each other.

use super::estimate::{Estimate, Interval};

/// By how much the first is larger than the second.
///
/// Each end of the interval adds, as squares, how far the two intervals reach towards it: the method of variance estimates
/// recovery (MOVER), which leaves a lopsided interval lopsided.
pub(super) fn difference_of(first: &Estimate, second: &Estimate) -> Estimate {
    let value = first.value - second.value;
    let below = (first.value - first.interval.low).hypot(second.interval.high - second.value);
    let above = (first.interval.high - first.value).hypot(second.value - second.interval.low);
    Estimate { value, interval: Interval { low: value - below, high: value + above } }
}
