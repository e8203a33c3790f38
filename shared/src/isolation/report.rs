//! What is told of tasks and of the pools that run them.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::{Task, Way};
use crate::{
    ids::{IsolateId, TenantId},
    pool::Refusal,
};

/// What an isolate is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskInput {
    /// The number of the task, see [`Task::number`].
    pub task: u32,
    /// In which WASM instance it runs.
    pub way: Way,
    /// Whose it is; the isolate refuses everybody but the first.
    pub owner: String,
    /// What the task is given.
    pub payload: String,
    /// How long it may take, in milliseconds.
    pub deadline_ms: u32,
}

/// What an isolate answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskOutput {
    /// How the task ended.
    pub ran: Ran,
    /// What it says: its answer, or what went wrong.
    pub output: String,
    /// The isolate, after the task.
    pub isolate: IsolateState,
    /// Whether it ends by itself, right behind the answer.
    pub ends: bool,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Ran {
    /// With an answer.
    Answered,
    /// With an error of its own.
    Failed,
    /// With a trap of WASM.
    Trapped,
    /// It had made as many steps as it may.
    OutOfFuel,
    /// Its deadline passed.
    Late,
    /// It did not begin: the isolate is another owner's.
    Foreign,
}

/// What an isolate knows of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsolateState {
    /// Its id, which it makes up in its first request.
    pub id: IsolateId,
    /// Tasks that it has begun.
    pub uses: u32,
    /// Bytes of the memory of its WASM instances.
    pub bytes: u64,
    /// Whose it is; none as long as nobody has used it.
    pub owner: Option<String>,
}

/// How a task found its isolate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Fresh {
    /// It was there.
    Warm,
    /// The task waited until it was made.
    Cold,
}

/// What an answered request has had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    /// The task.
    pub task: Task,
    /// How far it was kept from others.
    pub way: Way,
    /// Whose it was.
    pub owner: TenantId,
    /// How it ended; what is not [`Ran::Answered`] is told as a failure.
    pub ran: Ran,
    /// What it said.
    pub output: String,
    /// How long it waited for its isolate, in milliseconds of the object's clock; none where nobody queues.
    pub waited_ms: Option<u32>,
    /// Whether its isolate was there.
    pub start: Fresh,
    /// The slot of the pool, where there is one.
    pub slot: Option<u32>,
    /// The isolate, after the task.
    pub isolate: IsolateState,
}

/// What a pool tells of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// It was run.
    Done(Executed),
    /// It was not.
    Refused {
        /// Why.
        kind: Refusal,
        /// When it is worth trying again, in milliseconds.
        retry_after_ms: u32,
    },
}

/// Which of its pools an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// Isolates that serve many tasks of their owner.
    Persistent,
    /// Isolates that serve one.
    Fresh,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Persistent, Self::Fresh];

    /// The pools that serve a way.
    pub const fn of(way: Way) -> Self {
        match way {
            Way::Isolate | Way::Disposable | Way::Naive => Self::Fresh,
            Way::Bare | Way::Unmetered | Way::Shared | Way::Reset | Way::Instance => Self::Persistent,
        }
    }

    /// The name of one of the objects.
    pub fn object(self, shard: u32) -> String {
        format!("{}-{shard}", <&str>::from(self))
    }

    /// The kind of the object of that name.
    pub fn of_name(name: &str) -> Self {
        if name.starts_with(<&str>::from(Self::Fresh)) { Self::Fresh } else { Self::Persistent }
    }
}

/// One place for an isolate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its number.
    pub slot: u32,
    /// `empty`, `opening`, `ready`, `leaving`, `finishing` or `retiring`.
    pub state: String,
    /// Names that failed to start here.
    pub generation: u16,
    /// Whose the isolate is; none for a spare.
    pub owner: Option<String>,
    /// Its id, as it told it.
    pub isolate: Option<IsolateId>,
    /// Tasks that began in it.
    pub uses: u32,
    /// Traps in it.
    pub traps: u8,
    /// Tasks that run in it.
    pub running: u8,
    /// Tasks that wait for it.
    pub waiting: u16,
    /// How old it is, in milliseconds.
    pub age_ms: Option<u64>,
    /// How large it said that it is.
    pub bytes: Option<u64>,
}

