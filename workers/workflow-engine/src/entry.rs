//! The entries of a journal: what the code of a workflow made, and what came to it from outside, in the order in which it did.

use serde::{Deserialize, Serialize};
use shared::workflow::State;

use crate::error::Error;

/// What an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Step,
    StepOnce,
    Sleep,
    Wait,
    Call,
}

impl Kind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::StepOnce => "step at most once",
            Self::Sleep => "sleep",
            Self::Wait => "wait for event",
            Self::Call => "call",
        }
    }
}

/// What an operation came to: JSON, or for a call what its method answered; or why there is nothing.
pub(crate) type Outcome = Result<Bytes, Error>;

/// Bytes that are stored as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Bytes(#[serde(with = "serde_bytes")] pub(crate) Vec<u8>);

/// Which operation it is: the same code makes the same ones in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) operation: u32,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Of what it was given; zero where it was given nothing.
    pub(crate) hash: u64,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Entry {
    /// What follows happened at this time, in milliseconds since 1970.
    At(u64),
    /// The instance exists.
    Accepted,
    /// The code has begun an operation whose result comes later.
    Began {
        mark: Mark,
        /// When it ends by itself.
        due: Option<u64>,
    },
    /// The code has made a step whose result was there at once.
    Did { mark: Mark, outcome: Outcome },
    /// An attempt of a step failed; the next is due then.
    Failed { operation: u32, attempt: u32, message: String, due: u64 },
    /// An operation has its outcome, and was told so.
    Completed { operation: u32, outcome: Outcome },
    /// The same for a call, whose answer is in the encoding of its method.
    Answered { operation: u32, outcome: Outcome },
    /// From here on it is being cancelled.
    Cancelling,
    /// Nothing is told to it from here on.
    Paused,
    /// It goes on, and everything that was due is due later by that.
    Resumed { shift_ms: u64 },
    /// It has ended; the run holds what it came to.
    Ended(State),
}

impl Entry {
    /// Whether the code of the workflow made it, rather than being told it.
    pub(crate) fn is_made(&self) -> bool {
        match self {
            Self::Began { .. } | Self::Did { .. } => true,
            Self::At(_)
            | Self::Accepted
            | Self::Failed { .. }
            | Self::Completed { .. }
            | Self::Answered { .. }
            | Self::Cancelling
            | Self::Paused
            | Self::Resumed { .. }
            | Self::Ended(_) => false,
        }
    }

    /// What it is, in a few words, for whoever looks at a replay that went another way.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Began { mark, .. } | Self::Did { mark, .. } => mark.words(),
            Self::Completed { operation, .. } | Self::Answered { operation, .. } => {
                format!("the end of operation {operation}")
            }
            Self::Failed { operation, .. } => format!("a failed attempt of operation {operation}"),
            Self::At(_) | Self::Accepted => "the beginning".to_owned(),
            Self::Cancelling => "a cancellation".to_owned(),
            Self::Paused | Self::Resumed { .. } => "a pause".to_owned(),
            Self::Ended(_) => "the end".to_owned(),
        }
    }
}

impl Mark {
    pub(crate) fn words(&self) -> String {
        format!("operation {}: {} {:?} ({:016x})", self.operation, self.kind.words(), self.name, self.hash)
    }
}
