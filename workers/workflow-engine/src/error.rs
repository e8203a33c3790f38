//! Why an operation of a workflow has no result, and what a step says of its own failure.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use shared::{error::Failure, limits, workflow::State};
use strum::IntoStaticStr;

use crate::retry::Retry;

/// Why an operation has no result. It is stored with the operation, so a replay fails in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Error {
    /// The instance is being cancelled. Operations that were under way end so; those that begin afterwards, to clean up, do not.
    Cancelled,
    /// No event of that name came in time.
    TimedOut {
        /// The event.
        event: String,
    },
    /// A step failed as often as it may, or for good.
    StepFailed {
        /// The step.
        step: String,
        /// How often it was tried.
        attempts: u32,
        /// What it said last.
        message: String,
    },
    /// An object that was called refused, or the call was given up.
    CallFailed {
        /// What it said.
        failure: Failure,
    },
    /// A value cannot be written as JSON, is larger than [`shared::limits::workflow::VALUE_BYTES`], or is not what was asked for.
    BadValue {
        /// What is wrong with it.
        message: String,
    },
    /// The instance has made [`shared::limits::workflow::OPERATIONS`] operations.
    TooManyOperations,
    /// The code of the workflow says so.
    Failed {
        /// Why.
        message: String,
    },
    /// Whoever is to complete a callback was silent for too long.
    NoHeartbeat {
        /// The callback.
        callback: String,
    },
    /// Whoever was to complete a callback says that it failed.
    CallbackFailed {
        /// The callback.
        callback: String,
        /// Why.
        message: String,
    },
    /// A child has no result.
    ChildFailed {
        /// The name of its instance.
        child: String,
        /// How it ended.
        state: State,
        /// Why.
        message: String,
    },
    /// A saga failed, and was undone.
    Undone(Undoing),
    /// The instance goes on from another input: to be returned by its code as it is.
    Continued,
}

/// What was undone, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undoing {
    /// Why the saga failed.
    pub cause: Box<Error>,
    /// What was undone, in the order in which it was.
    pub undone: Vec<String>,
    /// What could not be undone, and why.
    pub failed: Vec<(String, String)>,
    /// What was left as it is, because something else could not be undone.
    pub left: Vec<String>,
}

impl Error {
    /// What kind of error it is, in a word of the events: the name of the variant.
    pub(crate) fn kind(&self) -> &'static str {
        self.into()
    }

    /// A failure of the workflow's own.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed { message: cut(message.into()) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => formatter.write_str("the instance was cancelled"),
            Self::TimedOut { event } => write!(formatter, "no event {event:?} came in time"),
            Self::StepFailed { step, attempts, message } => {
                write!(formatter, "step {step:?} failed at attempt {attempts}: {message}")
            }
            Self::CallFailed { failure } => write!(formatter, "a call failed: {}", failure.message),
            Self::BadValue { message } | Self::Failed { message } => formatter.write_str(message),
            Self::NoHeartbeat { callback } => {
                write!(formatter, "whoever was to complete callback {callback:?} was silent for too long")
            }
            Self::CallbackFailed { callback, message } => write!(formatter, "callback {callback:?} failed: {message}"),
            Self::ChildFailed { child, state, message } => {
                write!(formatter, "child {child:?} is {}: {message}", state.as_str())
            }
            Self::Undone(undoing) => undoing.fmt(formatter),
            Self::Continued => formatter.write_str("the instance goes on from another input"),
            Self::TooManyOperations => {
                write!(
                    formatter,
                    "an instance makes at most {} operations; split the workflow",
                    limits::workflow::OPERATIONS
                )
            }
        }
    }
}

impl fmt::Display for Undoing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, undone, failed, left } = self;
        write!(formatter, "{cause}; undone: {}", undone.join(", "))?;
        for (name, message) in failed {
            write!(formatter, "; not undone: {name} ({message})")?;
        }
        if !left.is_empty() {
            write!(formatter, "; left as it is: {}", left.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// A message of at most [`limits::workflow::MESSAGE_BYTES`].
pub(crate) fn cut(mut message: String) -> String {
    let most = message.floor_char_boundary(limits::workflow::MESSAGE_BYTES);
    message.truncate(most);
    message
}

/// What a step says of an attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepError {
    pub(crate) message: String,
    pub(crate) terminal: bool,
    pub(crate) retry_after: Option<Duration>,
    /// It is no failure, but a condition that does not hold yet.
    pub(crate) again: Option<Again>,
}

/// From what, and when, a condition is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    pub(crate) state: Vec<u8>,
    pub(crate) wait: Duration,
}

impl StepError {
    /// Another attempt may go better.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: cut(message.into()), terminal: false, retry_after: None, again: None }
    }

    /// No attempt will ever go better.
    pub fn terminal(message: impl Into<String>) -> Self {
        Self { terminal: true, ..Self::new(message) }
    }

    /// The next attempt is to be no earlier than so long from now, whatever the policy says.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// Whether a first attempt that ended so is the last.
    pub(crate) fn is_last(&self, retry: &Retry) -> bool {
        self.again.is_none() && retry.wait(1, Duration::ZERO, self, 0).is_none()
    }
}

/// Another Worker's failure: whether another attempt may help is in its code.
impl From<Failure> for StepError {
    fn from(failure: Failure) -> Self {
        Self { terminal: !failure.code.retryable(), ..Self::new(failure.message) }
    }
}
