//! A step: something that is done once, and whose result is stored.

use std::{
    cell::RefCell,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};

use super::{Stage, Waiting, hash};
use crate::{
    entry::{Bytes, Kind, Mark, Outcome},
    error::{Error, StepError},
    json,
    retry::Retry,
    script::{Attempt, Begun, Command, Maker, Script, Trying, poll_once},
};

/// A step that is made by being awaited.
#[must_use = "a step is made by being awaited"]
pub struct Step<T> {
    script: Rc<RefCell<Script>>,
    stage: Stage<New>,
    value: PhantomData<fn() -> T>,
}

struct New {
    name: String,
    kind: Kind,
    hash: u64,
    retry: Retry,
    attempt: Box<dyn FnMut(Attempt) -> Trying>,
}

impl<T> Step<T> {
    pub(super) fn new(script: Rc<RefCell<Script>>, name: &str, attempt: Box<dyn FnMut(Attempt) -> Trying>) -> Self {
        let new = New { name: name.to_owned(), kind: Kind::Step, hash: 0, retry: Retry::default(), attempt };
        Self { script, stage: Stage::New(new), value: PhantomData }
    }

    /// When it is tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        if let Stage::New(new) = &mut self.stage {
            new.retry = retry;
        }
        self
    }

    /// It is tried once, also where the object ends in the middle: then it has failed, and may have had its effect. That it is
    /// about to be tried is stored before it is.
    pub fn at_most_once(mut self) -> Self {
        if let Stage::New(new) = &mut self.stage {
            (new.kind, new.retry) = (Kind::StepOnce, Retry::never());
        }
        self
    }

    /// What it works on, so that a replay by code that works on something else is noticed.
    pub fn given(mut self, input: &impl Serialize) -> Self {
        if let Stage::New(new) = &mut self.stage {
            new.hash = hash(&json::write(input).unwrap_or_default());
        }
        self
    }
}

impl<T: DeserializeOwned> Future for Step<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Stage::New(_) = this.stage {
            let Stage::New(new) = std::mem::replace(&mut this.stage, Stage::Over) else { return Poll::Pending };
            match begin(&this.script, new) {
                Beginning::Known(outcome) => return Poll::Ready(read(outcome)),
                Beginning::Open(operation) => this.stage = Stage::Open(Waiting::on(&this.script, operation)),
                Beginning::Never => return Poll::Pending,
            }
        }
        let Stage::Open(waiting) = &mut this.stage else { return Poll::Pending };
        waiting.poll(waking).map(read)
    }
}

impl<T> Unpin for Step<T> {}

enum Beginning {
    Known(Outcome),
    Open(u32),
    Never,
}

fn read<T: DeserializeOwned>(outcome: Outcome) -> Result<T, Error> {
    json::read(&outcome?.0)
}

fn begin(script: &Rc<RefCell<Script>>, new: New) -> Beginning {
    let begun = script.borrow_mut().begin(new.kind, &new.name, new.hash);
    let New { retry, attempt, kind, .. } = new;
    let mut maker = Maker { retry, attempt };
    match begun {
        Begun::Known(outcome) => Beginning::Known(outcome),
        Begun::Never => Beginning::Never,
        Begun::Before(operation) => {
            script.borrow_mut().equip(operation, maker);
            Beginning::Open(operation)
        }
        Begun::New(mark) if kind == Kind::StepOnce => {
            let mut script = script.borrow_mut();
            let operation = script.open(mark, None, Some(maker));
            script.command(Command::Try { operation });
            Beginning::Open(operation)
        }
        Begun::New(mark) => {
            let key = script.borrow().key(mark.operation);
            // A step inside of this one is refused, and the closure runs with nothing of the script borrowed.
            script.borrow_mut().in_step(true);
            let mut trying = (maker.attempt)(Attempt { number: 1, key });
            let result = poll_once(&mut trying);
            script.borrow_mut().in_step(false);
            first(&mut script.borrow_mut(), mark, maker, (trying, result))
        }
    }
}

/// What the first attempt of a new step came to as it was begun.
fn first(
    script: &mut Script,
    mark: Mark,
    maker: Maker,
    (trying, result): (Trying, Option<Result<Vec<u8>, StepError>>),
) -> Beginning {
    match result {
        Some(Ok(bytes)) => {
            script.did(mark, Ok(Bytes(bytes.clone())));
            Beginning::Known(Ok(Bytes(bytes)))
        }
        Some(Err(error)) if maker.retry.wait(1, Duration::ZERO, &error, 0).is_none() => {
            let failed = Error::StepFailed { step: mark.name.clone(), attempts: 1, message: error.message };
            script.did(mark, Err(failed.clone()));
            Beginning::Known(Err(failed))
        }
        Some(Err(error)) => {
            let operation = script.open(mark, None, Some(maker));
            script.command(Command::Failed { operation, error });
            Beginning::Open(operation)
        }
        None => {
            let operation = script.open(mark, None, Some(maker));
            script.command(Command::Await { operation, attempt: 1, trying });
            Beginning::Open(operation)
        }
    }
}
