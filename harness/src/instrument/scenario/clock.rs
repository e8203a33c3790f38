//! What the time of a sample is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the time of a sample is, unless an arm has a reading of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// What the client waited.
    #[default]
    Client,
    /// What all threads of the runtime's process took of processors, from the request until they stand still: with whatever was
    /// left behind the answer. Only of the local runtime, on a system that tells it of another process.
    Processor,
}

impl Clock {
    /// Whether it is the one that needs no word.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    pub(crate) const fn is_usual(&self) -> bool {
        matches!(self, Self::Client)
    }

    /// What its numbers are, behind those of a table.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::Client => "times in ms",
            Self::Processor => "processor of the runtime in ms",
        }
    }

    /// What they are, at the begin of a sentence.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Client => "Times",
            Self::Processor => "Processor of the runtime",
        }
    }

    /// What a difference is, behind its number.
    pub(crate) const fn more(self) -> &'static str {
        match self {
            Self::Client => "ms more",
            Self::Processor => "ms of processor more",
        }
    }
}
