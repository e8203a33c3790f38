//! What traffic of tenants says of an arm: who was served cold, where, and what it cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Share;
use crate::ranged::Ranged;

/// What traffic of tenants says of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficFinding {
    /// Answers from an engine that was running, of those that say; without a WASM engine, from an object that was awake.
    pub warm: Option<Share>,
    /// Answers that waited for a start which another request had begun.
    pub coalesced: u64,
    /// Answers whose tenant's copy was where the engine is, at the right version.
    pub copies: Option<Share>,
    /// How long answers took that were not warm.
    pub cold_ms: Option<Times>,
    /// How long warm answers took.
    pub warm_ms: Option<Times>,
    /// How long the requests took that made warm what was then measured; of no rate, and of none of the times above.
    pub openings_ms: Option<Times>,
    /// How often a request came to where others had been before.
    pub again: Again,
    /// How many places of each Worker were seen.
    pub services: Vec<ServiceCensus>,
    /// How many isolates run the engine, seen or not.
    pub pool: Pool,
    /// Who was served how, over time.
    pub heat: Heat,
    /// What idleness does, where that is what was sent.
    pub gaps: Vec<GapFinding>,
    /// Signals that were sent to keep compute warm.
    pub signals: u64,
}

/// Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// How many.
    pub samples: u64,
    /// The median.
    pub p50: f64,
    /// Its interval by order statistics, given six samples.
    pub p50_interval: Option<Ranged>,
    /// The 95th percentile with its interval, given enough samples.
    pub p95: Option<Ranged>,
}

/// How often a request came to where others had been before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// To an isolate that had served anybody, of all requests but the first of a round.
    pub anybody: Option<Share>,
    /// To an isolate that had served this tenant, of all requests but each tenant's first of a round.
    pub tenant: Option<Share>,
    /// To the same life of the tenant's object, of the same requests.
    pub awake: Option<Share>,
}

/// How many places of a Worker were seen, in the round with the most requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceCensus {
    /// The Worker.
    pub service: String,
    /// Its V8 isolates.
    pub isolates: u64,
    /// Instantiations of its WASM module.
    pub instances: u64,
    /// Lives of its objects; zero where it has none.
    pub objects: u64,
}

/// How many isolates run the engine, by capture and recapture over the halves of the round with the most requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
pub enum Pool {
    /// An estimate, for isolates that are chosen with equal chances; else it is too low.
    Estimated {
        /// Isolates that were seen.
        seen: u64,
        /// Isolates of the first half.
        marked: u64,
        /// Requests of the second half.
        captures: u64,
        /// Those of them that came to an isolate of the first half.
        recaptures: u64,
        /// How many there are.
        isolates: Ranged,
    },
    /// None.
    CannotTell {
        /// Isolates that were seen.
        seen: u64,
        /// Why.
        why: String,
    },
}

/// Who was served how, in the first round: a letter per tenant and slot.
///
/// `c` cold, `o` joined a start under way, `w` warm, `x` failed, `.` no request; of several the one that comes first here
/// counts, failures before all. Beside it which isolate, as a digit or letter in the order of appearance, `+` beyond 62.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heat {
    /// What stands down.
    pub down: String,
    /// What runs along.
    pub along: String,
    /// Where the last slot ends, in that unit.
    pub end: f64,
    /// The rows.
    pub rows: Vec<HeatRow>,
}

/// One row of a [`Heat`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeatRow {
    /// What it is of.
    pub label: String,
    /// How each slot was served.
    pub warmth: String,
    /// Which isolate served it.
    pub isolates: String,
}

/// What a gap does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GapFinding {
    /// How long tenants were left idle, as sent.
    pub gap_seconds: f64,
    /// How many found the engine running.
    pub warm: Option<Share>,
    /// How many found their object awake.
    pub awake: Option<Share>,
    /// How long the answers took, in milliseconds.
    pub ms: Option<Times>,
}

/// What a signal that keeps compute warm bought: an arm with it against the same without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepWarmFinding {
    /// The cell.
    pub cell: String,
    /// The arm with the signal.
    pub arm: String,
    /// The arm without.
    pub base: String,
    /// The rule by which an isolate is chosen for both.
    pub routing: String,
    /// Signals that were sent.
    pub signals: u64,
    /// Warm answers without.
    pub plain: Share,
    /// Warm answers with.
    pub kept: Share,
    /// By how much the share rose.
    pub gain: Ranged,
    /// The median without, in milliseconds.
    pub plain_ms: Option<f64>,
    /// The median with, in milliseconds.
    pub kept_ms: Option<f64>,
}

impl TrafficFinding {
    /// What the longest idle gap does, where gaps are what was sent.
    pub fn longest_gap(&self) -> Option<&GapFinding> {
        self.gaps.last()
    }

    /// Isolates of the engine that were seen.
    pub fn isolates_seen(&self) -> u64 {
        match self.pool {
            Pool::Estimated { seen, .. } | Pool::CannotTell { seen, .. } => seen,
        }
    }
}

impl Times {
    /// The median with its interval, or without one where there are too few samples.
    pub fn median(&self) -> Ranged {
        self.p50_interval.unwrap_or(Ranged { value: self.p50, lower: self.p50, upper: self.p50 })
    }
}

impl Share {
    /// By how much this share is larger than another, each with Wilson's interval: Newcombe's interval, whose ends add as
    /// squares how far the two reach towards it.
    pub fn gain_over(&self, less: &Self) -> Ranged {
        let (more, less) = (self.share, less.share);
        let value = more.value - less.value;
        let below = (more.value - more.lower).hypot(less.upper - less.value);
        let above = (more.upper - more.value).hypot(less.value - less.lower);
        Ranged { value, lower: value - below, upper: value + above }
    }
}
