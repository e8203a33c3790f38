//! Tasks in isolates: how far each is kept from those before it, what is asked, and what is told of it.
//!
//! ```text
//! router ── Execute ──> pool object ── RunTask ──> session in an isolate that the pool keeps
//!    └───── ExecuteHere ─> pool host ─ RunTask ──> an isolate by name, or one for this task alone
//! ```
//!
//! Which isolate runs which task is decided by [`crate::pool`]; here is what a request can ask for, and what comes back.

mod live;
mod plan;
mod report;

pub use live::{code_of, configuration};
pub use plan::{Benchmark, Drain, Execute, Pool, Resize, Warm};
pub use report::{
    Begun, BenchmarkReport, Bucket, Executed, Fresh, HostReport, IsolateState, Kind, PoolReport, Ran, Slot, TaskInput,
    TaskOutput, Told, Totals, bucket_of,
};

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::choice::Choice;

/// What a task does. The first four are good ones, the others what a pool has to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Task {
    /// Answers its payload.
    Echo,
    /// Answers its payload in capital letters, the words in the opposite order.
    Transform,
    /// So many square roots that depend on each other.
    Compute,
    /// Waits for so many milliseconds, as for I/O.
    Wait,
    /// Leaves a mark wherever code can leave one, and answers which marks it found.
    Leak,
    /// Never comes to an end, without waiting for anything.
    Spin,
    /// Takes as much memory as it can get.
    Grow,
    /// Traps, with a part of its stack in use.
    Trap,
    /// Throws an error of JavaScript.
    Throw,
    /// Waits for what never comes.
    Never,
    /// Answers at once and goes on for so many milliseconds (`waitUntil`).
    Late,
    /// Ends its isolate behind its answer.
    Vanish,
}

impl Choice for Task {
    const FIELD: &'static str = "task";
}

impl Task {
    /// Whether it leaves its isolate as it was.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Echo | Self::Transform | Self::Compute | Self::Wait)
    }

    /// The number by which the compiled tasks know it.
    pub const fn number(self) -> u32 {
        self as u32
    }
}

/// How far a task is kept from those that ran before it, from nothing to everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// A Worker that is bound and always there, for good tasks only: the floor, without any pool.
    Bare,
    /// The same without the meter in the compiled tasks, for good tasks only: what the meter costs is told by the two.
    Unmetered,
    /// The WASM instance of a persistent isolate.
    Shared,
    /// The same instance, its memory and its stack set back before each task.
    Reset,
    /// A fresh WASM instance in a persistent isolate.
    #[default]
    Instance,
    /// A fresh isolate, made ahead where the pool keeps spares.
    Isolate,
    /// An isolate that is loaded for this task, run and dropped, outside of any pool.
    Disposable,
    /// The same as a loader is first used: with Node's interfaces, and the tasks as bytes that each isolate compiles for itself.
    Naive,
}

impl Way {
    /// Whether its isolate is everybody's, so that it takes good tasks only.
    pub const fn is_everybodys(self) -> bool {
        matches!(self, Self::Bare | Self::Unmetered)
    }

    /// Whether an isolate is loaded for each task, outside of any pool.
    pub const fn is_loaded_once(self) -> bool {
        matches!(self, Self::Disposable | Self::Naive)
    }
}

impl Choice for Way {
    const FIELD: &'static str = "way";
}

#[cfg(test)]
mod tests;
