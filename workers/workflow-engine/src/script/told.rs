//! What the code is told, one thing at a time: again what it was told in earlier lives, and then what comes from outside.

use super::{Mismatch, Script};
use crate::{
    entry::{Entry, Outcome},
    error::Error,
};

impl Script {
    /// Tells the code the next thing that it was told in an earlier life, or that waited for the end of a pause; says whether there
    /// was one.
    pub(crate) fn tell_next(&mut self) -> bool {
        if !self.paused
            && let Some((operation, outcome)) = self.held.pop_front()
        {
            self.deliver(operation, outcome);
            return true;
        }
        self.tell_time();
        let Some(entry) = self.replay.front() else { return false };
        if entry.is_made() {
            let found = if self.operations.is_empty() { "the end of the code" } else { "waiting" };
            self.mismatch = Some(Mismatch { expected: entry.words(), found: found.to_owned() });
            return false;
        }
        let Some(entry) = self.replay.pop_front() else { return false };
        self.apply(entry);
        true
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Completed { operation, outcome } | Entry::Answered { operation, outcome } => {
                self.deliver(operation, outcome);
            }
            Entry::Failed { operation, attempt, due, .. } => self.attempt_failed(operation, attempt, due),
            Entry::Cancelling => self.cancel(),
            Entry::Paused => self.pause(),
            Entry::Resumed { shift_ms } => self.resume(shift_ms),
            Entry::At(_) | Entry::Accepted | Entry::Began { .. } | Entry::Did { .. } | Entry::Ended(_) => {}
        }
    }

    /// Takes the time of the entries that follow, and passes marks that tell the code nothing.
    pub(super) fn tell_time(&mut self) {
        while let Some(Entry::At(_) | Entry::Accepted | Entry::Ended(_)) = self.replay.front() {
            if let Some(Entry::At(now)) = self.replay.pop_front() {
                self.now = now;
            }
        }
    }

    /// Whether the code waits for this operation, and has not been told its outcome.
    pub(crate) fn is_open(&self, operation: u32) -> bool {
        self.operations.get(&operation).is_some_and(|known| known.outcome.is_none())
            && self.held.iter().all(|(held, _)| *held != operation)
    }

    /// Gives an operation its outcome; while paused, when the pause ends. What nobody waits for is dropped.
    pub(crate) fn deliver(&mut self, operation: u32, outcome: Outcome) {
        if self.paused {
            self.held.push_back((operation, outcome));
            return;
        }
        if let Some(known) = self.operations.get_mut(&operation)
            && known.outcome.is_none()
        {
            known.outcome = Some(outcome);
            if let Some(waker) = known.waker.take() {
                waker.wake();
            }
        }
    }

    pub(crate) fn attempt_failed(&mut self, operation: u32, attempt: u32, due: u64) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.failed = attempt;
            known.due = Some(due);
        }
    }

    /// Ends every operation that is under way, so that the code can clean up.
    pub(crate) fn cancel(&mut self) {
        self.cancelled = true;
        let open: Vec<u32> = self.open_operations().map(|known| known.mark.operation).collect();
        for operation in open {
            if let Some(abort) = self.operations.get_mut(&operation).and_then(|known| known.abort.take()) {
                abort.abort();
            }
            self.deliver(operation, Err(Error::Cancelled));
        }
    }

    /// Nothing is told from here on.
    pub(crate) fn pause(&mut self) {
        (self.paused, self.paused_at) = (true, self.now);
    }

    /// How long the pause has been.
    pub(crate) fn pause_ms(&self) -> u64 {
        self.now.saturating_sub(self.paused_at)
    }

    /// Ends a pause that was so long.
    pub(crate) fn resume(&mut self, shift_ms: u64) {
        self.paused = false;
        for operation in self.operations.values_mut() {
            operation.due = operation.due.map(|due| due.saturating_add(shift_ms));
        }
    }
}
