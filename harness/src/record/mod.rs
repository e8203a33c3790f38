//! The record of a run, `run.json`: what was measured, where, and what it says. Every report is made from it alone.
//!
//! ```text
//! runs/<time>/run.json        this record: card, fingerprint, scenario, findings
//!             samples.csv.gz  every request, from which `cargo lab verify` draws the findings again
//! ```

mod across;
pub mod analysis;
mod audit;
pub mod diff;
mod file;
mod findings;
mod fingerprint;
mod folder;
pub mod gate;
mod placement;
pub mod quantity;
mod schema;
#[cfg(test)]
mod tests;
mod traffic;
pub mod verify;
mod watch;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    across::{CrossCheckFinding, FitFinding, FittedArm, SurveyFinding, SurveyPoint, Way},
    audit::AuditFinding,
    file::{RUN_FILE, open},
    findings::{
        AbsentArm, ArmFinding, BreakEven, CellFinding, ClaimFinding, FailedBy, Findings, LegFinding, LoadFinding,
        Noise, PairFinding, Point, Rung, Share, SummaryFinding, Trust,
    },
    fingerprint::{Bundle, Fingerprint, Machine},
    folder::{Folder, SAMPLES_FILE, digest, latest},
    placement::Placement,
    schema::schema,
    traffic::{Again, GapFinding, Heat, HeatRow, KeepWarmFinding, Pool, ServiceCensus, Times, TrafficFinding},
    watch::Watch,
};
pub use crate::instrument::trial::{TrialFinding, TrialRow};
use crate::instrument::{
    scenario::{Medium, Scenario},
    target::TargetKind,
};

/// The version of the format; it grows with every change that an older reader would misread.
pub const VERSION: u32 = 2;

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// What was done, when.
    pub card: Card,
    /// Where, and with what.
    pub fingerprint: Fingerprint,
    /// What was asked, with everything that a file or the command line changed.
    pub scenario: Scenario,
    /// Where each value that is not the scenario's own comes from, by its path.
    pub origins: BTreeMap<String, String>,
    /// The file of the samples.
    pub samples: SamplesFile,
    /// What they say.
    pub findings: Findings,
    /// What was found by trying, which no sample tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<TrialFinding>,
}

/// What was done, when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// When it began, in UTC.
    pub began: String,
    /// How long it measured, in seconds.
    pub seconds: f64,
    /// The command line that repeats it, seed included.
    pub command: String,
    /// What was measured.
    pub target: TargetKind,
    /// The address, where it was given.
    pub url: Option<String>,
    /// How requests found an isolate of compute.
    pub placement: Placement,
    /// What the local runtime kept the objects' data on; none where the data was elsewhere, and in earlier records, whose data
    /// was on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// Names every order and every resampling.
    pub seed: u64,
    /// Whether it reached its end; a partial run says what ended it.
    pub complete: bool,
    /// Why it ended early, where it did.
    pub ended_by: Option<String>,
    /// What the bound on its time left out, where it left out something; the run is whole all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortened: Option<String>,
    /// Processes of the runtime that were started.
    pub processes: u32,
    /// The share of one processor that the client used while it waited for answers, where it could be told.
    pub client_processor: Option<f64>,
    /// Why cells were not measured, by their names.
    pub unavailable: BTreeMap<String, String>,
    /// Why arms were not measured that the target does not have, by cell and arm.
    #[serde(default)]
    pub absent: BTreeMap<String, BTreeMap<String, String>>,
}

/// The file of the samples; empty until it is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SamplesFile {
    /// Its name, in the folder of the record.
    pub name: String,
    /// How many samples are in it.
    pub rows: u64,
    /// Its BLAKE3 hash, in hexadecimal.
    pub blake3: String,
}
