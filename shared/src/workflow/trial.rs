//! A trial: many instances begun one after the other or all at once, in one of several engines, timed by one clock.
//!
//! | arm | is |
//! |---|---|
//! | `engine` | [the engine](super), with its tracker behind it |
//! | `row` | an object that writes one row of the same size: the floor of accepting anything |
//! | `platform` | the platform's own Workflows, where the target has them; its workflow counts |
//! | `seed` | an engine that is built as slow ones are, each of its habits a [`Switch`] |

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::{Conduct, WorkflowId};
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    fields::Fields,
    ids::TenantId,
    limits,
};

/// Who runs the instances of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Arm {
    /// The engine.
    Engine,
    /// Nobody: a row is written.
    Row,
    /// The slow engine.
    Seed,
    /// The platform's own engine.
    Platform,
}

impl Choice for Arm {
    const FIELD: &'static str = "arm";
}

/// How the instances follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// Each after the answer to the one before.
    #[default]
    Sequential,
    /// All at once.
    Parallel,
}

impl Choice for Mode {
    const FIELD: &'static str = "mode";
}

/// What is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Until {
    /// The instance is stored.
    #[default]
    Accepted,
    /// It has ended.
    Ended,
}

impl Choice for Until {
    const FIELD: &'static str = "until";
}

/// Which objects hold the instances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Objects {
    /// One for all, which exists already.
    #[default]
    One,
    /// A new one for each.
    Each,
}

impl Choice for Objects {
    const FIELD: &'static str = "objects";
}

/// One habit of the slow engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Switch {
    /// The constructor looks for what an earlier life left, and nothing is answered before that.
    ConstructorCheck,
    /// The constructor builds everything that a later request might need.
    EagerServices,
    /// What is known of an instance is read key by key.
    SingleReads,
    /// It is written key by key.
    SingleWrites,
    /// The answer waits until the tracker has taken the event, with three retries after 1, 2 and 4 s.
    AwaitedTracker,
    /// The event is sent once, and nobody looks whether it arrived.
    ForgottenTracker,
    /// The instance begins by an alarm, which the answer waits for to be set.
    AlarmStart,
    /// Whatever a request needs is built anew for it.
    NothingCached,
}

impl Choice for Switch {
    const FIELD: &'static str = "switches";
}

/// Some of the habits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Switches(u32);

impl Switches {
    /// Those that are on.
    pub fn of(switches: impl IntoIterator<Item = Switch>) -> Self {
        Self(switches.into_iter().fold(0, |bits, switch| bits | 1 << switch as u32))
    }

    /// Whether one of them is on.
    pub fn has(self, switch: Switch) -> bool {
        self.0 & (1 << switch as u32) != 0
    }

    /// The name of an object that has them: a constructor knows its object by nothing else.
    pub fn name(self, rest: &str) -> String {
        format!("{:x}.{rest}", self.0)
    }

    /// From the name of an object.
    pub fn of_name(name: &str) -> Self {
        let bits = name.split_once('.').and_then(|(bits, _)| u32::from_str_radix(bits, 16).ok());
        Self(bits.unwrap_or_default())
    }
}

/// A trial: `{ "arm", "workflow"?, "input"?, "instances"?, "mode"?, "until"?, "objects"?, "object"?, "switches"?, "tracker"? }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Who runs the instances.
    pub arm: Arm,
    /// The workflow.
    pub workflow: String,
    /// What each begins with, as JSON.
    pub input: String,
    /// How many there are.
    pub instances: u32,
    /// How they follow each other.
    pub mode: Mode,
    /// What is waited for.
    pub until: Until,
    /// Which objects hold them.
    pub objects: Objects,
    /// The name of the object, or what the names of the objects begin with.
    pub object: String,
    /// The habits of the slow engine.
    pub switches: Switches,
    /// How the trackers of these objects behave from here on.
    pub tracker: Conduct,
}

impl Trial {
    /// Reads a body; a refusal names the field and what it may be.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let arm: Arm = fields.choice()?.ok_or_else(|| {
            Failure::new(ErrorCode::BadChoice, "the body names no \"arm\"; there are engine, row, seed, platform")
        })?;
        let input = fields.value("input").unwrap_or_else(|| serde_json::json!({ "steps": 1 })).to_string();
        let switches = fields.choices::<Switch>()?.unwrap_or_default();
        let tracker = match fields.object("tracker")? {
            None => Conduct::default(),
            Some(mut inner) => {
                let conduct = Conduct::take(&mut inner)?;
                inner.finish()?;
                conduct
            }
        };
        let trial = Self {
            arm,
            workflow: fields.text("workflow", ErrorCode::UnknownWorkflow)?.unwrap_or_else(|| "counter".to_owned()),
            input,
            instances: fields.count("instances", 1..=limits::workflow::TRIAL_INSTANCES)?.unwrap_or(100),
            mode: fields.choice()?.unwrap_or_default(),
            until: fields.choice()?.unwrap_or_default(),
            objects: fields.choice()?.unwrap_or_default(),
            object: fields
                .name("object")?
                .map_or_else(|| "trial".to_owned(), |name: TenantId| name.as_str().to_owned()),
            switches: Switches::of(switches.iter().copied()),
            tracker,
        };
        fields.finish()?;
        if trial.arm != Arm::Seed && !switches.is_empty() {
            return Err(Failure::new(ErrorCode::BadChoice, "\"switches\" go with arm \"seed\" only"));
        }
        Ok(trial)
    }

    /// The name of the object of one of the instances.
    pub fn object_of(&self, instance: &WorkflowId) -> String {
        let name = match self.objects {
            Objects::One => self.object.clone(),
            Objects::Each => format!("{}.{}", self.object, instance.as_str()),
        };
        match self.arm {
            Arm::Engine | Arm::Platform => name,
            Arm::Row | Arm::Seed => self.switches.name(&name),
        }
    }
}

/// What the slow engine and the row tell of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Whether it was there already.
    pub existing: bool,
    /// Whether it has ended.
    pub ended: bool,
    /// Events that the tracker was not told, in this life of the object.
    pub lost_events: u64,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialReport {
    /// Who ran the instances.
    pub arm: Arm,
    /// How many were asked for.
    pub instances: u32,
    /// How many were new.
    pub accepted: u32,
    /// How many had ended when their answer came.
    pub ended: u32,
    /// Events that the tracker was not told, as far as the objects know.
    pub lost_events: u64,
    /// From the first question to the last answer, by one clock, in whole milliseconds.
    pub elapsed_ms: u32,
}
