//! Waiting for an event from outside.

use std::{
    cell::RefCell,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
    time::Duration,
};

use serde::de::DeserializeOwned;
use shared::timing::UnixMillis;

use super::{Stage, Waiting, pause::milliseconds};
use crate::{
    entry::{Kind, Outcome},
    error::Error,
    json,
    script::{Begun, Command, Script},
};

/// A wait that begins by being awaited.
#[must_use = "it begins by being awaited"]
pub struct WaitForEvent<E> {
    script: Rc<RefCell<Script>>,
    name: String,
    stage: Stage<Option<Duration>>,
    event: PhantomData<fn() -> E>,
}

impl<E> WaitForEvent<E> {
    pub(super) fn new(script: Rc<RefCell<Script>>, name: &str, timeout: Option<Duration>) -> Self {
        Self { script, name: name.to_owned(), stage: Stage::New(timeout), event: PhantomData }
    }
}

impl<E: DeserializeOwned> Future for WaitForEvent<E> {
    type Output = Result<E, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Stage::New(timeout) = this.stage {
            this.stage = Stage::Over;
            let mut script = this.script.borrow_mut();
            let operation = match script.begin(Kind::Wait, &this.name, 0) {
                Begun::Known(outcome) => return Poll::Ready(read(outcome)),
                Begun::Never => return Poll::Pending,
                Begun::Before(operation) => operation,
                Begun::New(mark) => {
                    let due = timeout.map(|timeout| script.now().saturating_add(milliseconds(timeout)));
                    let operation = script.open(mark, due, None);
                    script.command(Command::Look { operation });
                    if let Some(due) = due {
                        script.command(Command::Timer { operation, due: UnixMillis(due) });
                    }
                    operation
                }
            };
            drop(script);
            this.stage = Stage::Open(Waiting::on(&this.script, operation));
        }
        let Stage::Open(waiting) = &mut this.stage else { return Poll::Pending };
        waiting.poll(waking).map(read)
    }
}

impl<E> Unpin for WaitForEvent<E> {}

fn read<E: DeserializeOwned>(outcome: Outcome) -> Result<E, Error> {
    json::read(&outcome?.0)
}
