//! Why an operation of a workflow has no result, and what a step says of its own failure.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use shared::error::Failure;

/// Why an operation has no result. It is stored with the operation, so a replay fails in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            Self::BadValue { message } => formatter.write_str(message),
            Self::TooManyOperations => {
                write!(
                    formatter,
                    "an instance makes at most {} operations; split the workflow",
                    shared::limits::workflow::OPERATIONS
                )
            }
        }
    }
}

impl std::error::Error for Error {}

/// What a step says of an attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepError {
    pub(crate) message: String,
    pub(crate) terminal: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl StepError {
    /// Another attempt may go better.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), terminal: false, retry_after: None }
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
}

/// Another Worker's failure: whether another attempt may help is in its code.
impl From<Failure> for StepError {
    fn from(failure: Failure) -> Self {
        Self { terminal: !failure.code.retryable(), ..Self::new(failure.message) }
    }
}
