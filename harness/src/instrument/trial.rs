//! What was found by trying.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ranged::Ranged;

/// What was found in a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialFinding {
    /// Its name in the scenario.
    pub name: String,
    /// What was tried, for a reader.
    pub title: String,
    /// What was found of each, in the scenario's order.
    pub rows: Vec<TrialRow>,
}

/// What was found of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialRow {
    /// Its name in the scenario.
    pub name: String,
    /// Numbers by name, with the unit where they have one: the median over processes, the smallest and the largest.
    pub values: IndexMap<String, Ranged>,
}

impl TrialFinding {
    /// A number of the row of that name.
    pub fn value(&self, row: &str, name: &str) -> Option<f64> {
        Some(self.rows.iter().find(|known| known.name == row)?.values.get(name)?.value)
    }
}