/// How many were at most so long, and longer than the bound before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// The bound, in milliseconds; none for the last, which has none.
    pub most_ms: Option<u32>,
    /// How many.
    pub count: u64,
}

/// Bounds of the buckets of latencies, in milliseconds.
const BUCKETS: [u32; 13] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

impl Bucket {
    /// Empty ones, the last without a bound.
    pub fn all() -> Vec<Self> {
        BUCKETS.iter().copied().map(Some).chain([None]).map(|most_ms| Self { most_ms, count: 0 }).collect()
    }
}

/// The index of the bucket of a latency.
pub fn bucket_of(milliseconds: u32) -> usize {
    BUCKETS.iter().position(|&most| milliseconds <= most).unwrap_or(BUCKETS.len())
}

/// What a pool has done so far in this life of its object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Requests that came.
    pub arrived: u64,
    /// Tasks that began.
    pub started: u64,
    /// Those of them that waited for their isolate to be made.
    pub cold: u64,
    /// Tasks that ended.
    pub answered: u64,
    /// Tasks that trapped.
    pub traps: u64,
    /// Tasks whose isolate was given up.
    pub abandoned: u64,
    /// Isolates that were asked for.
    pub opened: u64,
    /// Isolates that did not start.
    pub build_failures: u64,
    /// Isolates that gave way to another owner.
    pub evicted: u64,
    /// Isolates that were renewed.
    pub renewed: u64,
    /// Isolates that went because nobody needed them.
    pub expired: u64,
    /// Isolates that were gone by themselves.
    pub vanished: u64,
    /// Isolates that were dropped without waiting for them.
    pub disposed: u64,
    /// Isolates that were there from an earlier life of the object, and were ended before anybody used them.
    pub inherited: u64,
}

/// What a pool object knows of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolReport {
    /// The name of the object.
    pub object: String,
    /// Which of the pools it is.
    pub kind: Kind,
    /// Most isolates.
    pub size: u32,
    /// Isolates, those included that are being made or ended.
    pub open: u32,
    /// Isolates without an owner.
    pub spare: u32,
    /// Tasks that run.
    pub running: u32,
    /// Tasks that wait.
    pub waiting: u32,
    /// Bytes of all isolates, as far as they have told.
    pub bytes: u64,
    /// The share of what the open isolates could run that they do run.
    pub utilisation: f64,
    /// Whether nothing is let in.
    pub draining: bool,
    /// What it has done.
    pub totals: Totals,
    /// Refusals by kind.
    pub refused: Vec<(Refusal, u64)>,
    /// From the arrival of a task to its end.
    pub latency: Vec<Bucket>,
    /// From the arrival of a task to its beginning.
    pub waited: Vec<Bucket>,
    /// Every place that was ever used.
    pub slots: Vec<Slot>,
}

/// What one isolate of the stateless host has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostReport {
    /// Sessions that were opened for pool objects.
    pub opened: u64,
    /// Isolates that were loaded for one task.
    pub loaded: u64,
    /// Work that tasks left behind and that has ended since (`waitUntil`).
    pub late_done: u64,
}

/// How a task of a benchmark ended, and how many did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// `answered`, or the code of the failure.
    pub outcome: String,
    /// How many.
    pub count: u32,
}

/// What came of a benchmark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchmarkReport {
    /// The task.
    pub task: Task,
    /// How far each was kept from others.
    pub way: Way,
    /// How many there were.
    pub iterations: u32,
    /// How many were under way at the same time.
    pub concurrency: u32,
    /// How they ended.
    pub outcomes: Vec<Begun>,
    /// Those that waited for their isolate to be made.
    pub cold: u32,
    /// From the first question to the last answer, in whole milliseconds of the router's clock.
    pub elapsed_ms: u32,
    /// From each question to its answer, by the same clock.
    pub latency: Vec<Bucket>,
}
