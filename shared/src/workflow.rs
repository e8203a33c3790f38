//! Workflows: what is asked of the object that runs their instances, and what it tells.

mod index;
mod launch;
mod restart;
mod schedule;
mod token;
mod tracker;
mod trial;

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

pub use self::{
    index::{Changes, Count, Indexed, ListQuestion, Listed, Mended, Place, index_of, indexes},
    launch::{Launch, Note, shard, shard_of_schedule, shards},
    restart::{OperationTold, Point, RestartFrom, RestartPlan},
    schedule::{Backfill, Backfilled, Overlap, Schedule, ScheduleControl, ScheduleId, ScheduleTold},
    token::Token,
    tracker::{Conduct, Delivery, Manner, TrackerQuestion, TrackerReport},
    trial::{Arm, Begun, Mode, Objects, Switch, Switches, Trial, TrialReport, Until},
};
use crate::{
    error::{ErrorCode, Failure},
    ids, limits,
};

/// The name of an instance: 1 to 100 of `a-z A-Z 0-9 _ . : -`, the first a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkflowId(String);

impl WorkflowId {
    /// Parses a name, or answers [`ErrorCode::BadInstanceId`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if ids::is_name(text, limits::workflow::ID_BYTES) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!(
            "the name of an instance is 1 to {} characters of a-z, A-Z, 0-9, '_', '.', ':' and '-', and starts with a letter or a digit",
            limits::workflow::ID_BYTES
        );
        Err(Failure::new(ErrorCode::BadInstanceId, message))
    }

    /// The same, or a name that nobody gives: that of an instance of a schedule, `{schedule},{time}`; and that of a child, which its parent
    /// gave: `{parent}~{operation}`, and `{parent}~{operation}.{lap}` where runs of the parent's name went before it.
    pub fn parse_any(text: &str) -> Result<Self, Failure> {
        let (first, rest) = text.split_once('~').map_or((text, None), |(first, rest)| (first, Some(rest)));
        match first.split_once(',') {
            None => drop(Self::parse(first)?),
            Some((schedule, time)) => {
                ScheduleId::parse(schedule)?;
                Self::parse(time)?;
            }
        }
        let digits = |part: &str| (1..=10).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = |part: &str| match part.split_once('.') {
            None => digits(part),
            Some((operation, lap)) => digits(operation) && digits(lap),
        };
        let is_child = rest.is_none_or(|rest| {
            rest.split('~').all(is_number) && rest.split('~').count() < limits::workflow::GENERATIONS
        });
        if is_child {
            return Ok(Self(text.to_owned()));
        }
        let message = "the name of a child is that of its parent, '~' and the number of the operation that began it";
        Err(Failure::new(ErrorCode::BadInstanceId, message))
    }

    /// The name of the instance that all of its parents lead to, or its own; of one of a schedule, the name of that.
    pub fn root(&self) -> &str {
        self.0.split(['~', ',']).next().unwrap_or_default()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where an instance is. As they are stored: a new one comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// It goes on, or waits for something.
    Running,
    /// It goes on when it is told so.
    Paused,
    /// It has its result.
    Completed,
    /// It has failed.
    Failed,
    /// It was cancelled, and has cleaned up.
    Cancelled,
    /// Its code makes something else than its journal has; redrive it under the code that it was begun with, or restart it.
    Stuck,
    /// It ended its object again and again; redrive it when the cause is mended.
    Poisoned,
    /// It went on from another input, as a new instance of its name.
    Continued,
    /// It waits until as few instances of its workflow run as may.
    Queued,
}

impl State {
    /// As it is spelled.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// As it is stored.
    pub fn number(self) -> u64 {
        let place = Self::VARIANTS.iter().position(|state| *state == self);
        place.and_then(|place| u64::try_from(place).ok()).unwrap_or_default()
    }

    /// From how it is stored.
    pub fn of_number(number: u64) -> Option<Self> {
        Self::VARIANTS.get(usize::try_from(number).ok()?).copied()
    }

