//! What a source tells of a batch.

use serde::{Deserialize, Serialize};

use super::Plan;

/// A batch, done or as far as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchReport {
    /// What was asked for.
    pub plan: Plan,
    /// The number of its first operation, by which ledgers know it; the others follow.
    pub first: u64,
    /// How many operations were answered in time.
    pub answered: u32,
    /// How many of the answers were held against the right ones, all of which fitted: a wrong one fails the batch.
    pub validated: u32,
    /// How many were refused by the target, expired, or given up.
    pub dead: u32,
    /// From the first call to the last answer, in milliseconds, by the clock of the source; of mode
    /// [`Events`](super::Mode::Events) by that of the router.
    pub elapsed_ms: u32,
    /// Messages that left the source for this batch.
    pub messages: u64,
    /// Rows and keys that the source wrote for it, with those that it deleted, which the platform counts too.
    pub rows_written: u64,
    /// Messages that were sent again.
    pub redelivered: u64,
    /// What had no answer by the deadline and goes on.
    pub pending: Vec<Pending>,
}

impl BatchReport {
    /// This and another together, which were made at the same time.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.first = self.first.min(other.first);
        self.answered += other.answered;
        self.validated += other.validated;
        self.dead += other.dead;
        self.messages += other.messages;
        self.rows_written += other.rows_written;
        self.redelivered += other.redelivered;
        self.pending.extend(other.pending);
        self
    }
}

/// Calls to one target that go on without anybody waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The target.
    pub target: String,
    /// The number of the first call that has no answer.
    pub first: u64,
    /// How many calls have none.
    pub calls: u64,
}

/// How far the batch of a source has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How many operations there are.
    pub operations: u32,
    /// How many are answered.
    pub answered: u32,
}
