//! What all operations are: futures that are begun by the first poll, and given up when they are dropped.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
};

use crate::{
    entry::{Kind, Outcome},
    error::Error,
    script::{Begun, Script},
};

/// What something comes to once it is done.
pub trait Yields {
    /// Its result, where it has one.
    type Output;
}

/// What is to be begun.
pub(super) trait Begin: Yields + Sized {
    /// What holds it against the journal: its kind, its name, and a number for what it is given.
    fn mark(&self) -> (Kind, String, u64);

    /// It is new: begins it.
    fn begin(self, script: &Rc<RefCell<Script>>, mark: crate::entry::Mark) -> Beginning;

    /// An earlier life began it: whatever that life's memory had.
    fn take_up(self, _script: &Rc<RefCell<Script>>, _operation: u32) {}

    /// Reads what it came to.
    fn read(outcome: Outcome) -> Result<Self::Output, Error>;
}

/// What beginning an operation led to.
pub(super) enum Beginning {
    /// Its outcome is there.
    Known(Outcome),
    /// It is waited for.
    Open(u32),
}

/// An operation.
#[must_use = "an operation is begun by being awaited"]
pub struct Operation<B> {
    script: Rc<RefCell<Script>>,
    stage: Stage<B>,
}

enum Stage<B> {
    /// It is to be begun by the first poll.
    New(B),
    /// It is waited for.
    Open(u32),
    /// It has told its outcome, or its instance is stuck.
    Over,
}

impl<B> Operation<B> {
    pub(super) fn new(script: &Rc<RefCell<Script>>, begin: B) -> Self {
        Self { script: Rc::clone(script), stage: Stage::New(begin) }
    }

    /// The same, with something else about it; once it is begun, nothing about it changes.
    pub(super) fn with(mut self, change: impl FnOnce(&mut B)) -> Self {
        if let Stage::New(begin) = &mut self.stage {
            change(begin);
        }
        self
    }
}

/// Begins an operation; none where its instance is stuck.
fn begin<B: Begin>(script: &Rc<RefCell<Script>>, new: B) -> Option<Beginning> {
    let (kind, name, hash) = new.mark();
    let met = script.borrow_mut().begin(kind, &name, hash);
    match met {
        Begun::Known(outcome) => Some(Beginning::Known(outcome)),
        Begun::New(mark) => Some(new.begin(script, mark)),
        Begun::Before(operation) => {
            new.take_up(script, operation);
            Some(Beginning::Open(operation))
        }
        Begun::Never => None,
    }
}

impl<B: Begin> Future for Operation<B> {
    type Output = Result<<B as Yields>::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::New(new) => match begin(&self.script, new) {
                Some(Beginning::Known(outcome)) => return Poll::Ready(B::read(outcome)),
                Some(Beginning::Open(operation)) => self.stage = Stage::Open(operation),
                None => {}
            },
            stage => self.stage = stage,
        }
        let Stage::Open(operation) = self.stage else { return Poll::Pending };
        let outcome = self.script.borrow_mut().poll(operation, waking);
        if outcome.is_ready() {
            self.stage = Stage::Over;
        }
        outcome.map(B::read)
    }
}

/// Nothing in it is pinned.
impl<B> Unpin for Operation<B> {}

impl<B> Drop for Operation<B> {
    fn drop(&mut self) {
        // The script itself may be what is being dropped, with the code that holds this.
        if let (Stage::Open(operation), Ok(mut script)) = (&self.stage, self.script.try_borrow_mut()) {
            script.abandon(*operation);
        }
    }
}
