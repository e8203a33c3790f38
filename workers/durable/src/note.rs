//! What a caller keeps of a call beside what travels: how the answer is gone on with, and why the call is not to be made any more.

use serde::{Deserialize, Serialize};

/// Beside each stored call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// What takes the answer, and with what in hand.
    pub(crate) continuation: Option<Stored>,
    /// Not sent a second time, once nobody knows what became of the first.
    pub(crate) at_most_once: bool,
    /// Why the number is void, where it is.
    pub(crate) void: Option<Void>,
    /// How often the call was put off by its target, under earlier numbers.
    pub(crate) put_off: u32,
    /// The first of these, by which whoever called knows it.
    pub(crate) named: Option<u64>,
}

/// A continuation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) name: String,
    #[serde(with = "serde_bytes")]
    pub(crate) context: Vec<u8>,
}

/// Why a number is void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Void {
    /// It was cancelled; whoever waits is told by the answer to the void number.
    Cancelled,
    /// It was to be made at most once, and may have been; told likewise.
    AtMostOnce,
    /// It was cancelled before it left, and whoever waited was told so.
    Told,
    /// It was given up, and whoever waited was told so. Its dead letter learns from the answer whether there was an effect.
    GivenUp(u64),
}

impl Note {
    /// Whether there is nothing to be kept.
    pub(crate) fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
