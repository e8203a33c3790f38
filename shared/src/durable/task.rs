//! What a target is asked to do: take an amount from its account.

use serde::{Deserialize, Serialize};

use crate::ids::RandomId;

/// Where an effect is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// In memory: gone with the object's life.
    Volatile,
    /// In a row of the ledger.
    Row,
}

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debit {
    /// Its number, which no other operation of the same source has.
    pub operation: u64,
    /// How much is taken.
    pub amount: u32,
}

/// What a target answers to a [`Debit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debited {
    /// Which operation it was.
    pub operation: u64,
    /// What only the right operation gives, see [`debited`].
    pub receipt: u64,
}

/// The right answer to an operation: whoever asked can hold a reply against it.
pub const fn debited(debit: Debit) -> Debited {
    let mixed = (debit.operation ^ ((debit.amount as u64) << 40)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Debited { operation: debit.operation, receipt: mixed ^ (mixed >> 29) }
}

/// A queued call on its way to a target: stored there, answered by a call back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enqueued {
    /// The name of the source that waits.
    pub source: String,
    /// The batch that it belongs to, whose invocations are counted together.
    pub batch: RandomId,
    /// What is to be done.
    pub debit: Debit,
    /// Whether a pass takes all that is queued, or this one only.
    pub whole_queue: bool,
    /// How many calls back the batch may make, where a bound of the platform is emulated.
    pub subrequests: Option<u32>,
}

/// The result of a queued call, sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedResult {
    /// The batch.
    pub batch: RandomId,
    /// The result.
    pub debited: Debited,
}
