//! What several cells say together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The same arms in several cells that differ in one coordinate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What is shown, for a reader.
    pub title: String,
    /// The cells, with the same base in all of them.
    pub cells: Vec<String>,
    /// The coordinate in which they differ.
    pub along: String,
}
