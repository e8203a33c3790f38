//! Children: instances that an instance begins and waits for. They live in the object of their parent, so that beginning one, and being
//! told its end, is one commit with everything else.

use std::{cell::RefCell, marker::PhantomData, rc::Rc};

use serde::de::DeserializeOwned;

use super::operation::{Begin, Beginning, Operation, Reader, Yields};
use crate::{
    entry::{Bytes, Kind, Mark, Outcome, hash},
    error::Error,
    json,
    script::{Command, Script},
    workflow::Workflow,
};

/// A child that begins by being awaited.
pub type Child<W> = Operation<Begun<W>>;

/// Which workflow, and what it begins with.
pub struct Begun<W> {
    pub(super) input: Result<Vec<u8>, Error>,
    pub(super) name: String,
    pub(super) stays: bool,
    pub(super) workflow: PhantomData<fn() -> W>,
}

impl<W: Workflow> Operation<Begun<W>>
where
    W::Output: DeserializeOwned,
{
    /// It goes on when its parent has ended, or waits for it no longer; otherwise it is cancelled then.
    pub fn stays(self) -> Self {
        self.with(|child| child.stays = true)
    }

    /// What it is called in the journal of its parent; the name of its workflow where nothing is said.
    pub fn named(self, name: &str) -> Self {
        self.with(|child| name.clone_into(&mut child.name))
    }
}

impl<W: Workflow> Yields for Begun<W> {
    type Output = W::Output;
}

impl<W: Workflow> Begin for Begun<W>
where
    W::Output: DeserializeOwned,
{
    fn mark(&self) -> (Kind, String, u64) {
        (Kind::Child, self.name.clone(), self.input.as_deref().map_or(0, hash))
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        match self.input {
            Ok(input) => {
                let operation = script.open(mark, None, None);
                script.stays(operation, self.stays);
                script.command(Command::Child { operation, workflow: W::NAME, input });
                Beginning::Open(operation)
            }
            Err(error) => {
                script.did(mark, Err(error.clone()));
                Beginning::Known(Err(error))
            }
        }
    }

    fn take_up(self, script: &Rc<RefCell<Script>>, operation: u32) -> Option<Outcome> {
        script.borrow_mut().stays(operation, self.stays);
        None
    }

    fn reader(&self) -> Reader<W::Output> {
        |outcome: Result<Bytes, Error>| json::read(&outcome?.0)
    }
}
