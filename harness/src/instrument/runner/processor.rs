//! How much of a processor the client needs: close to a whole one, it measures itself.

use std::time::{Duration, Instant};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};

/// The shares of all cells so far.
#[derive(Debug, Default)]
pub(super) struct Shares(Vec<f64>);

/// A stretch of time in which the client's share is taken.
pub(super) struct Stretch {
    begun: Instant,
    used: Option<Duration>,
}

/// Shorter stretches say nothing: the system counts in ticks.
const LEAST: Duration = Duration::from_millis(100);

impl Shares {
    /// Ends a stretch and keeps its share.
    pub(super) fn keep(&mut self, stretch: &Stretch) {
        let elapsed = stretch.begun.elapsed();
        if let (Some(before), Some(after)) = (stretch.used, used())
            && elapsed >= LEAST
        {
            self.0.push(after.saturating_sub(before).as_secs_f64() / elapsed.as_secs_f64());
        }
    }

    /// The largest.
    pub(super) fn largest(&self) -> Option<f64> {
        self.0.iter().copied().reduce(f64::max)
    }
}

impl Stretch {
    /// A stretch that begins now.
    pub(super) fn begin() -> Self {
        Self { begun: Instant::now(), used: used() }
    }
}

/// What all threads of this process used so far.
fn used() -> Option<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some(Duration::from_micros(u64::try_from(micros).ok()?))
}
