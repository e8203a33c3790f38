//! What the samples of a run say: the one value from which the terminal, the files and the exit code are made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statistics::{Answer, Verdict};

use super::{AuditFinding, CrossCheckFinding, FitFinding, KeepWarmFinding, SurveyFinding, TrafficFinding};
use crate::instrument::scenario::{Clock, Counts, Kind};
use crate::ranged::Ranged;

/// What the samples of a run say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// One per cell of the scenario, in its order.
    pub cells: Vec<CellFinding>,
    /// How the arms compare over all paired cells together.
    pub summary: Vec<SummaryFinding>,
    /// The surveys of which at least two cells were measured.
    #[serde(default)]
    pub surveys: Vec<SurveyFinding>,
    /// What the differences grow by.
    #[serde(default)]
    pub fits: Vec<FitFinding>,
    /// Where the time of a request goes.
    pub legs: Vec<LegFinding>,
    /// The answers to hypotheses and bounds.
    pub claims: Vec<ClaimFinding>,
    /// What was measured in two ways.
    #[serde(default)]
    pub cross_checks: Vec<CrossCheckFinding>,
    /// From how many requests on one architecture is cheaper than another.
    pub break_even: Vec<BreakEven>,
    /// What a signal that keeps compute warm bought, policy by policy.
    #[serde(default)]
    pub keep_warm: Vec<KeepWarmFinding>,
    /// How far the run can be trusted.
    pub trust: Trust,
}

/// A count out of another, with its Wilson interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// How many.
    pub hits: u64,
    /// Out of how many.
    pub of: u64,
    /// The share itself.
    pub share: Ranged,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CellFinding {
    /// Its name in the scenario.
    pub name: String,
    /// What was asked, for a reader.
    pub title: String,
    /// How its samples came about: `paired`, `first_request`, `ladder`, `open` or `traffic`.
    pub procedure: String,
    /// Of what there was ever more, where it is a ladder.
    pub counts: Option<Counts>,
    /// How many clients ask at the same time for a sample, where that is not one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<u32>,
    /// What the time of a sample is, unless an arm has a reading of its own.
    #[serde(default, skip_serializing_if = "Clock::is_usual")]
    pub clock: Clock,
    /// Why there are no samples, where there are none.
    pub unavailable: Option<String>,
    /// The arm that the others are compared with.
    pub base: Option<String>,
    /// The arm that is meant where none is named.
    pub headline: String,
    /// Pairs over all rounds.
    pub pairs: u32,
    /// Processes of the runtime.
    pub rounds: u32,
    /// What the A/A control says of the cell; without it there is no verdict.
    pub noise: Option<Noise>,
    /// Who answered, the base first, then in the scenario's order.
    pub arms: Vec<ArmFinding>,
    /// Who would have answered, if the target had it.
    #[serde(default)]
    pub absent: Vec<AbsentArm>,
    /// The comparisons among the arms of which neither is the base.
    pub others: Vec<PairFinding>,
}

/// An arm that the target does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsentArm {
    /// Its name in the scenario.
    pub name: String,
    /// What the target said, as a sentence.
    pub reason: String,
}

/// Two arms of a cell of which neither is the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairFinding {
    /// The one in question.
    pub arm: String,
    /// The one that it is compared with.
    pub base: String,
    /// How many times the other one it takes.
    pub ratio: Ranged,
    /// How many milliseconds more than the other one it takes.
    pub difference_ms: Ranged,
    /// The word for the ratio, judged by the cell's A/A control.
    #[schemars(with = "Option<String>")]
    pub verdict: Option<Verdict>,
    /// How many pairs would settle it, where it is inconclusive and any number would.
    pub pairs_to_settle: Option<f64>,
    /// The second opinion, adjusted over the run's comparisons.
    pub p_adjusted: Option<f64>,
}

/// The A/A control of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// The arm that is the base once more.
    pub control: String,
    /// How many times the base it takes.
    pub ratio: Ranged,
    /// Effects smaller than this cannot be told from noise: the half-width of the control as a share, such as 0.012.
    pub floor: f64,
    /// The bar that a difference has to pass, as a share: the margin or the floor, whichever is larger.
    pub bar: f64,
    /// Whether the control differs from itself beyond the margin, which makes the run invalid.
    pub disturbed: bool,
}

