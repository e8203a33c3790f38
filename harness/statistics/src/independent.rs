//! What two estimates say together that do not depend on each other.

use crate::estimate::{Estimate, Interval};

/// By how much the first is larger than the second.
///
/// Each end of the interval adds, as squares, how far the two intervals reach towards it: the method of variance estimates
/// recovery (MOVER), which leaves a lopsided interval lopsided.
pub(crate) fn difference_of(first: &Estimate, second: &Estimate) -> Estimate {
    let value = first.value - second.value;
    let below = (first.value - first.interval.low).hypot(second.interval.high - second.value);
    let above = (first.interval.high - first.value).hypot(second.value - second.interval.low);
    Estimate { value, interval: Interval { low: value - below, high: value + above } }
}

/// How many times the second the first is, for two estimates that do not depend on each other.
///
/// The interval comes from those of both, in logarithms, so that swapped estimates give exactly the reciprocal. `None` unless
/// both intervals lie above zero: what may be nothing is no yardstick.
pub fn ratio_of_independent(first: &Estimate, second: &Estimate) -> Option<Estimate> {
    let above_zero = [first, second].iter().all(|estimate| estimate.interval.low > 0.0);
    above_zero.then(|| difference_of(&first.map(f64::ln), &second.map(f64::ln)).map(f64::exp))
}
