//! Batches of calls, or of instances that call, while things go wrong, as data: what is asked for, when the runtime is killed, and how effects are told.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Question;

/// Batches of calls, or of instances that call, while things go wrong, whose effects are then held against what was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// What a batch asks for.
    #[serde(default)]
    pub of: Audited,
    /// How often each arm is looked at in a round, each time with new clients.
    pub looks: u32,
    /// Clients at the same time, each with data of its own.
    pub clients: u32,
    /// Most batches of a client before a look.
    pub batches: u32,
    /// Earliest and latest moment after the first batch at which the runtime is killed and started again, in milliseconds;
    /// without it nobody kills it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kill_ms: Option<[u32; 2]>,
    /// How long nobody asks in the middle, in milliseconds, after which as many batches follow once more. The objects must have been
    /// evicted by then, or the run fails; without it nobody rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_ms: Option<u32>,
    /// How long nobody asks afterwards before it is looked at, in milliseconds: what is pending then went on by itself or not
    /// at all.
    pub quiet_ms: u32,
    /// Longest wait until nothing is pending any more, in milliseconds.
    pub settle_ms: u32,
    /// What tells the number of pending calls, or the instances that have not ended.
    pub status: Question,
    /// What tells the effects.
    pub ledger: Question,
}

/// What a batch asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audited {
    /// Calls of one object by another.
    #[default]
    Calls,
    /// Instances of a workflow, each of which makes one call.
    Instances,
}

impl Audit {
    /// How long nobody asks.
    pub fn quiet(&self) -> Duration {
        Duration::from_millis(self.quiet_ms.into())
    }

    /// How long nobody asks in the middle.
    pub fn rest(&self) -> Option<Duration> {
        self.rest_ms.map(|milliseconds| Duration::from_millis(milliseconds.into()))
    }

    /// Longest wait until nothing is pending any more.
    pub fn settle(&self) -> Duration {
        Duration::from_millis(self.settle_ms.into())
    }
}
