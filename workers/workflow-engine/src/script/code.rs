//! The side of the code: operations are begun, held against the journal, waited for and given up.

use std::task::{Context as Waking, Poll};

use shared::limits;

use super::{Beats, Begun, Command, Maker, Mismatch, Operation, Script};
use crate::{
    entry::{Bytes, Entry, Kind, Mark, Outcome},
    error::Error,
};

impl Script {
    /// Begins an operation inside of a scope.
    pub(crate) fn begin(&mut self, scope: Option<u32>, (kind, name, hash): (Kind, &str, u64)) -> Begun {
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
        self.making_in = scope;
        // Code that does something else after it said so does not go on as new.
        self.continued = None;
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

    /// The number of the next operation.
    pub(crate) fn next_operation(&self) -> u32 {
        self.next_operation
    }

    /// When a callback ends by itself.
    pub(crate) fn beats_by(&mut self, operation: u32, beats: Beats) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.beats = beats;
        }
    }

    /// Whether a child goes on when nobody waits for it.
    pub(crate) fn stays(&mut self, operation: u32, stays: bool) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.stays = stays;
        }
    }

    fn insert(&mut self, mark: Mark, due: Option<u64>, maker: Option<Maker>) {
        let operation = Operation {
            scope: self.making_in,
            waker: None,
            outcome: None,
            due,
            made: 0,
            failed: 0,
            state: None,
            began: self.now,
            maker,
            beats: Beats::default(),
            stays: false,
            abort: None,
            taken_up: false,
            mark,
        };
        self.operations.insert(operation.mark.operation, operation);
    }

    /// The code has come to the end of a scope; says whether it goes on.
    ///
    /// What a scope came to follows from what is in the journal already, so a replay is held against its number alone.
    pub(crate) fn close(&mut self, operation: u32, outcome: Result<Option<Bytes>, Error>) -> bool {
        if self.mismatch.is_some() || self.operations.remove(&operation).is_none() {
            return false;
        }
        self.tell_time();
        match self.replay.front() {
            None => self.write(Entry::Closed { operation, outcome }),
            Some(Entry::Closed { operation: stored, .. }) if *stored == operation => {
                self.replay.pop_front();
            }
            Some(other) => {
                let found = format!("the end of scope {operation}");
                self.mismatch = Some(Mismatch { expected: other.words(), found });
                return false;
            }
        }
        true
    }

    /// Which version of a piece of code an instance runs: the newest, unless an earlier life came by when there was another or none. One that
    /// this build does not know yet has it stuck.
    pub(crate) fn version(&mut self, scope: Option<u32>, name: &str, newest: u32) -> u32 {
        if self.mismatch.is_some() || !self.polled || self.in_step {
            return 0;
        }
        self.tell_time();
        match self.replay.front() {
            Some(Entry::Did { mark, outcome: Ok(bytes) }) if mark.kind == Kind::Version && mark.name == name => {
                let version: u32 = postcard::from_bytes(&bytes.0).unwrap_or_default();
                if version > newest {
                    // An older build than the one that it came by in would run other code under it.
                    let [expected, found] = [version, newest].map(|version| format!("version {version} of {name:?}"));
                    self.mismatch = Some(Mismatch { expected, found });
                    return 0;
                }
                self.next_operation += 1;
                self.replay.pop_front();
                version
            }
            Some(_) => 0,
            None => {
                let mark = Mark { operation: self.next_operation, kind: Kind::Version, name: name.to_owned(), hash: 0 };
                self.next_operation += 1;
                self.making_in = scope;
                self.did(mark, Ok(Bytes(postcard::to_allocvec(&newest).unwrap_or_default())));
                newest
            }
        }
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
            if abandoned.mark.kind == Kind::Child && abandoned.outcome.is_none() && !abandoned.stays {
                self.commands.push(Command::Release { operation });
            }
        }
    }
}
