//! The side of the code: operations are begun, held against the journal, waited for and given up.

use std::task::{Context as Waking, Poll};

use shared::limits;

use super::{Begun, Command, Maker, Mismatch, Operation, Script};
use crate::{
    entry::{Entry, Kind, Mark, Outcome},
    error::Error,
};

impl Script {
    /// Begins an operation.
    pub(crate) fn begin(&mut self, kind: Kind, name: &str, hash: u64) -> Begun {
        if self.mismatch.is_some() {
            return Begun::Never;
        }
        if !self.polled || self.in_step {
            let message = format!("{} {name:?} was begun inside of a step; make it beside the step", kind.words());
            return Begun::Known(Err(Error::BadValue { message }));
        }
        if self.next_operation >= limits::workflow::OPERATIONS {
            return Begun::Known(Err(Error::TooManyOperations));
        }
        let mark = Mark { operation: self.next_operation, kind, name: name.to_owned(), hash };
        self.next_operation += 1;
        self.tell_time();
        match self.replay.front() {
            None => Begun::New(mark),
            Some(Entry::Did { mark: stored, .. }) if *stored == mark => {
                let Some(Entry::Did { outcome, .. }) = self.replay.pop_front() else { return Begun::Never };
                Begun::Known(outcome)
            }
            Some(Entry::Began { mark: stored, due }) if *stored == mark => {
                let (due, operation) = (*due, mark.operation);
                self.replay.pop_front();
                self.insert(mark, due, None);
                Begun::Before(operation)
            }
            Some(other) => {
                self.mismatch = Some(Mismatch { expected: other.words(), found: mark.words() });
                Begun::Never
            }
        }
    }

    /// An operation that the code waits for from here on.
    pub(crate) fn open(&mut self, mark: Mark, due: Option<u64>, maker: Option<Maker>) -> u32 {
        let operation = mark.operation;
        self.write(Entry::Began { mark: mark.clone(), due });
        self.insert(mark, due, maker);
        if let Some(inserted) = self.operations.get_mut(&operation) {
            inserted.taken_up = true;
        }
        operation
    }

    /// How a step is made that an earlier life began.
    pub(crate) fn equip(&mut self, operation: u32, maker: Maker) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.maker = Some(maker);
        }
    }

    fn insert(&mut self, mark: Mark, due: Option<u64>, maker: Option<Maker>) {
        let operation = Operation {
            waker: None,
            outcome: None,
            due,
            failed: 0,
            began: self.now,
            maker,
            abort: None,
            taken_up: false,
            mark,
        };
        self.operations.insert(operation.mark.operation, operation);
    }

    /// A step whose result is there at once.
    pub(crate) fn did(&mut self, mark: Mark, outcome: Outcome) {
        self.write(Entry::Did { mark, outcome });
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Marks that the closure of a step runs, and not the workflow's code.
    pub(crate) fn in_step(&mut self, in_step: bool) {
        self.in_step = in_step;
    }

    /// The outcome of an operation, where it has one.
    pub(crate) fn poll(&mut self, operation: u32, waking: &Waking<'_>) -> Poll<Outcome> {
        let Some(known) = self.operations.get_mut(&operation) else { return Poll::Pending };
        if let Some(outcome) = known.outcome.take() {
            self.operations.remove(&operation);
            return Poll::Ready(outcome);
        }
        known.waker = Some(waking.waker().clone());
        Poll::Pending
    }

    /// The code waits for an operation no longer.
    pub(crate) fn abandon(&mut self, operation: u32) {
        if let Some(abandoned) = self.operations.remove(&operation) {
            if let Some(abort) = abandoned.abort {
                abort.abort();
            }
            if abandoned.due.is_some() {
                self.commands.push(Command::Forget { operation });
            }
        }
    }
}
