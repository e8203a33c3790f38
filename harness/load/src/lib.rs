//! What sends requests and times them: one client, a closed loop of several, and an open loop on a schedule.
//!
//! It is a crate of its own because its speed is part of what is measured: it is optimised in full, and nothing of what sends is
//! generic over whoever uses it, so that none of that is compiled again, less optimised, with its user.
//!
//! ```text
//! closed, open ──► client ──► connection ──► a server
//! ```

mod client;
mod closed;
mod open;
mod pace;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use hyper::body::Bytes;

#[cfg(any(test, feature = "fake"))]
#[doc(hidden)]
pub use self::client::fake;
pub use self::{
    client::{Answer, Attempt, BODY_BYTES, Client, Endpoint, Failure, LONGEST, NoEndpoint, Request},
    closed::{Closed, closed},
    open::{Lane, Open, open, open_side_by_side},
    pace::pacing,
};

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
    fn judged(ordinal: usize, scheduled: Option<Instant>, mut attempt: Attempt, judge: Judge<'_>) -> Self {
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
pub type Judge<'run> = &'run dyn Fn(usize, &Answer) -> bool;
