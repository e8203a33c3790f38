//! What an engine tells its caller to do.

use super::{moment::Span, words::Refusal};

/// One isolate of a slot: the place, and which of the isolates that come and go there.
///
/// The caller hands it back with whatever it tells of the isolate, so that a late word of an earlier one changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Life {
    /// The place, from zero.
    pub slot: u32,
    /// Which life of the place, counted in a circle of 256.
    pub life: u8,
}

/// How a request begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// Its isolate was there.
    Warm,
    /// It waited for its isolate to be made.
    Cold,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Run a request, then tell `answered`.
    Run {
        /// Where.
        at: Life,
        /// The caller's name of it.
        request: u32,
        /// How long it waited.
        waited: Span,
        /// Whether it had to wait for its isolate.
        start: Start,
    },
    /// Make an isolate, then tell `opened` or `build_failed`.
    Open {
        /// Where.
        at: Life,
        /// What its name has to end with: a name whose code failed once stays failed, so that each failure begins another.
        generation: u16,
        /// Whose it will be; none for a spare.
        owner: Option<u32>,
    },
    /// Let the isolate finish what it has left behind (`waitUntil`), end it, then tell `closed`.
    Retire {
        /// Which.
        at: Life,
    },
    /// Drop the isolate without waiting for anything. Nothing more is expected of it.
    Dispose {
        /// Which.
        at: Life,
    },
    /// See whether the isolate still answers, then tell `checked`.
    Check {
        /// Which.
        at: Life,
    },
    /// Answer a request with a refusal.
    Refuse {
        /// The caller's name of it.
        request: u32,
        /// Why.
        kind: Refusal,
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u32,
    },
}