/// One arm of a cell. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArmFinding {
    /// Its name in the scenario.
    pub name: String,
    /// Whether it is the A/A control.
    pub control: bool,
    /// The share by which the client held its answers back, where it did.
    pub handicap: Option<f64>,
    /// Where its answers told the time that counts, as a JSON pointer; none where it is what the client saw.
    pub reading: Option<String>,
    /// Requests that count.
    pub samples: u64,
    /// Requests of the warm-up, which do not.
    pub warm_up: u64,
    /// Requests that got no right answer.
    pub errors: Share,
    /// Connections that were made anew on the way.
    pub reconnects: u64,
    /// Samples more than three interquartile ranges outside of the quartiles; they count like all others.
    pub outliers: u64,
    /// The median: of requests, or of the cost of one operation where the arm asks in batches.
    pub p50_ms: Option<Ranged>,
    /// The 90th percentile, given enough samples.
    pub p90_ms: Option<Ranged>,
    /// The 95th percentile, given enough samples.
    pub p95_ms: Option<Ranged>,
    /// The 99th percentile, given enough samples.
    pub p99_ms: Option<Ranged>,
    /// The percentile 99.9, given enough samples.
    pub p999_ms: Option<Ranged>,
    /// The median time to the head of the answer.
    pub first_byte_ms: Option<f64>,
    /// The cost of one operation, where the arm asks in batches: the slope between few and many, or its share of all.
    pub cost_ms: Option<Ranged>,
    /// How many times the base it takes.
    pub ratio: Option<Ranged>,
    /// How many milliseconds more than the base it takes.
    pub difference_ms: Option<Ranged>,
    /// How many milliseconds more than the base its 95th percentile takes, in paired cells without batches, given enough
    /// samples.
    pub difference_p95_ms: Option<Ranged>,
    /// The same of the 99th percentile.
    pub difference_p99_ms: Option<Ranged>,
    /// The word for the ratio.
    #[schemars(with = "Option<String>")]
    pub verdict: Option<Verdict>,
    /// How many pairs would settle it, where it is inconclusive and any number would.
    pub pairs_to_settle: Option<f64>,
    /// The second opinion on the same pairs: p of Wilcoxon's signed-rank test, adjusted after Holm over the run's comparisons.
    pub p_adjusted: Option<f64>,
    /// The quantiles of all requests from a histogram: share and milliseconds, ascending.
    pub spectrum: Vec<Point>,
    /// Single requests for the eye: evenly picked in the order of execution, at most 240; x is the pick's number.
    pub strip: Vec<Point>,
    /// The ratio of every pair in the order of execution, or of every round where a clock inside is read; x is the round.
    pub pair_ratios: Vec<Point>,
    /// Ever more clients or operations, where the cell is a ladder.
    pub rungs: Vec<Rung>,
    /// The first number of them at which one got no right answer.
    pub first_failing: Option<u32>,
    /// What it got there instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_by: Option<FailedBy>,
    /// What the schedule did, where there was one.
    pub load: Option<LoadFinding>,
    /// What became of its calls, where things went wrong on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Box<AuditFinding>>,
    /// Who was served cold and where, in traffic of tenants. Cold and warm are never one population, so that the percentiles above
    /// are not told there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traffic: Option<Box<TrafficFinding>>,
}

/// A point of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Along.
    pub x: f64,
    /// Up.
    pub y: f64,
}

/// One number of what a ladder counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Clients at work at the same time, or operations in one request.
    // The name in earlier records, which counted nothing else.
    #[serde(alias = "clients")]
    pub number: u32,
    /// Requests answered in a second, or operations of such.
    pub per_second: f64,
    /// The median in milliseconds; none where nothing was answered right.
    pub p50_ms: Option<f64>,
    /// The 99th percentile in milliseconds, given enough samples.
    pub p99_ms: Option<f64>,
    /// Requests that got no right answer.
    pub errors: u64,
}