    /// Whether nothing more comes.
    pub fn is_end(self) -> bool {
        match self {
            Self::Running | Self::Paused | Self::Queued => false,
            Self::Completed | Self::Failed | Self::Cancelled | Self::Stuck | Self::Poisoned | Self::Continued => true,
        }
    }

    /// Whether its code has begun, and not ended.
    pub fn has_code(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }

    /// Whether somebody has to look at it: it can be redriven.
    pub fn is_dead(self) -> bool {
        matches!(self, Self::Stuck | Self::Poisoned)
    }
}

/// An instance that is to be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The workflow.
    pub workflow: String,
    /// The name of the instance.
    pub id: WorkflowId,
    /// What it begins with, as JSON.
    pub input: String,
    /// Of those that wait for their turn, the larger one goes first; up to [`limits::workflow::PRIORITY`].
    pub priority: u32,
}

/// The priority of an instance where nobody says it.
pub const USUAL_PRIORITY: u32 = 5;

/// What is told of an instance that was begun, now or before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handle {
    /// The name of the instance.
    pub id: String,
    /// The workflow.
    pub workflow: String,
    /// Whether it was there already, begun with the same input.
    pub existing: bool,
    /// Where it is.
    pub state: State,
    /// Its name and its input in one number, in hexadecimal digits.
    pub fingerprint: String,
    /// When it was accepted, and its code began, by the object's clock in milliseconds.
    pub accepted_ms: u64,
    /// When that was known to be stored, by the clock of whoever waited for it; none where it was stored long before.
    pub durable_ms: Option<u64>,
    /// When it ended.
    pub ended_ms: Option<u64>,
}

/// Where an instance is, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// As for whoever began it.
    pub handle: Handle,
    /// What it began with, as JSON, for whoever asks for nothing but the instance.
    pub input: Option<String>,
    /// Its result as JSON.
    pub output: Option<String>,
    /// Why there is none.
    pub error: Option<String>,
    /// What it waits for, where it is held in memory.
    pub waits_for: Vec<String>,
    /// In how many lives of its object it was taken up since it got any further.
    pub lives: u64,
}

/// One change of state of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Names it: a later one of the same object has a larger number.
    pub id: u64,
    /// The instance.
    pub instance: String,
    /// When it was, by the object's clock in milliseconds.
    pub at_ms: u64,
    /// What it is: `accepted`, `started` where it has waited for its turn, `began`, `step`, `attempt`, `attempt_failed`, `checked`, `heartbeat`, `done`, `answered`, `closed`, `cancelling`,
    /// `paused`, `resumed`, or the name of an end.
    pub kind: String,
    /// Which operation of the instance.
    pub operation: Option<u32>,
    /// The scope inside of which the operation was made, which is an operation itself.
    pub scope: Option<u32>,
    /// What the operation is, and its name.
    pub name: Option<String>,
    /// What it came to: JSON, or what a codec made of it.
    pub output: Option<String>,
    /// Why it did not.
    pub error: Option<String>,
    /// What kind of error that is, in a word.
    pub error_kind: Option<String>,
    /// When the operation ends by itself, or is tried again, in milliseconds.
    pub due_ms: Option<u64>,
}

/// What is done with an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// End it, after it has cleaned up.
    Cancel,
    /// Tell it nothing until it is resumed.
    Pause,
    /// Go on; everything that was due is due later by the length of the pause.
    Resume,
    /// Begin it again with the input that it has gone on from last, and forget what it did, with its children.
    Restart,
    /// Take a stuck or poisoned one up again.
    Redrive,
    /// Forget an ended one.
    Purge,
}

/// What a callback comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Completed {
    /// This, as JSON.
    Success(String),
    /// It has failed, for this reason.
    Failure(String),
    /// Nothing yet, but somebody is at it.
    Heartbeat,
}

/// A callback that somebody completes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The instance.
    pub id: WorkflowId,
    /// The operation that waits for it.
    pub operation: u32,
    /// What only who was handed the token knows.
    pub secret: String,
    /// What it comes to.
    pub completed: Completed,
}

/// An event for an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// The instance.
    pub id: WorkflowId,
    /// The name of the event.
    pub event: String,
    /// What comes with it, as JSON.
    pub payload: String,
}
