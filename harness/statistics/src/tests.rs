//! Known answers from an independent implementation, properties, and simulations with a fixed seed.
//!
//! Typed-in values of binomial tails, of Wilson's interval and of signed ranks come from Python: sums of `fractions`,
//! `decimal` with 30 digits, all choices of signs counted one by one, and `math.erfc`.

use shared::quantile::{ascending, count};

use super::*;

mod clusters;
mod fits;
mod independents;
mod machine;
mod mirrored;
mod pairs;
mod quantiles;
mod second_opinion;
mod simulation;
mod words;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

fn numbers(values: impl IntoIterator<Item = u32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}

fn estimate(low: f64, value: f64, high: f64) -> Estimate {
    Estimate { value, interval: Interval { low, high } }
}
