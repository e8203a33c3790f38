//! What is pending for one object: batches in the order of their numbers, some of them under way.

use std::{collections::VecDeque, mem};

use futures::channel::oneshot;
use shared::{durable::Epoch, limits, timing::UnixMillis};

use crate::{note::Note, target::Target, ticket::Told};

/// Whoever waits for an answer.
pub(crate) type Waiter = Option<oneshot::Sender<Told>>;

/// The calls of one object.
pub(crate) struct Lane {
    pub(crate) id: u64,
    pub(crate) target: Target,
    pub(crate) epoch: Epoch,
    /// The number of the next call.
    pub(crate) next: u64,
    /// What has no answer, in order.
    pub(crate) batches: VecDeque<Batch>,
    /// Rows that are answered and still there.
    pub(crate) answered: Vec<Answered>,
    /// How many messages were answered since no row told of answered calls: the inbox keeps as many rows for us.
    pub(crate) kept: usize,
    /// The messages that are under way, in the order in which they left.
    pub(crate) flights: Vec<Flight>,
    /// How many calls the next message may have at most: fewer, the longer nothing gets through.
    pub(crate) most: usize,
    /// How many times in a row messages have failed; those that were under way together fail together.
    pub(crate) failures: u32,
    /// The first message that leaves after the last failure: one before it has failed with that.
    pub(crate) after_failure: u64,
    /// How often the first call has failed where it stood alone and nothing else was under way.
    pub(crate) alone: u32,
    /// Whether the other end has found a hole: what is behind the first call waits until something gets through.
    pub(crate) hole: bool,
    /// Whether it is listed as ready or waiting.
    pub(crate) listed: bool,
}

/// A row that is answered and still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) slot: u64,
    pub(crate) first: u64,
}

/// A message that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flight {
    pub(crate) number: u64,
    pub(crate) since: UnixMillis,
    /// How many calls it carries.
    pub(crate) count: usize,
    /// The first call that had no answer when it left.
    pub(crate) lowest: u64,
}

/// Calls that follow each other, in one row.
pub(crate) struct Batch {
    pub(crate) slot: u64,
    /// The number of the first call that has no answer.
    pub(crate) first: u64,
    /// The number of the first call of the row, answered or not.
    pub(crate) stored_first: u64,
    pub(crate) count: usize,
    pub(crate) calls: Vec<u8>,
    /// What is kept of each call; empty where that is nothing.
    pub(crate) notes: Vec<Note>,
    /// Whoever waits for each call; empty where nobody does.
    pub(crate) waiters: Vec<Waiter>,
    /// The message that it is under way with.
    pub(crate) flight: Option<u64>,
    /// Whether it has ever left.
    pub(crate) left: bool,
}

impl Lane {
    pub(crate) fn new(id: u64, target: Target, epoch: Epoch, next: u64) -> Self {
        Self {
            id,
            target,
            epoch,
            next,
            batches: VecDeque::new(),
            answered: Vec::new(),
            kept: 0,
            flights: Vec::new(),
            most: limits::DURABLE_BATCH_CALLS,
            failures: 0,
            after_failure: 0,
            alone: 0,
            hole: false,
            listed: false,
        }
    }

    /// Whether it has rows in the outbox.
    pub(crate) fn has_rows(&self) -> bool {
        !self.batches.is_empty() || !self.answered.is_empty()
    }

    /// Whether rows of it tell of calls that are answered.
    pub(crate) fn is_stale(&self) -> bool {
        !self.answered.is_empty() || self.batches.iter().any(Batch::is_stale)
    }

    /// Whether only the first call is worth a message: what is behind a hole comes back, and while nothing gets through, what is sent
    /// beside something that ends its target only fails with it.
    pub(crate) fn is_probing(&self) -> bool {
        self.hole || self.failures > 0
    }

    /// The first call that has no answer.
    pub(crate) fn lowest(&self) -> u64 {
        self.batches.front().map_or(self.next, |batch| batch.first)
    }

    /// How many rows it has in the outbox.
    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.batches.len() + self.answered.len()).unwrap_or(u64::MAX)
    }

    /// How many calls have no answer.
    pub(crate) fn calls(&self) -> u64 {
        self.batches.iter().map(|batch| u64::try_from(batch.count).unwrap_or(u64::MAX)).sum()
    }

    /// Replies up to this number need not be kept for us. It stays below every row that is still there: after a death such a
    /// row is delivered again, and wants the answers that it had.
    pub(crate) fn acknowledged(&self) -> u64 {
        let answered = self.answered.iter().map(|row| row.first);
        let pending = self.batches.front().map(|batch| batch.stored_first);
        answered.chain(pending).min().unwrap_or(self.next) - 1
    }
}

impl Batch {
    /// Whether its row tells of calls that are answered.
    pub(crate) fn is_stale(&self) -> bool {
        self.stored_first < self.first
    }

    /// Whether it is under way with that message.
    pub(crate) fn flies_with(&self, flight: u64) -> bool {
        self.flight == Some(flight)
    }

    /// The number behind the last.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::try_from(self.count).unwrap_or(u64::MAX)
    }

    /// Bytes that it counts for among those that are pending.
    pub(crate) fn weight(&self) -> u64 {
        let contexts =
            self.notes.iter().filter_map(|note| note.continuation.as_ref()).map(|stored| stored.context.len());
        u64::try_from(self.calls.len() + contexts.sum::<usize>()).unwrap_or(u64::MAX)
    }

    /// What is kept of a call, counted from the first.
    pub(crate) fn note(&self, place: usize) -> Option<&Note> {
        self.notes.get(place)
    }

    /// Takes whoever waits for a call.
    pub(crate) fn waiter(&mut self, place: usize) -> Waiter {
        self.waiters.get_mut(place).and_then(mem::take)
    }

    /// Cuts off the first calls, whose bytes end there: they are answered.
    pub(crate) fn cut(&mut self, count: usize, bytes: usize) {
        self.calls.drain(..bytes);
        self.notes.drain(..count.min(self.notes.len()));
        self.waiters.drain(..count.min(self.waiters.len()));
        self.count -= count;
        self.first += u64::try_from(count).unwrap_or(u64::MAX);
    }
}
