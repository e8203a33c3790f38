//! What is measured, as data: a scenario's cells, arms, load, checks and claims, declared in Rust and changed by a TOML file.
//!
//! ```text
//! scenario ─┬─ size: rounds, pairs, requests of a block, time of a cell
//!           ├─ cells: one question each ─┬─ procedure: paired, first request, ladder, open
//!           │                            │  audit, or traffic of tenants
//!           │                            ├─ preparation, questions before the clock runs, check afterwards
//!           │                            └─ arms: who answers, its values, the A/A control among them
//!           ├─ agreement: what all arms must answer alike before anything is timed
//!           ├─ surveys: the same arms in cells that differ in one coordinate
//!           ├─ fits: what the differences of cells grow by
//!           ├─ legs: differences between arms that say where the time goes
//!           ├─ claims: hypotheses and bounds, written down before the run
//!           ├─ cross-checks: the same thing measured in two ways
//!           └─ trials: what is looked at, and not timed
//! ```
//!
//! Every text of a question is a template: `{tenant}` stands for the arm's value of that name, `{cell}` for the cell's name,
//! `{fresh}` for a text that is new in every process of a target that keeps its data, `{ordinal}` for the number of the
//! question within its cycle, `{operations}` for the size of the batch or the rung that counts them and, only in a check afterwards, `{requests}` for how
//! many requests the arm got in this round and `{asked}` for how many operations were in them. In traffic of tenants, `{round}` is the number of the round and `{number}` one that no other tenant of
//! it has, of which the arm's values make `{tenant}`; in an audit, `{client}` is a number of its own for every client. A text that is nothing but one placeholder becomes the value itself, so that
//! `"{ordinal}"` is a number.
//!
//! An arm's time is what the client saw, unless the arm has a `reading`: then it is the number of milliseconds at that place
//! of each answer, by a clock inside. A right answer without such a number is a wrong one. In a cell whose clock is the
//! processor it is what the runtime took of that, which no waiting is part of and no other process on the machine.

mod across;
mod audit;
mod cell;
mod claim;
mod clock;
pub mod inside;
mod medium;
mod procedure;
mod question;
mod serving;
pub mod template;
mod traffic;
mod trial;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    across::{CrossCheck, Fit, Survey},
    audit::{Audit, Audited},
    cell::{Arm, Batch, Beside, Cell, Pairs, Presence, Role},
    claim::{Claim, Kind, Leg, Series},
    clock::Clock,
    medium::Medium,
    procedure::{Arrivals, Counts, Data, Procedure, Processes},
    question::{Expectation, Method, Question, Step},
    serving::{EnginePlace, Serving},
    traffic::{Pace, Traffic},
    trial::{Crowd, Holders, Reading, Rush, Served, Then, Trial, Tried},
};

/// Named values that fill the templates of questions.
pub type Values = IndexMap<String, serde_json::Value>;

/// One experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The first word of every name in claims and gates.
    pub name: String,
    /// What it finds out, for the head of the report.
    pub title: String,
    /// How much is measured.
    pub size: Size,
    /// What the local runtime is to keep the objects' data on, where the machine has it.
    #[serde(default, skip_serializing_if = "Medium::is_usual")]
    pub medium: Medium,
    /// What is added to the Workers of the project on the local runtime.
    #[serde(default)]
    pub fixtures: Vec<Fixture>,
    /// What all arms must answer alike before anything is timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The questions, by name.
    pub cells: IndexMap<String, Cell>,
    /// The same arms over the cells that differ in one coordinate, by name.
    #[serde(default)]
    pub surveys: IndexMap<String, Survey>,
    /// What the differences of several cells grow by, by name.
    #[serde(default)]
    pub fits: IndexMap<String, Fit>,
    /// Where the time of a request goes.
    #[serde(default)]
    pub legs: Vec<Leg>,
    /// Hypotheses and bounds, by name.
    #[serde(default)]
    pub claims: IndexMap<String, Claim>,
    /// What is measured in two ways, by name.
    #[serde(default)]
    pub cross_checks: IndexMap<String, CrossCheck>,
    /// What is tried, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub trials: IndexMap<String, Trial>,
}

/// How much a run measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Fresh processes of the runtime, each with every paired cell once; at least 2.
    pub rounds: u32,
    /// Most pairs of a cell in a round.
    pub pairs: u32,
    /// Requests of one arm in a pair; an even number, half of them on the way there and half on the way back.
    pub block: u32,
    /// After this time a cell begins no further pair in its round, in milliseconds.
    pub cell_ms: u64,
    /// After this time the whole run leaves out what no verdict needs, in milliseconds; without it, nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_ms: Option<u64>,
    /// Samples of every arm where each needs a fresh process.
    pub starts: u32,
    /// Longest wait for an answer, in milliseconds.
    pub deadline_ms: u64,
    /// Most failed requests of a cell, as a share, beyond which the run is invalid.
    pub error_limit: f64,
}

/// What a scenario adds to the local runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fixture {
    /// The hand-written JavaScript pair of an object and a Worker; its door is `pair-front`.
    Pair,
    /// The hand-written JavaScript pair of a caller and a runtime; its door is `rpc-pair-caller`.
    RpcPair,
    /// Another engine for durable workflows, in JavaScript; its door is `workflow-rival`.
    WorkflowRival,
    /// A second pool, which can refuse while the other works; its door is `drained-router`.
    DrainedPool,
}

impl Fixture {
    /// The doors that it adds to the router's.
    pub const fn doors(self) -> &'static [&'static str] {
        match self {
            Self::Pair => &["pair-front"],
            Self::RpcPair => &["rpc-pair-caller"],
            Self::WorkflowRival => &["workflow-rival"],
            Self::DrainedPool => &["drained-router"],
        }
    }
}

/// Questions whose answers have to be the same from every arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The values of each arm that is asked.
    pub arms: IndexMap<String, Values>,
    /// What they are asked, in order.
    pub questions: Vec<Question>,
    /// The parts of the answers that are compared, as JSON pointers; the status always is.
    pub compare: Vec<String>,
}

impl Scenario {
    /// Requests of one arm in a pair of a cell.
    pub fn block(&self, cell: &Cell) -> u32 {
        cell.block.unwrap_or(self.size.block)
    }

    /// Whether everything that is sent is traffic, which takes the rounds and the time that it says itself.
    pub fn is_traffic(&self) -> bool {
        self.trials.is_empty() && self.cells.values().all(|cell| cell.procedure.traffic().is_some())
    }
}
