//! What the code is told, one thing at a time: again what it was told in earlier lives, and then what comes from outside.

use super::{Command, Mismatch, Operation, Script};
use crate::{
    entry::{Bytes, Entry, Kind, Outcome},
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

    /// An operation has its outcome, which is told when its turn comes. In a pause it is written at once: nobody knows how long that is.
    pub(crate) fn arrive(&mut self, operation: u32, outcome: Outcome) {
        if self.paused {
            self.write_outcome(operation, outcome.clone());
            self.held.push_back((operation, outcome));
        } else {
            self.arrived.push_back((operation, outcome));
        }
    }

    /// Writes and tells the next thing that has come; says whether there was one.
    pub(crate) fn tell_arrived(&mut self) -> bool {
        if self.paused {
            return false;
        }
        let Some((operation, outcome)) = self.arrived.pop_front() else { return false };
        // The code may have given it up since.
        if self.operations.contains_key(&operation) {
            self.write_outcome(operation, outcome.clone());
            self.deliver(operation, outcome);
        }
        true
    }

    fn write_outcome(&mut self, operation: u32, outcome: Outcome) {
        let is_call = self.operations.get(&operation).is_some_and(|known| known.mark.kind == Kind::Call);
        self.write(if is_call {
            Entry::Answered { operation, outcome }
        } else {
            Entry::Completed { operation, outcome }
        });
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Completed { operation, outcome } | Entry::Answered { operation, outcome } => {
                self.arrived.retain(|(arrived, _)| *arrived != operation);
                self.deliver(operation, outcome);
            }
            Entry::Failed { operation, attempt, due, .. } => self.attempt_failed(operation, attempt, due),
            Entry::Checked { operation, attempt, state, due } => self.checked(operation, attempt, state, due),
            Entry::Attempted { operation, .. } => self.attempt_begun(operation),
            Entry::Beat { operation, due } => {
                self.beat(operation, due);
                if let Some(known) = self.operations.get_mut(&operation) {
                    known.beats.written = due;
                }
            }
            Entry::Cancelling if self.cancelled => {}
            Entry::Cancelling => self.cancel(),
            Entry::Paused => self.pause(),
            Entry::Resumed { shift_ms } => self.resume(shift_ms),
            Entry::At(_)
            | Entry::Accepted
            | Entry::Started
            | Entry::ChildOf(_)
            | Entry::Lap(_)
            | Entry::Again(_)
            | Entry::In(_)
            | Entry::Arrived { .. }
            | Entry::CancelAsked
            | Entry::Began { .. }
            | Entry::Did { .. }
            | Entry::Closed { .. }
            | Entry::Ended(_) => {}
        }
    }

    /// Takes the time of the entries that follow, and passes marks that tell the code nothing at their place.
    pub(super) fn tell_time(&mut self) {
        while self.replay.front().is_some_and(Entry::is_passed) {
            let Some(entry) = self.replay.pop_front() else { return };
            match entry {
                Entry::At(now) => self.now = now,
                Entry::CancelAsked => self.cancel_asked = !self.cancelled,
                // It is told at the end of the journal, unless that says where it was.
                Entry::Arrived { operation, outcome } => self.arrived.push_back((operation, outcome)),
                _ => {}
            }
        }
    }

    /// Whether the code waits for this operation, and has not been told its outcome.
    pub(crate) fn is_open(&self, operation: u32) -> bool {
        self.operations.get(&operation).is_some_and(|known| self.has_no_outcome(known))
    }

    /// Whether nothing has come for an operation, told or on its way.
    pub(super) fn has_no_outcome(&self, known: &Operation) -> bool {
        let mut coming = self.held.iter().chain(&self.arrived);
        known.outcome.is_none() && coming.all(|(operation, _)| *operation != known.mark.operation)
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

    fn attempt_failed(&mut self, operation: u32, attempt: u32, due: u64) {
        if let Some(known) = self.operations.get_mut(&operation) {
            (known.made, known.failed) = (attempt, known.failed + 1);
            known.due = Some(due);
        }
    }

    fn checked(&mut self, operation: u32, attempt: u32, state: Bytes, due: u64) {
        if let Some(known) = self.operations.get_mut(&operation) {
            (known.made, known.failed) = (attempt, 0);
            (known.state, known.due) = (Some(state), Some(due));
        }
    }

    fn attempt_begun(&mut self, operation: u32) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.due = None;
        }
    }

    /// An operation ends by itself no sooner than then.
    pub(crate) fn beat(&mut self, operation: u32, due: u64) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.due = Some(due);
        }
    }

    /// Ends every operation that is under way, so that the code can clean up. A scope has its end from what is inside of it.
    pub(crate) fn cancel(&mut self) {
        (self.cancelled, self.cancel_asked) = (true, false);
        // What is being undone is undone to its end.
        let open: Vec<u32> =
            self.waits().map(|known| known.mark.operation).filter(|operation| !self.is_undoing(*operation)).collect();
        for operation in open {
            if self.operations.get(&operation).is_some_and(|known| known.mark.kind == Kind::Child && !known.stays) {
                // It is cancelled, too, and waited for.
                self.commands.push(Command::Release { operation });
                continue;
            }
            if let Some(abort) = self.operations.get_mut(&operation).and_then(|known| known.abort.take()) {
                abort.abort();
            }
            self.deliver(operation, Err(Error::Cancelled));
        }
    }

    /// Whether an operation was made inside of a compensation.
    fn is_undoing(&self, operation: u32) -> bool {
        let scope = |operation: &u32| self.operations.get(operation)?.scope;
        std::iter::successors(scope(&operation), scope)
            .any(|scope| self.operations.get(&scope).is_some_and(|known| known.mark.kind == Kind::Compensation))
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
            let later = |time: u64| time.saturating_add(shift_ms);
            operation.due = operation.due.map(later);
            operation.beats.until = operation.beats.until.map(later);
        }
    }
}
