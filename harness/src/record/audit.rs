//! What is found of batches of calls while things went wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of the calls of an arm, over all looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditFinding {
    /// Looks; where the runtime was killed, it was before each of them.
    pub looks: u64,
    /// Batches that were asked for.
    pub batches: u64,
    /// Those of them whose answer is none, or an error.
    pub unanswered: u64,
    /// Calls of all batches.
    pub asked: u64,
    /// Calls that were answered.
    pub answered: u64,
    /// Calls of which whoever asked was told that they failed.
    pub dead: u64,
    /// Calls that have an effect.
    pub effects: u64,
    /// Calls that were answered and have none.
    pub lost: u64,
    /// Calls that have more than one effect.
    pub doubled: u64,
    /// Effects that stand behind one of a later call.
    pub reordered: u64,
    /// Calls that were pending after nobody had asked for a while.
    pub waiting: u64,
    /// Calls that were pending when nobody waited for them any longer.
    pub left: u64,
    /// Messages for each call of the batches that were answered.
    pub messages_per_call: Option<f64>,
    /// Rows for each of them that were written where they came from.
    pub rows_per_call: Option<f64>,
    /// Rows for each effect that the ledger has.
    pub ledger_rows_per_effect: Option<f64>,
    /// Messages that were sent again.
    pub redelivered: u64,
    /// Calls that were answered in a second, while somebody waited for them.
    pub per_second: Option<f64>,
    /// The median of batches, in milliseconds.
    pub p50_ms: Option<f64>,
}
