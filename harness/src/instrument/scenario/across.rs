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

/// What the differences of several cells grow by: a constant, and a cost per unit of each coordinate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// What is shown, for a reader.
    pub title: String,
    /// Paired cells, with the same base in all of them.
    pub cells: Vec<String>,
    /// The coordinates; one that does not vary among the cells of an arm is left out for that arm.
    pub over: Vec<String>,
}

/// Two ways of measuring the same thing, from different cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossCheck {
    /// What both should answer alike, as a reader would ask it.
    pub question: String,
    /// The one quantity without the scenario's name: `echo_1k.postcard.difference_ms`.
    pub one: String,
    /// The other one: `inside_1k.postcard.cost_ms`.
    pub other: String,
}
