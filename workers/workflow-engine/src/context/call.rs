//! A durable call of another object.

use std::{cell::RefCell, marker::PhantomData, rc::Rc, time::Duration};

use durable::target::Target;
use shared::{call::Call, encoding::Encoding, error::Failure};

use super::operation::{Begin, Beginning, Operation, Reader, Yields};
use crate::{
    entry::{Kind, Mark, hash},
    error::Error,
    script::{Command, Outgoing, Script},
};

/// A call that is made by being awaited.
pub type CallOperation<C> = Operation<Addressed<C>>;

/// A call and the object that it is for.
pub struct Addressed<C> {
    pub(super) target: Result<Target, Failure>,
    pub(super) input: Vec<u8>,
    pub(super) deadline: Option<Duration>,
    pub(super) call: PhantomData<fn() -> C>,
}

impl<C: Call> Operation<Addressed<C>> {
    /// Within which time the effect has to begin; later it has none, and the call fails.
    pub fn deadline(self, within: Duration) -> Self {
        self.with(|call| call.deadline = Some(within))
    }
}

impl<C: Call> Yields for Addressed<C> {
    type Output = C::Output;
}

impl<C: Call> Begin for Addressed<C> {
    fn mark(&self) -> (Kind, String, u64) {
        let object = self.target.as_ref().map_or("no object", |target| &target.object);
        (Kind::Call, format!("{} of {object}", C::METHOD), hash(&self.input))
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        match self.target {
            Ok(target) => {
                let operation = script.open(mark, None, None);
                let call = Outgoing { target, method: C::METHOD, input: self.input, deadline: self.deadline };
                script.command(Command::Call { operation, call });
                Beginning::Open(operation)
            }
            Err(failure) => {
                let outcome = Err(Error::CallFailed { failure });
                script.did(mark, outcome.clone());
                Beginning::Known(outcome)
            }
        }
    }

    fn reader(&self) -> Reader<C::Output> {
        |outcome| C::Encoding::decode(&outcome?.0).map_err(|failure| Error::CallFailed { failure })
    }
}