/// What a request got instead of a right answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailedBy {
    /// No answer in time, or one that says that the time was over.
    Timeout,
    /// A bound on how much one request may ask for, or do.
    Limit,
    /// There was too much to do at that moment.
    Overload,
    /// An answer that is not right.
    Wrong,
    /// What was asked could not be reached, or ended.
    Unavailable,
}

impl FailedBy {
    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Limit => "limit",
            Self::Overload => "overload",
            Self::Wrong => "wrong",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A schedule and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadFinding {
    /// Arrivals in a second, as asked for; in traffic of tenants the average of what was due.
    pub per_second: f64,
    /// Arrivals that found all connections taken, and were not sent.
    pub dropped: u64,
    /// The median from sending to the last byte, beside the time from the schedule.
    pub service_p50_ms: Option<f64>,
    /// The 99th percentile from sending to the last byte, given enough samples.
    pub service_p99_ms: Option<f64>,
    /// The median of how much later than scheduled a request was sent.
    pub lag_p50_ms: f64,
    /// The 99th percentile of the same.
    pub lag_p99_ms: f64,
}

/// How an arm compares with the base over several cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryFinding {
    /// The arm.
    pub arm: String,
    /// The base.
    pub base: String,
    /// The cells.
    pub cells: Vec<String>,
    /// The geometric mean of the ratios.
    pub ratio: Ranged,
}

/// One part of the way of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegFinding {
    /// The architecture.
    pub of: String,
    /// What happens in it.
    pub work: String,
    /// How long it takes.
    pub elapsed_ms: Ranged,
}

/// The answer to a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimFinding {
    /// Its name in the scenario.
    pub name: String,
    /// Hypothesis or bound.
    pub kind: Kind,
    /// The question.
    pub question: String,
    /// What was claimed.
    pub holds: String,
    /// The quantity, where the run measured it and it has a value.
    pub found: Option<Ranged>,
    /// The highest number that was tried, where the question is at which something fails and nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_failed_up_to: Option<u32>,
    /// Supported, refuted or undecided.
    #[schemars(with = "String")]
    pub answer: Answer,
}

/// What two architectures cost over the life of an instance: a cold start, then warm requests.
///
/// In traffic of tenants it is the first request of a new tenant, after others have come, and each further one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakEven {
    /// The one in question.
    pub arm: String,
    /// The one that it is compared with.
    pub base: String,
    /// What its cold start costs more, in milliseconds; negative where it is cheaper.
    pub cold_ms: Ranged,
    /// What each warm request costs more, in milliseconds.
    pub warm_ms: Ranged,
    /// The number of requests at which both have cost the same, where there is one.
    pub requests: Option<Ranged>,
    /// The conclusion as a sentence.
    pub conclusion: String,
}

/// How far a run can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// Why the run is invalid; empty where it is not.
    pub invalid: Vec<String>,
    /// What a reader should know, although it does not make the run invalid.
    pub warnings: Vec<String>,
    /// Timed requests, warm-up included.
    pub requests: u64,
    /// Requests that got no right answer, of those that count.
    pub errors: u64,
    /// Connections that were made anew on the way.
    pub reconnects: u64,
    /// The 99th percentile of how much later than scheduled requests were sent, in open loop.
    pub lag_p99_ms: Option<f64>,
    /// The colos that answered.
    pub colos: Vec<String>,
}

impl CellFinding {
    /// The arms that are compared with the base; the control only says how well that can be done.
    pub(crate) fn compared(&self) -> impl Iterator<Item = &str> {
        self.arms.iter().filter(|arm| !arm.control && arm.difference_ms.is_some()).map(|arm| arm.name.as_str())
    }

    /// The arm of that name.
    pub fn arm(&self, name: &str) -> Option<&ArmFinding> {
        self.arms.iter().find(|arm| arm.name == name)
    }
}

impl Findings {
    /// The cell of that name.
    pub fn cell(&self, name: &str) -> Option<&CellFinding> {
        self.cells.iter().find(|cell| cell.name == name)
    }
}
