//! Operations that the code waits for, and what the engine is to do for them.

use std::{task::Waker, time::Duration};

use durable::target::Target;
use futures::{future::LocalBoxFuture, stream::AbortHandle};
use shared::timing::UnixMillis;

use crate::{
    entry::{Bytes, Mark, Outcome},
    error::StepError,
    retry::Retry,
};

/// One attempt of a step on its way.
pub(crate) type Trying = LocalBoxFuture<'static, Result<Vec<u8>, StepError>>;

/// Which attempt of a step this is, for a closure that does something elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from one.
    pub number: u32,
    /// The same for all attempts of the step, in every life, and of no other step: for the receiver of an effect to know what it
    /// has seen.
    pub key: String,
    /// What a condition was when it was looked at before.
    pub(crate) state: Option<Bytes>,
}

/// How a step is made.
pub(crate) struct Maker {
    pub(crate) retry: Retry,
    pub(crate) attempt: Box<dyn FnMut(Attempt) -> Trying>,
}

impl Maker {
    /// Begins an attempt of the step or the condition of that name, for which a test may answer.
    pub(crate) fn begin(&mut self, name: &str, attempt: Attempt) -> Trying {
        #[cfg(any(test, feature = "testing"))]
        if let Some(trying) = super::mocks::mocked(name, &attempt) {
            return trying;
        }
        let _ = name;
        (self.attempt)(attempt)
    }
}

/// What the engine is to do for an operation, once the code waits.
pub(crate) enum Command {
    /// Wait for an attempt that is under way.
    Await { operation: u32, attempt: u32, trying: Trying },
    /// Begin an attempt.
    Try { operation: u32 },
    /// Set a timer.
    Timer { operation: u32, due: UnixMillis },
    /// An attempt failed as it was made.
    Failed { operation: u32, error: StepError },
    /// See whether the event is there.
    Look { operation: u32 },
    /// Make a durable call.
    Call { operation: u32, call: Outgoing },
    /// Nobody waits any more for an operation that has a timer.
    Forget { operation: u32 },
    /// Begin an instance of another workflow.
    Child { operation: u32, workflow: &'static str, input: Vec<u8> },
    /// Nobody waits any more for a child.
    Release { operation: u32 },
    /// Tell whoever reads the log.
    Log(String),
}

/// A durable call without its types.
pub(crate) struct Outgoing {
    pub(crate) target: Target,
    pub(crate) method: &'static str,
    pub(crate) input: Vec<u8>,
    pub(crate) deadline: Option<Duration>,
}

/// An operation that the code waits for.
pub(crate) struct Operation {
    pub(crate) mark: Mark,
    /// The scope inside of which it was made.
    pub(super) scope: Option<u32>,
    pub(super) waker: Option<Waker>,
    pub(super) outcome: Option<Outcome>,
    pub(crate) due: Option<u64>,
    /// Attempts that have ended.
    pub(super) made: u32,
    /// How many of them failed since the last that did not.
    pub(super) failed: u32,
    /// What a condition was when it was looked at.
    pub(super) state: Option<Bytes>,
    pub(super) began: u64,
    pub(super) maker: Option<Maker>,
    /// When a callback ends by itself.
    pub(super) beats: Beats,
    /// Whether a child goes on when nobody waits for it.
    pub(super) stays: bool,
    pub(super) abort: Option<AbortHandle>,
    /// Whether the engine of this life has done what the operation needs.
    pub(crate) taken_up: bool,
}

/// When a callback ends by itself, because it took too long, or because whoever is to complete it was silent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beats {
    /// The longest silence, in milliseconds.
    pub(crate) every: Option<u64>,
    /// The time when it has taken too long.
    pub(crate) until: Option<u64>,
    /// When it ends as far as the journal knows.
    pub(crate) written: u64,
}

impl Beats {
    /// When it ends if nothing is heard after that time.
    pub(crate) fn due(self, heard: u64) -> Option<u64> {
        self.every.map(|every| heard.saturating_add(every)).into_iter().chain(self.until).min()
    }
}
