//! A step: something that is done once, and whose result is stored.

use std::{cell::RefCell, rc::Rc};

use futures::future::LocalBoxFuture;
use serde::{Serialize, de::DeserializeOwned};

use super::operation::{Begin, Beginning, Operation, Reader, Yields};
use crate::{
    codec::{Codec, Concealed, Written},
    entry::{Bytes, Kind, Mark, Outcome, hash},
    error::{Error, StepError},
    json,
    retry::Retry,
    script::{Attempt, Command, Maker, Script, Trying, poll_once},
};

/// A step that is made by being awaited.
pub type Step<T> = Operation<Made<T>>;

/// What does a step, as often as it has to.
pub(super) type Attempts<T> = Box<dyn FnMut(Attempt) -> LocalBoxFuture<'static, Result<T, StepError>>>;

/// What a step does.
pub struct Made<T> {
    name: String,
    kind: Kind,
    hash: u64,
    retry: Retry,
    attempts: Attempts<T>,
    written: Written<T>,
    reader: Reader<T>,
}

impl<T: 'static> Made<T> {
    pub(super) fn by<C: Codec<T>>(name: &str, attempts: Attempts<T>) -> Self {
        Self {
            name: name.to_owned(),
            kind: Kind::Step,
            hash: 0,
            retry: Retry::default(),
            attempts,
            written: Written::by::<C>(),
            reader: reader::<C, T>,
        }
    }

    fn maker(self) -> Maker {
        let Self { retry, mut attempts, written, .. } = self;
        let attempt = move |number| -> Trying {
            let trying = attempts(number);
            Box::pin(async move {
                let value = trying.await?;
                (written.write)(&value).map_err(|error| StepError::terminal(error.to_string()))
            })
        };
        Maker { retry, attempt: Box::new(attempt) }
    }
}

impl<T: 'static> Operation<Made<T>> {
    /// When it is tried again.
    pub fn retry(self, retry: Retry) -> Self {
        self.with(|step| step.retry = retry)
    }

    /// Each attempt is made once, also where the object ends in the middle: then that attempt has failed, and may have had its effect.
    /// That it is about to be made is stored before it is. There is one attempt, unless [`Operation::retry`] says more afterwards.
    pub fn at_most_once(self) -> Self {
        self.with(|step| (step.kind, step.retry) = (Kind::StepOnce, Retry::never()))
    }

    /// What it works on, so that a replay by code that works on something else is noticed.
    pub fn given(self, input: &impl Serialize) -> Self {
        self.with(|step| step.hash = hash(&json::write(input).unwrap_or_default()))
    }

    /// How its result is stored; as JSON where nothing is said.
    pub fn codec<C: Codec<T>>(self) -> Self {
        self.with(|step| (step.written, step.reader) = (Written::by::<C>(), reader::<C, T>))
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Operation<Made<T>> {
    /// Nobody is told its result: see [`Concealed`], which other operations take as their codec.
    pub fn sensitive(self) -> Self {
        self.codec::<Concealed>()
    }
}

/// Reads what a codec wrote.
pub(super) fn reader<C: Codec<T>, T>(outcome: Outcome) -> Result<T, Error> {
    C::read(&outcome?.0)
}

impl<T> Yields for Made<T> {
    type Output = T;
}

impl<T: 'static> Begin for Made<T> {
    fn mark(&self) -> (Kind, String, u64) {
        (self.kind, self.name.clone(), self.hash)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let is_once = self.kind == Kind::StepOnce;
        let maker = self.maker();
        if is_once {
            let mut script = script.borrow_mut();
            let operation = script.open(mark, None, Some(maker));
            script.command(Command::Try { operation });
            return Beginning::Open(operation);
        }
        first(script, mark, maker)
    }

    fn take_up(self, script: &Rc<RefCell<Script>>, operation: u32) -> Option<Outcome> {
        script.borrow_mut().equip(operation, self.maker());
        None
    }

    fn reader(&self) -> Reader<T> {
        self.reader
    }
}

/// Makes the first attempt of something new at once: where it is done at once, it is one entry.
pub(super) fn first(script: &Rc<RefCell<Script>>, mark: Mark, mut maker: Maker) -> Beginning {
    let key = script.borrow().key(mark.operation);
    // A step inside of this one is refused, and the closure runs with nothing of the script borrowed.
    script.borrow_mut().in_step(true);
    let mut trying = maker.begin(&mark.name, Attempt { number: 1, key, state: None });
    let result = poll_once(&mut trying);
    script.borrow_mut().in_step(false);
    let mut script = script.borrow_mut();
    match result {
        Some(Ok(bytes)) => {
            script.did(mark, Ok(Bytes(bytes.clone())));
            Beginning::Known(Ok(Bytes(bytes)))
        }
        Some(Err(error)) if error.is_last(&maker.retry) => {
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
