//! The words of a pool: what a configuration chooses from, and why a request is refused.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::choice::Choice;

/// Which of its owner's isolates a request goes to; `placement` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Placement {
    /// The first that is free, the one used last before others; where none is, one queue for all.
    #[default]
    Central,
    /// One after the other, whatever they have to do.
    RoundRobin,
    /// Any.
    Random,
    /// One of those with the least to do.
    LeastLoaded,
    /// The one with less to do of two that are drawn.
    PowerOfTwo,
    /// One that the owner has, although it is busy, as long as it has not much more to do than the mean.
    Affinity,
}

/// How long an isolate without work is kept, and which goes first when another owner needs its place; `keep_alive` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Keeping {
    /// For a fixed time since its last use; the longest unused goes first.
    Fixed,
    /// Until its place is needed; the longest unused goes first.
    #[default]
    Lru,
    /// Until its place is needed; the least used goes first.
    Lfu,
    /// Until its place is needed; first goes what is cheap to make again for the memory that it takes (greedy dual).
    GreedyDual,
    /// As long as the owner's own history of pauses says, and made ahead of the next request where that can be foreseen.
    Histogram,
}

/// In which order waiting requests are served; `discipline` in requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Discipline {
    /// First come, first served.
    #[default]
    Fifo,
    /// Last come, first served.
    Lifo,
    /// First come, first served, until the queue has stood for a while; then last come first, and who waited too long is refused.
    Codel,
    /// Who must be served soonest comes first.
    Deadline,
}

/// Why a request was refused; `refused` in answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Refusal {
    /// As many requests wait as may.
    QueueFull,
    /// Its deadline passed while it waited.
    DeadlinePassed,
    /// Its owner has as many requests under way as it may.
    OwnerAtLimit,
    /// The pool is ending.
    Draining,
    /// The isolate that it waited for did not start.
    BuildFailed,
    /// The isolates take as much memory as they may, or the queue has stood for too long.
    Pressured,
}

impl Choice for Placement {
    const FIELD: &'static str = "placement";
}

impl Choice for Keeping {
    const FIELD: &'static str = "keep_alive";
}

impl Choice for Discipline {
    const FIELD: &'static str = "discipline";
}

impl Choice for Refusal {
    const FIELD: &'static str = "refusal";
}
