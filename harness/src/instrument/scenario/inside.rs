//! Times that an answer tells itself, by a clock inside of a Worker, where a client cannot look.

use std::time::Duration;

use serde_json::Value;
use statistics::{mean, median};

/// The number of milliseconds at a JSON pointer of a body; `None` where there is none, or one below zero.
pub fn told(pointer: &str, body: &[u8]) -> Option<Duration> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Duration::try_from_secs_f64(body.pointer(pointer)?.as_f64()? / 1e3).ok()
}

/// The time that stands for several requests of an arm, given its reading; `None` for no times.
///
/// That is their median, which no burst moves. But a clock inside shows whole milliseconds: the median of such readings is a
/// whole number too, whatever lies between, while their mean is unbiased, since requests begin anywhere between two ticks.
pub fn typical(reading: Option<&str>, times: &[f64]) -> Option<f64> {
    if reading.is_some() { mean(times) } else { median(times) }
}

#[cfg(test)]
mod tests;
