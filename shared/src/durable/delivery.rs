//! What travels between the outbox of one object and the inbox of another.
//!
//! The calls of a caller to one object are numbered without a hole. A delivery carries some that follow each other; whoever gets
//! it knows by the first number alone whether it has seen them, is to make them, or lacks some before them.

use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// Names one state of a caller: a caller that lost its rows has a later one, and what an earlier one sent is not taken any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// Calls of one caller to one object, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Which caller: an identity that the platform gives, never one that a client chooses.
    pub caller: String,
    /// Which state of it.
    pub epoch: Epoch,
    /// Every reply up to this number is taken in, and need not be kept.
    pub acknowledged: u64,
    /// The caller's clock as this leaves, in milliseconds: what is left of a deadline is the difference to it, since two Workers
    /// do not share a clock.
    pub now_ms: u64,
    /// The number of the first call.
    pub first: u64,
    /// Whether replies are to be kept for a second delivery.
    pub replies: super::Replies,
    /// The calls, each piece a sequence of [`Call`]: pieces are stored as they travel.
    pub calls: Vec<serde_bytes::ByteBuf>,
}

/// One call of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call<'a> {
    /// A call to be made.
    Make {
        /// The method, as the contract names it.
        method: &'a str,
        /// What is asked, in the encoding of the method.
        #[serde(with = "serde_bytes")]
        input: &'a [u8],
        /// Names the intent across calls: the same again gets the answer of the first.
        key: Option<&'a str>,
        /// Until when the effect may begin, by the caller's clock in milliseconds.
        until_ms: Option<u64>,
        /// Whether those behind it wait where it is put off.
        ordered: bool,
        /// Whether the answer is wanted.
        answered: bool,
    },
    /// A number whose call is not to be made any more: cancelled, too late, or given up.
    Void,
}

/// What became of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer<'a> {
    /// The effect was made; what the method answers, in its encoding.
    Done(#[serde(with = "serde_bytes")] &'a [u8]),
    /// The effect was made; the answer was not wanted.
    Taken,
    /// The method refused, and made no effect.
    Refused(Failure),
    /// It came after its deadline; there is no effect.
    Expired,
    /// Not now: the caller sends it again under another number. There is no effect.
    Later {
        /// How long to wait, in milliseconds.
        retry_after_ms: u32,
    },
    /// The number was void; there is no effect.
    Void,
    /// The effect was made, and the answer is not kept any more.
    Forgotten,
}

/// What an inbox answers to a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivered {
    /// Calls were taken from the first on.
    Taken {
        /// How many.
        count: u32,
        /// Their answers, each piece a sequence of [`Answer`].
        answers: Vec<serde_bytes::ByteBuf>,
        /// Why not all of them.
        stop: Option<Stop>,
    },
    /// There is a hole: the number that is expected.
    Gap {
        /// The number that comes next.
        expected: u64,
    },
    /// A later state of the caller has been here.
    Fenced {
        /// Which.
        epoch: Epoch,
    },
    /// Nothing was looked at: the object has too much to do.
    Overloaded {
        /// How long to wait, in milliseconds.
        retry_after_ms: u32,
    },
}

/// The call after the last that was taken is put off, and those behind it wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// How long to wait, in milliseconds.
    pub retry_after_ms: u32,
}
