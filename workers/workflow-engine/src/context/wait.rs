//! Waiting for an event from outside.

use std::{cell::RefCell, marker::PhantomData, rc::Rc, time::Duration};

use serde::de::DeserializeOwned;
use shared::timing::UnixMillis;

use super::{
    operation::{Begin, Beginning, Operation, Reader, Yields},
    pause::milliseconds,
};
use crate::{
    entry::{Kind, Mark},
    json,
    script::{Command, Script},
};

/// A wait that begins by being awaited.
pub type WaitForEvent<E> = Operation<Awaited<E>>;

/// An event that somebody waits for.
pub struct Awaited<E> {
    pub(super) name: String,
    pub(super) timeout: Option<Duration>,
    pub(super) event: PhantomData<fn() -> E>,
}

impl<E: DeserializeOwned> Yields for Awaited<E> {
    type Output = E;
}

impl<E: DeserializeOwned> Begin for Awaited<E> {
    fn mark(&self) -> (Kind, String, u64) {
        (Kind::Wait, self.name.clone(), 0)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        let due = self.timeout.map(|timeout| script.now().saturating_add(milliseconds(timeout)));
        let operation = script.open(mark, due, None);
        script.command(Command::Look { operation });
        if let Some(due) = due {
            script.command(Command::Timer { operation, due: UnixMillis(due) });
        }
        Beginning::Open(operation)
    }

    fn reader(&self) -> Reader<E> {
        |outcome| json::read(&outcome?.0)
    }
}
