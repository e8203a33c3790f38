//! A step: something that is done once, and whose result is stored.

use std::{cell::RefCell, marker::PhantomData, rc::Rc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    hash,
    operation::{Begin, Beginning, Operation, Yields},
};
use crate::{
    entry::{Bytes, Kind, Mark, Outcome},
    error::{Error, StepError},
    json,
    retry::Retry,
    script::{Attempt, Command, Maker, Script, Trying, poll_once},
};

/// A step that is made by being awaited.
pub type Step<T> = Operation<Made<T>>;

/// What a step does.
pub struct Made<T> {
    name: String,
    kind: Kind,
    hash: u64,
    maker: Maker,
    value: PhantomData<fn() -> T>,
}

impl<T> Made<T> {
    pub(super) fn by(name: &str, attempt: Box<dyn FnMut(Attempt) -> Trying>) -> Self {
        let maker = Maker { retry: Retry::default(), attempt };
        Self { name: name.to_owned(), kind: Kind::Step, hash: 0, maker, value: PhantomData }
    }
}

impl<T> Operation<Made<T>> {
    /// When it is tried again.
    pub fn retry(self, retry: Retry) -> Self {
        self.with(|step| step.maker.retry = retry)
    }

    /// It is tried once, also where the object ends in the middle: then it has failed, and may have had its effect. That it is
    /// about to be tried is stored before it is.
    pub fn at_most_once(self) -> Self {
        self.with(|step| (step.kind, step.maker.retry) = (Kind::StepOnce, Retry::never()))
    }

    /// What it works on, so that a replay by code that works on something else is noticed.
    pub fn given(self, input: &impl Serialize) -> Self {
        self.with(|step| step.hash = hash(&json::write(input).unwrap_or_default()))
    }
}

impl<T: DeserializeOwned> Yields for Made<T> {
    type Output = T;
}

impl<T: DeserializeOwned> Begin for Made<T> {
    fn mark(&self) -> (Kind, String, u64) {
        (self.kind, self.name.clone(), self.hash)
    }

    fn begin(mut self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        if self.kind == Kind::StepOnce {
            let mut script = script.borrow_mut();
            let operation = script.open(mark, None, Some(self.maker));
            script.command(Command::Try { operation });
            return Beginning::Open(operation);
        }
        let key = script.borrow().key(mark.operation);
        // A step inside of this one is refused, and the closure runs with nothing of the script borrowed.
        script.borrow_mut().in_step(true);
        let mut trying = (self.maker.attempt)(Attempt { number: 1, key });
        let result = poll_once(&mut trying);
        script.borrow_mut().in_step(false);
        first(&mut script.borrow_mut(), mark, self.maker, (trying, result))
    }

    fn take_up(self, script: &Rc<RefCell<Script>>, operation: u32) {
        script.borrow_mut().equip(operation, self.maker);
    }

    fn read(outcome: Outcome) -> Result<T, Error> {
        json::read(&outcome?.0)
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
