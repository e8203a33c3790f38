//! The interval from the spread between rounds.

use shared::quantile::{count, mean};

use crate::estimate::Interval;

/// The 97.5 % points of Student's t for 1 to 8 degrees of freedom.
///
/// More are not asked for: from ten rounds on the bootstrap alone is printed.
const T: [f64; 8] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306];

/// The t interval around `centre` from one value per round; `None` for a single round and from ten rounds on.
pub(crate) fn t_interval(rounds: &[f64], centre: f64) -> Option<Interval> {
    let freedom = rounds.len().checked_sub(1)?;
    let t = T.get(freedom.checked_sub(1)?)?;
    let mean = mean(rounds)?;
    let squares: f64 = rounds.iter().map(|value| (value - mean).powi(2)).sum();
    let reach = t * (squares / count(freedom) / count(rounds.len())).sqrt();
    Some(Interval { low: centre - reach, high: centre + reach })
}
