//! Arrivals at a rate that rises and falls like a wave, which begins at its lowest: a place that has just started is found out by
//! a few, not by a crowd that piles up while it starts.

use std::f64::consts::TAU;

use statistics::Random;

/// A rate over time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    /// The average.
    pub per_second: f64,
    /// By which share it rises and falls, from zero to one.
    pub swing: f64,
    /// How long one wave takes.
    pub period_seconds: f64,
}

impl Rate {
    /// Arrivals in a second, at a moment.
    pub(super) fn at(self, seconds: f64) -> f64 {
        let wave = -(TAU * seconds / self.period_seconds).cos();
        self.per_second * (1.0 + self.swing.clamp(0.0, 1.0) * wave)
    }
}

/// The moments of arrivals that do not depend on each other, ascending, in seconds.
///
/// By thinning: candidates come at the highest rate, and each stays with the share that the rate then has of it. Empty for a
/// rate or a time that is not a positive number.
pub(super) fn arrivals(rate: Rate, seconds: f64, random: &mut Random) -> Vec<f64> {
    let highest = rate.per_second * (1.0 + rate.swing.clamp(0.0, 1.0));
    if !(highest.is_finite() && highest > 0.0 && seconds.is_finite() && rate.period_seconds > 0.0) {
        return Vec::new();
    }
    let mut moments = Vec::new();
    let mut moment = 0.0;
    loop {
        // The unit excludes one, so the logarithm is finite.
        moment -= (1.0 - random.unit()).ln() / highest;
        if moment >= seconds {
            return moments;
        }
        if random.unit() * highest < rate.at(moment) {
            moments.push(moment);
        }
    }
}
