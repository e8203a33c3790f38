//! The mean of independent values with its interval.

use shared::quantile::{count, mean};

use crate::estimate::{Estimate, Interval};

/// The 97.5 % points of Student's t for 1 to 30 degrees of freedom.
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// The mean of independent values with Student's 95 % interval, such as of one value for each seed of a simulation.
///
/// `None` below two values, which have no spread. Beyond 31 the interval is a little wider than it need be.
pub fn mean_interval(values: &[f64]) -> Option<Estimate> {
    let freedom = values.len().checked_sub(1).filter(|freedom| *freedom > 0)?;
    let value = mean(values)?;
    let squares: f64 = values.iter().map(|one| (one - value).powi(2)).sum();
    let reach = T[freedom.min(T.len()) - 1] * (squares / count(freedom) / count(values.len())).sqrt();
    Some(Estimate { value, interval: Interval { low: value - reach, high: value + reach } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_has_the_interval_of_a_second_opinion() {
        // Computed by hand with t = 2.570582 for five degrees of freedom.
        let found = mean_interval(&[4.1, 5.3, 4.8, 5.9, 5.1, 4.4]).unwrap();
        assert!((found.value - 4.933_333).abs() < 1e-6);
        assert!(
            (found.interval.low - 4.254_302).abs() < 1e-3 && (found.interval.high - 5.612_365).abs() < 1e-3,
            "{found:?}"
        );
        assert_eq!(mean_interval(&[1.0]), None);
    }
}
