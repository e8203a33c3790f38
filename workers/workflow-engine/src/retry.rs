//! When a step that failed is tried again.

use std::time::Duration;

use shared::random::Random;

use crate::error::StepError;

/// How waits between attempts grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Growth {
    Constant,
    Linear,
    Exponential,
}

/// How often a step is tried, how long it waits between, and how long an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    growth: Growth,
    factor: u32,
    first: Duration,
    longest: Duration,
    attempts: u32,
    elapsed: Option<Duration>,
    each_within: Option<Duration>,
    jittered: bool,
}

impl Retry {
    /// One attempt.
    pub const fn never() -> Self {
        Self::with(Growth::Constant, Duration::ZERO, 1)
    }

    /// The same wait before each attempt; ten attempts, unless [`Retry::attempts`] says otherwise.
    pub const fn constant(wait: Duration) -> Self {
        Self::with(Growth::Constant, wait, 10)
    }

    /// A wait that grows by itself with each attempt.
    pub const fn linear(wait: Duration) -> Self {
        Self::with(Growth::Linear, wait, 10)
    }

    /// A wait that doubles with each attempt.
    pub const fn exponential(wait: Duration) -> Self {
        Self::with(Growth::Exponential, wait, 10)
    }

    const fn with(growth: Growth, first: Duration, attempts: u32) -> Self {
        let longest = Duration::from_hours(1);
        Self { growth, factor: 2, first, longest, attempts, elapsed: None, each_within: None, jittered: false }
    }

    /// By how much an exponential wait grows with each attempt; it doubles where nothing is said.
    #[must_use]
    pub const fn factor(self, factor: u32) -> Self {
        Self { factor, ..self }
    }

    /// Most attempts, the first included.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// The longest wait between two attempts; an hour where nothing is said.
    #[must_use]
    pub const fn at_most(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// The time that the step has, all attempts and waits together: none begins later than so long after the first, and one that
    /// is under way then counts as failed.
    #[must_use]
    pub const fn elapsed(self, elapsed: Duration) -> Self {
        Self { elapsed: Some(elapsed), ..self }
    }

    /// An attempt that takes longer counts as failed.
    #[must_use]
    pub const fn each_within(self, timeout: Duration) -> Self {
        Self { each_within: Some(timeout), ..self }
    }

    /// Each wait is drawn from between nothing and what it would be, so that many that failed together do not come back together.
    #[must_use]
    pub const fn jittered(self) -> Self {
        Self { jittered: true, ..self }
    }

    /// How long an attempt may take that begins so long after the first.
    pub(crate) fn timeout(&self, since_first: Duration) -> Option<Duration> {
        let left = self.elapsed.map(|elapsed| elapsed.saturating_sub(since_first));
        self.each_within.into_iter().chain(left).min()
    }

    /// How long to wait after that many attempts, the first of which began so long ago; none where there is no other.
    pub(crate) fn wait(&self, failed: u32, since_first: Duration, error: &StepError, bits: u64) -> Option<Duration> {
        if error.terminal || failed >= self.attempts {
            return None;
        }
        let times = match self.growth {
            Growth::Constant => 1,
            Growth::Linear => failed,
            Growth::Exponential => self.factor.saturating_pow(failed - 1),
        };
        let mut wait = self.first.saturating_mul(times).min(self.longest);
        if self.jittered {
            wait = wait.mul_f64(Random::seeded(bits).unit());
        }
        let wait = wait.max(error.retry_after.unwrap_or_default());
        let too_late = self.elapsed.is_some_and(|elapsed| since_first >= elapsed || since_first + wait > elapsed);
        (!too_late).then_some(wait)
    }
}

/// Ten attempts, a second apart at first, then ever later, jittered.
impl Default for Retry {
    fn default() -> Self {
        Self::exponential(Duration::from_secs(1)).jittered()
    }
}

#[cfg(test)]
mod tests;
