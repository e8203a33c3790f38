//! A durable call of another object.

use std::{
    cell::RefCell,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
    time::Duration,
};

use durable::target::Target;
use shared::{call::Call, encoding::Encoding, error::Failure};

use super::{Stage, Waiting, hash};
use crate::{
    entry::{Kind, Outcome},
    error::Error,
    script::{Begun, Command, Outgoing, Script},
};

/// A call that is made by being awaited.
#[must_use = "a call is made by being awaited"]
pub struct CallOperation<C> {
    script: Rc<RefCell<Script>>,
    stage: Stage<New>,
    call: PhantomData<fn() -> C>,
}

struct New {
    target: Result<Target, Failure>,
    input: Vec<u8>,
    deadline: Option<Duration>,
}

impl<C> CallOperation<C> {
    pub(super) fn new(script: Rc<RefCell<Script>>, target: Result<Target, Failure>, input: Vec<u8>) -> Self {
        Self { script, stage: Stage::New(New { target, input, deadline: None }), call: PhantomData }
    }

    /// Within which time the effect has to begin; later it has none, and the call fails.
    pub fn deadline(mut self, within: Duration) -> Self {
        if let Stage::New(new) = &mut self.stage {
            new.deadline = Some(within);
        }
        self
    }
}

impl<C: Call> Future for CallOperation<C> {
    type Output = Result<C::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Stage::New(_) = this.stage {
            let Stage::New(new) = std::mem::replace(&mut this.stage, Stage::Over) else { return Poll::Pending };
            let New { target, input, deadline } = new;
            let target = match target {
                Ok(target) => target,
                Err(failure) => return Poll::Ready(Err(Error::CallFailed { failure })),
            };
            let name = format!("{} of {}", C::METHOD, target.object);
            let mut script = this.script.borrow_mut();
            let operation = match script.begin(Kind::Call, &name, hash(&input)) {
                Begun::Known(outcome) => return Poll::Ready(read::<C>(outcome)),
                Begun::Never => return Poll::Pending,
                Begun::Before(operation) => operation,
                Begun::New(mark) => {
                    let operation = script.open(mark, None, None);
                    let call = Outgoing { target, method: C::METHOD, input, deadline };
                    script.command(Command::Call { operation, call });
                    operation
                }
            };
            drop(script);
            this.stage = Stage::Open(Waiting::on(&this.script, operation));
        }
        let Stage::Open(waiting) = &mut this.stage else { return Poll::Pending };
        waiting.poll(waking).map(read::<C>)
    }
}

impl<C> Unpin for CallOperation<C> {}

fn read<C: Call>(outcome: Outcome) -> Result<C::Output, Error> {
    C::Encoding::decode(&outcome?.0).map_err(|failure| Error::CallFailed { failure })
}
