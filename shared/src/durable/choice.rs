//! The names that a request chooses from: ways to call, how calls follow each other, and the switches of the durable call.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::choice::Choice;

/// The way in which one object calls another; `way` in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// Workers RPC; the effect is in memory.
    Rpc,
    /// Workers RPC; the effect is a row.
    RpcDurable,
    /// A row at the caller, Workers RPC, a row at the other object; nothing keeps a call from being made twice. The control of
    /// equal durability.
    RpcBothDurable,
    /// Call data stored and read back, a queue of work behind a gate, a stored continuation, and a result that is sent back.
    Queued,
    /// The same, its whole queue listed in every pass: work grows with the square of the calls.
    QueuedList,
    /// Outbox and inbox, everything of a turn in one row and one message.
    Durable,
    /// The same with a row and a message for every call.
    DurableSingle,
    /// The same as `durable`, for calls whose answer nobody waits for.
    OneWay,
    /// Calls whose answers come back as calls: two outboxes.
    TwoOneWay,
}

/// How the calls of a batch follow each other; `mode` in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// Each after the answer to the one before.
    Sequential,
    /// All at once, to one object.
    Parallel,
    /// All at once, spread over several objects.
    FanOut,
    /// All at once, each by a request of its own to the object that calls.
    Events,
}

/// What goes into one row of the outbox and one message; `grouping` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Grouping {
    /// All calls of a transaction go into one row, all of a turn into one message.
    #[default]
    Turn,
    /// Each call has a row and a message of its own.
    Single,
}

/// When the other object is told that replies were taken in; `acknowledgement` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Acknowledgement {
    /// With the next delivery, and the answered rows go with the next insertion.
    #[default]
    Piggybacked,
    /// The answered rows go at once, in a write of their own.
    Eager,
}

/// Whether an inbox keeps what it answered; `replies` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Replies {
    /// Until they are acknowledged: a second delivery gets the answers of the first.
    #[default]
    Kept,
    /// Only the mark, and what has no effect: a second delivery learns that an effect was made, and not what the method answered.
    Dropped,
    /// Not even the mark is looked at: a second delivery has its effects again. The negative control.
    Unchecked,
}

/// Whether an alarm looks after what is pending; `watchdog` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Watchdog {
    /// It does.
    #[default]
    Armed,
    /// Nothing does: what a death leaves behind stays there. The negative control.
    Off,
}

/// How the rows of the outbox are reused; `rows` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Rows {
    /// An answered row is written over by the next batch.
    #[default]
    Ring,
    /// Each batch has a row of its own, and answered ones are deleted.
    Fresh,
}

impl Choice for Way {
    const FIELD: &'static str = "way";
}

impl Choice for Mode {
    const FIELD: &'static str = "mode";
}

impl Choice for Grouping {
    const FIELD: &'static str = "grouping";
}

impl Choice for Acknowledgement {
    const FIELD: &'static str = "acknowledgement";
}

impl Choice for Replies {
    const FIELD: &'static str = "replies";
}

impl Choice for Watchdog {
    const FIELD: &'static str = "watchdog";
}

impl Choice for Rows {
    const FIELD: &'static str = "rows";
}

impl Way {
    /// Whether calls go through the outbox.
    pub const fn is_durable(self) -> bool {
        match self {
            Self::Durable | Self::DurableSingle | Self::OneWay | Self::TwoOneWay => true,
            Self::Rpc | Self::RpcDurable | Self::RpcBothDurable | Self::Queued | Self::QueuedList => false,
        }
    }

    /// How many calls between objects a batch of so many operations makes, where the platform counts them.
    pub const fn subrequests(self, operations: u32) -> u64 {
        let operations = operations as u64;
        match self {
            Self::Rpc | Self::RpcDurable | Self::RpcBothDurable | Self::DurableSingle => operations,
            Self::Queued => 2 * operations,
            // Each of them executes whatever is in the queue, and calls back.
            Self::QueuedList => operations + operations * (operations + 1) / 2,
            Self::Durable | Self::OneWay | Self::TwoOneWay => 2 + operations / 512,
        }
    }
}
