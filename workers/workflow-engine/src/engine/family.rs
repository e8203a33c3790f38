//! Children of instances: begun by them, told to them when they end, and cancelled with them. Parent and child are in one object, so what
//! becomes of both is one commit.

use std::rc::Rc;

use durable::platform::Platform;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    workflow::State,
};

use super::{Engine, live::Live, timers_of};
use crate::{
    entry::{Bytes, Entry, Origin, Parent},
    error::{Error, cut},
    script::child_of,
    store::Run,
    workflow::Ended,
};

impl<P: Platform + 'static> Engine<P> {
    /// Begins a child for an operation of an instance. Where it cannot, the operation is told why.
    pub(super) fn begin_child(
        self: &Rc<Self>,
        parent: &Rc<Live>,
        operation: u32,
        (workflow, input): (&str, &[u8]),
    ) -> Result<(), Failure> {
        // The numbers of instances follow from what is stored, and the parent may be new itself.
        self.flush(parent)?;
        let id = parent.script.borrow().child(operation);
        match self.child(parent, operation, &id, workflow, input) {
            Ok(()) => Ok(()),
            Err(failure) if failure.code == ErrorCode::ObjectFailed => Err(failure),
            Err(failure) => {
                let error = Error::ChildFailed { child: id, state: State::Failed, message: failure.message };
                self.complete(parent, operation, Err(error));
                Ok(())
            }
        }
    }

    fn child(
        self: &Rc<Self>,
        parent: &Live,
        operation: u32,
        id: &str,
        workflow: &str,
        input: &[u8],
    ) -> Result<(), Failure> {
        if id.split('~').count() > limits::workflow::GENERATIONS {
            let message = format!(
                "there are at most {} generations of instances, one the child of the other; does a workflow begin itself?",
                limits::workflow::GENERATIONS
            );
            return Err(Failure::new(ErrorCode::LimitExceeded, message));
        }
        // Of an earlier instance of the parent's name, which was forgotten.
        if let Some(earlier) = self.find(id)? {
            self.forget_descendants(id)?;
            self.forget_run(&earlier)?;
        }
        let run = self.new_run(id, workflow, input)?;
        let (number, key) = (run.number, self.key_of(&run)?);
        self.take_place(&run, key, None)?;
        let parent = Some(Parent { run: parent.number(), operation });
        let begun = self.begin(run, &Origin { parent, ..Origin::default() });
        if begun.is_err() {
            self.leave_place(number)?;
        }
        begun.map(drop)
    }

    /// Tells whoever began an instance that it has ended.
    pub(super) fn tell_parent(
        self: &Rc<Self>,
        parent: Parent,
        (id, state, end): (&str, State, &Ended),
    ) -> Result<(), Failure> {
        let outcome = match end {
            Ok(output) => Ok(Bytes(output.clone())),
            Err(message) => Err(Error::ChildFailed { child: id.to_owned(), state, message: cut(message.clone()) }),
        };
        let run = match self.store.run(parent.run)? {
            Some(_) => parent.run,
            None => self.heir(id, parent.operation)?.unwrap_or(parent.run),
        };
        self.answered(run, parent.operation, outcome)
    }

    /// The run that took an operation over from the one that began a child for it.
    fn heir(&self, child: &str, operation: u32) -> Result<Option<u64>, Failure> {
        let Some((parent, _)) = child.rsplit_once('~') else { return Ok(None) };
        let Some(run) = self.find(parent)? else { return Ok(None) };
        let origin = Origin::of(self.store.entries(run.number)?.iter());
        let is_taken_over = origin.again.as_ref().is_some_and(|again| operation < again.from);
        let is_it = is_taken_over && child_of(parent, origin.lap_of(operation), operation) == child;
        Ok(is_it.then_some(run.number))
    }

    /// Who began an instance that is not in memory.
    pub(super) fn parent_of(&self, run: u64) -> Result<Option<Parent>, Failure> {
        Ok(Origin::of(self.store.entries(run)?.iter()).parent)
    }

    /// Nobody waits for a child any more: it is cancelled, wherever it is.
    pub(super) fn release(self: &Rc<Self>, parent: &Live, operation: u32) -> Result<(), Failure> {
        let id = parent.script.borrow().child(operation);
        match self.find(&id)?.filter(|run| !run.state.is_end()) {
            Some(run) => self.cancel_run(&run),
            None => Ok(()),
        }
    }

    /// Cancels an instance that has not ended, in memory or not.
    pub(super) fn cancel_run(self: &Rc<Self>, run: &Run) -> Result<(), Failure> {
        if run.state == State::Queued {
            return self.cancel_queued(run);
        }
        let live = self.live.borrow().get(&run.number).cloned();
        if let Some(live) = live {
            return self.cancel_live(&live);
        }
        // Whoever asked for that may do so in each of its lives.
        let is_known = |entry: &Entry| matches!(entry, Entry::Cancelling | Entry::CancelAsked);
        if !self.store.entries(run.number)?.iter().any(is_known) {
            self.store.append(run.number, &[Entry::At(self.platform.now().0), Entry::CancelAsked])?;
        }
        self.wake_soon(vec![run.number]);
        Ok(())
    }

    /// Forgets the children of an instance, and theirs, whatever they are doing.
    pub(super) fn forget_descendants(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        for number in self.store.descendants(id)? {
            if let Some(run) = self.store.run(number)? {
                self.forget_run(&run)?;
            }
        }
        Ok(())
    }

    /// Forgets an instance, whatever it is doing.
    pub(super) fn forget_run(self: &Rc<Self>, run: &Run) -> Result<(), Failure> {
        self.drop_run(run)?;
        self.leave_place(run.number)
    }

    /// The same of one whose place another one is to have.
    pub(super) fn drop_run(&self, run: &Run) -> Result<(), Failure> {
        let live = self.live.borrow().get(&run.number).cloned();
        if let Some(live) = live {
            live.abandon(self.platform.now());
            self.let_go(&live);
        }
        self.timers.remove_of(&timers_of(run.number))?;
        self.store.delete(run.number)
    }
}
