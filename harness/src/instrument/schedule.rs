//! When requests of an open loop are sent.

#[cfg(test)]
mod tests;

use std::time::Duration;

use statistics::Random;

use crate::instrument::scenario::Arrivals;

/// The times of `count` arrivals at a rate, from the begin; the first one comes a gap after it.
///
/// Empty for a rate that is not a positive number: nothing ever arrives.
pub fn schedule(arrivals: Arrivals, per_second: f64, count: u32, random: &mut Random) -> Vec<Duration> {
    if !per_second.is_finite() || per_second <= 0.0 {
        return Vec::new();
    }
    let mut seconds = 0.0;
    let times = (1..=count).map(|number| {
        seconds = match arrivals {
            // Independent arrivals are exponential gaps; the unit excludes one, so the logarithm is finite.
            Arrivals::Poisson => seconds - (1.0 - random.unit()).ln() / per_second,
            Arrivals::Even => f64::from(number) / per_second,
        };
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    });
    times.collect()
}
