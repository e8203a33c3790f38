//! Waiting for something that has to be looked at again and again.

use std::{cell::RefCell, rc::Rc, time::Duration};

use futures::future::LocalBoxFuture;

use super::{
    operation::{Begin, Beginning, Operation, Reader, Yields},
    step::{first, reader},
};
use crate::{
    codec::{Codec, Written},
    entry::{Kind, Mark, Outcome},
    error::{Again, Error, StepError},
    retry::Retry,
    script::{Attempt, Maker, Script, Trying},
};

/// A wait that begins by being awaited.
pub type WaitForCondition<S> = Operation<Condition<S>>;

/// What somebody found who looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked<S> {
    /// It is so, and this is what the wait comes to.
    Holds(S),
    /// It is not so yet: it is looked at again after a while, from that state.
    NotYet(S, Duration),
}

pub(super) type Checks<S> = Box<dyn FnMut(S, Attempt) -> LocalBoxFuture<'static, Result<Checked<S>, StepError>>>;

/// What is looked at, and from where.
pub struct Condition<S> {
    name: String,
    initial: S,
    retry: Retry,
    checks: Checks<S>,
    written: Written<S>,
    reader: Reader<S>,
}

impl<S: Clone + 'static> Condition<S> {
    pub(super) fn by<C: Codec<S>>(name: &str, initial: S, checks: Checks<S>) -> Self {
        Self {
            name: name.to_owned(),
            initial,
            retry: Retry::never(),
            checks,
            written: Written::by::<C>(),
            reader: reader::<C, S>,
        }
    }

    fn maker(self) -> Maker {
        let Self { initial, retry, mut checks, written, .. } = self;
        let terminal = |error: Error| StepError::terminal(error.to_string());
        let attempt = move |attempt: Attempt| -> Trying {
            let state = attempt.state.as_ref().map_or_else(|| Ok(initial.clone()), |state| (written.read)(&state.0));
            let checking = state.map(|state| checks(state, attempt));
            Box::pin(async move {
                match checking.map_err(terminal)?.await? {
                    Checked::Holds(state) => (written.write)(&state).map_err(terminal),
                    Checked::NotYet(state, wait) => {
                        let state = (written.write)(&state).map_err(terminal)?;
                        Err(StepError { again: Some(Again { state, wait }), ..StepError::new("it does not hold yet") })
                    }
                }
            })
        };
        Maker { retry, attempt: Box::new(attempt) }
    }
}

impl<S: Clone + 'static> Operation<Condition<S>> {
    /// When a look that failed is tried again; not at all where nothing is said.
    pub fn retry(self, retry: Retry) -> Self {
        self.with(|condition| condition.retry = retry)
    }

    /// How its states are stored; as JSON where nothing is said.
    pub fn codec<C: Codec<S>>(self) -> Self {
        self.with(|condition| (condition.written, condition.reader) = (Written::by::<C>(), reader::<C, S>))
    }
}

impl<S> Yields for Condition<S> {
    type Output = S;
}

impl<S: Clone + 'static> Begin for Condition<S> {
    fn mark(&self) -> (Kind, String, u64) {
        (Kind::Condition, self.name.clone(), 0)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        first(script, mark, self.maker())
    }

    fn take_up(self, script: &Rc<RefCell<Script>>, operation: u32) -> Option<Outcome> {
        script.borrow_mut().equip(operation, self.maker());
        None
    }

    fn reader(&self) -> Reader<S> {
        self.reader
    }
}
