//! What the visits of a run say: who was served cold, where, and what it cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use shared::engine::EngineName;

use super::{traffic::ScenarioName, visit::Variant};
use crate::record::{Ranged, Share};

/// What the visits of a run say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantFindings {
    /// One per scenario, contender and variant that has visits, in the plan's order.
    pub groups: Vec<GroupFinding>,
    /// What the signal bought, for every contender with a stateless engine, policy by policy.
    pub keep_warm: Vec<KeepWarmFinding>,
    /// From how many requests of a tenant on one contender is cheaper than another on the same engine, and under the same policy
    /// where both have one.
    pub break_even: Vec<RequestsFinding>,
}

/// A contender in a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupFinding {
    /// What was sent.
    pub scenario: ScenarioName,
    /// Who answered, as reports name it.
    pub contender: String,
    /// On which engine.
    #[schemars(with = "String")]
    pub engine: EngineName,
    /// Whether compute was kept warm.
    pub variant: Variant,
    /// Passes with visits.
    pub passes: u32,
    /// Requests that count.
    pub requests: u64,
    /// Those without a right answer.
    pub failures: Share,
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
    /// What the schedule did, where there was one.
    pub schedule: Option<ScheduleFinding>,
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
    /// To an isolate that had served anybody, of all requests but the first of a pass.
    pub anybody: Option<Share>,
    /// To an isolate that had served this tenant, of all requests but each tenant's first of a pass.
    pub tenant: Option<Share>,
    /// To the same life of the tenant's object, of the same requests.
    pub awake: Option<Share>,
}

/// How many places of a Worker were seen, in the pass with the most requests.
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

/// How many isolates run the engine, by capture and recapture over the halves of the pass with the most requests.
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

/// Who was served how, in the first pass: a letter per tenant and slot.
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

/// What a schedule did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleFinding {
    /// Arrivals that found all connections taken, and were not sent.
    pub dropped: u64,
    /// The median of how much later than scheduled requests were sent, in milliseconds.
    pub lag_p50_ms: f64,
    /// The 99th percentile of the same.
    pub lag_p99_ms: f64,
    /// Signals that were sent to keep compute warm.
    pub signals: u64,
}

/// What a signal that keeps compute warm bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepWarmFinding {
    /// Who.
    pub contender: String,
    /// The rule by which an isolate is chosen for it.
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

/// From how many requests of a tenant's instance on one contender is cheaper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestsFinding {
    /// On which engine.
    #[schemars(with = "String")]
    pub engine: EngineName,
    /// The one in question.
    pub contender: String,
    /// The one that it is compared with.
    pub base: String,
    /// What its first request of a new tenant costs more, in milliseconds.
    pub first_ms: Ranged,
    /// What each further request costs more, in milliseconds.
    pub further_ms: Ranged,
    /// How many further requests make both even, where there is such a number.
    pub requests: Option<Ranged>,
    /// The conclusion as a sentence.
    pub conclusion: String,
}

impl TenantFindings {
    /// The group of a scenario, contender and variant.
    pub fn group(&self, scenario: ScenarioName, contender: &str, variant: Variant) -> Option<&GroupFinding> {
        let is = |group: &&GroupFinding| {
            group.scenario == scenario && group.contender == contender && group.variant == variant
        };
        self.groups.iter().find(is)
    }

    /// The groups of a scenario.
    pub fn of(&self, scenario: ScenarioName) -> impl Iterator<Item = &GroupFinding> {
        self.groups.iter().filter(move |group| group.scenario == scenario)
    }
}
