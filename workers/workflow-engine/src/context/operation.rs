//! What all operations are: futures that are begun by the first poll, and given up when they are dropped.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
};

use super::Context;
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

    /// An earlier life began it: whatever that life's memory had; and its outcome, where that is known without waiting.
    fn take_up(self, _script: &Rc<RefCell<Script>>, _operation: u32) -> Option<Outcome> {
        None
    }

    /// What reads what it came to.
    fn reader(&self) -> Reader<Self::Output>;
}

/// Reads what an operation came to.
pub(super) type Reader<T> = fn(Outcome) -> Result<T, Error>;

/// What beginning an operation led to.
pub(super) enum Beginning {
    /// Its outcome is there.
    Known(Outcome),
    /// It is waited for.
    Open(u32),
}

/// An operation.
#[must_use = "an operation is begun by being awaited"]
pub struct Operation<B: Yields> {
    script: Rc<RefCell<Script>>,
    scope: Option<u32>,
    stage: Stage<B>,
}

enum Stage<B: Yields> {
    /// It is to be begun by the first poll.
    New(B),
    /// It is waited for.
    Open(u32, Reader<B::Output>),
    /// It has told its outcome, or its instance is stuck.
    Over,
}

impl<B: Yields> Operation<B> {
    pub(super) fn new(context: &Context, begin: B) -> Self {
        Self { script: Rc::clone(&context.script), scope: context.scope, stage: Stage::New(begin) }
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
fn begin<B: Begin>(script: &Rc<RefCell<Script>>, scope: Option<u32>, new: B) -> Option<Beginning> {
    let (kind, name, hash) = new.mark();
    let met = script.borrow_mut().begin(scope, (kind, &name, hash));
    match met {
        Begun::Known(outcome) => Some(Beginning::Known(outcome)),
        Begun::New(mark) => Some(new.begin(script, mark)),
        Begun::Before(operation) => {
            Some(new.take_up(script, operation).map_or(Beginning::Open(operation), Beginning::Known))
        }
        Begun::Never => None,
    }
}

impl<B: Begin> Future for Operation<B> {
    type Output = Result<<B as Yields>::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::New(new) => {
                let read = new.reader();
                match begin(&self.script, self.scope, new) {
                    Some(Beginning::Known(outcome)) => return Poll::Ready(read(outcome)),
                    Some(Beginning::Open(operation)) => self.stage = Stage::Open(operation, read),
                    None => {}
                }
            }
            stage => self.stage = stage,
        }
        let Stage::Open(operation, read) = self.stage else { return Poll::Pending };
        let outcome = self.script.borrow_mut().poll(operation, waking);
        if outcome.is_ready() {
            self.stage = Stage::Over;
        }
        outcome.map(read)
    }
}

/// Nothing in it is pinned.
impl<B: Yields> Unpin for Operation<B> {}

impl<B: Yields> Drop for Operation<B> {
    fn drop(&mut self) {
        // The script itself may be what is being dropped, with the code that holds this.
        if let (Stage::Open(operation, _), Ok(mut script)) = (&self.stage, self.script.try_borrow_mut()) {
            script.abandon(*operation);
        }
    }
}
