//! Load beyond one client: a closed loop of several, and requests on a schedule.

mod closed;
mod open;
mod pace;
mod schedule;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use hyper::body::Bytes;

pub use self::{
    closed::{Closed, closed},
    open::{Lane, Open, open, open_side_by_side},
    pace::pacing,
    schedule::schedule,
};
use crate::client::{Answer, Attempt};

/// A request under load and what came of it.
#[derive(Debug)]
pub struct Sent {
    /// The number of the request in the list that was gone through.
    pub ordinal: usize,
    /// When it should have been sent, where there was a schedule.
    pub scheduled: Option<Instant>,
    /// The attempt, without the body of a right answer; `None` where it was never sent: in open loop because all connections were taken, in
    /// closed loop because the time for all of them was over.
    pub attempt: Option<Attempt>,
    /// Whether the answer was the right one.
    pub right: bool,
}

impl Sent {
    /// Judges an attempt and lets go of a right body: all of them together may be more than the memory holds.
    fn judged(ordinal: usize, scheduled: Option<Instant>, mut attempt: Attempt, judge: &impl Judge) -> Self {
        let right = attempt.result.as_ref().is_ok_and(|answer| judge(ordinal, answer));
        if let Ok(answer) = &mut attempt.result
            && right
        {
            answer.body = Bytes::new();
        }
        Self { ordinal, scheduled, attempt: Some(attempt), right }
    }

    fn never(ordinal: usize, scheduled: Option<Instant>) -> Self {
        Self { ordinal, scheduled, attempt: None, right: false }
    }

    /// How long after its time it was sent; none without a schedule or without sending.
    pub fn lag(&self) -> Option<Duration> {
        Some(self.attempt.as_ref()?.sent.saturating_duration_since(self.scheduled?))
    }
}

/// Says whether an answer to the request of that number is right.
pub trait Judge: Fn(usize, &Answer) -> bool {}

impl<F: Fn(usize, &Answer) -> bool> Judge for F {}
