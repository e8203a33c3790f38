//! How the samples of a cell come about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Audit, Traffic};

/// How the samples of a cell come about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Procedure {
    /// Blocks of all arms side by side in a warm process, pair after pair in mirrored random order: one client, one request
    /// at a time.
    Paired {
        /// Whose data it runs on.
        #[serde(default)]
        data: Data,
    },
    /// The first request of an arm, once per fresh process.
    FirstRequest {
        /// How many arms share a process.
        processes: Processes,
    },
    /// A closed loop with ever more clients, or ever more operations in a request, until one gets no right answer.
    Ladder {
        /// Of what there is ever more.
        #[serde(default)]
        counts: Counts,
        /// The numbers of it, ascending.
        // The name in earlier records, which counted nothing else.
        #[serde(alias = "clients")]
        rungs: Vec<u32>,
        /// Requests of one rung, over all its clients.
        requests: u32,
        /// Longest wait for a whole rung, in milliseconds.
        deadline_ms: u64,
    },
    /// Requests on a schedule, whether or not the earlier ones were answered.
    Open {
        /// Arrivals in a second.
        per_second: f64,
        /// How they are spaced.
        arrivals: Arrivals,
        /// Requests of one arm in one segment; segments of all arms alternate in mirrored random order.
        segment: u32,
        /// Segments of each arm in a round.
        segments: u32,
        /// Connections; an arrival that finds all of them taken is dropped and counted.
        connections: u32,
    },
    /// Batches of calls while things go wrong, whose effects are then held against what was asked for.
    Audit(Box<Audit>),
    /// Traffic of tenants, the same for every arm: who is served cold, on which isolate, and what that costs.
    Traffic {
        /// How often it is sent, each time to fresh processes where there can be such.
        rounds: u32,
        /// All waiting times are divided by this. What the platform does by its own clock is not.
        #[serde(default = "unscaled")]
        time_scale: f64,
        /// What is sent.
        traffic: Traffic,
    },
}

const fn unscaled() -> f64 {
    1.0
}

/// Of what there is ever more on a ladder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Clients at the same time, each with one request at a time.
    #[default]
    Clients,
    /// Operations in one request, by the placeholder `{operations}`, with one client. An error as the answer is no wrong
    /// answer then: the rung is too high.
    Operations,
}

/// Whose data a paired cell runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// Prepared anew in every round.
    #[default]
    Fresh,
    /// Prepared once for the run and opened again in every round; the cell must only read.
    Kept,
}

/// How many arms share a fresh process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Processes {
    /// Each arm has its own: nothing of an arm was touched before.
    PerArm,
    /// All arms of a pair are asked in one, in random order: what they share is warm, what belongs to a tenant is not.
    PerPair,
}

/// How arrivals are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// Independently of each other, as from many users.
    Poisson,
    /// All the same distance apart.
    Even,
}

impl Procedure {
    /// Whether each sample stands alone, in a process of its own.
    pub fn is_first_request(&self) -> bool {
        matches!(self, Self::FirstRequest { .. })
    }

    /// Of what there is ever more, where it is a ladder.
    pub fn counts(&self) -> Option<Counts> {
        match self {
            Self::Ladder { counts, .. } => Some(*counts),
            Self::Paired { .. }
            | Self::FirstRequest { .. }
            | Self::Open { .. }
            | Self::Audit(_)
            | Self::Traffic { .. } => None,
        }
    }

    /// What is sent, where it is traffic of tenants.
    pub fn traffic(&self) -> Option<&Traffic> {
        match self {
            Self::Traffic { traffic, .. } => Some(traffic),
            Self::Paired { .. }
            | Self::FirstRequest { .. }
            | Self::Ladder { .. }
            | Self::Open { .. }
            | Self::Audit(_) => None,
        }
    }

    /// What templates of an arm can name beside the cell and what is fresh.
    pub const fn placeholders(&self) -> &'static [&'static str] {
        match self {
            Self::Traffic { .. } => &["round", "number"],
            Self::Audit(_) => &["client"],
            Self::Paired { .. } | Self::FirstRequest { .. } | Self::Ladder { .. } | Self::Open { .. } => &[],
        }
    }

    /// The word for it, as stored and printed.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Paired { .. } => "paired",
            Self::FirstRequest { .. } => "first_request",
            Self::Ladder { .. } => "ladder",
            Self::Open { .. } => "open",
            Self::Audit(_) => "audit",
            Self::Traffic { .. } => "traffic",
        }
    }
}
