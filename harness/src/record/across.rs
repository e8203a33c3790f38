//! What several cells say together.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statistics::Accord;

use crate::ranged::Ranged;

/// Cells that differ in one coordinate, side by side; the numbers stand in the cells themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyFinding {
    /// Its name in the scenario.
    pub name: String,
    /// What is shown, for a reader.
    pub title: String,
    /// The coordinate.
    pub along: String,
    /// The arm that the others are compared with.
    pub base: String,
    /// The measured cells by their coordinate, ascending; at least two.
    pub points: Vec<SurveyPoint>,
    /// The arms that are compared with the base in any of them, in the scenario's order.
    pub arms: Vec<String>,
}

/// One cell of a survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyPoint {
    /// The cell.
    pub cell: String,
    /// Where it stands.
    pub at: f64,
}

/// What the differences of several cells grow by: a constant, and a cost per unit of each coordinate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FitFinding {
    /// Its name in the scenario.
    pub name: String,
    /// What is shown, for a reader.
    pub title: String,
    /// The arm that the others are compared with.
    pub base: String,
    /// The coordinates.
    pub over: Vec<String>,
    /// The arms that were measured in enough cells, in the scenario's order.
    pub arms: Vec<FittedArm>,
}

/// The unknowns of one arm, by least squares of relative residuals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FittedArm {
    /// The arm.
    pub arm: String,
    /// What it takes beyond the base where every coordinate that varies is zero, in milliseconds.
    pub constant_ms: Ranged,
    /// Milliseconds per unit of each coordinate that varies among the arm's cells.
    pub factors_ms: IndexMap<String, Ranged>,
    /// Cells that it was fitted to.
    pub cells: u32,
    /// How far the fit is off at worst, as a share of the difference there, or of the reach of its interval where that is larger;
    /// none where as many cells as unknowns leave nothing over.
    pub worst_residual: Option<f64>,
}

/// What two ways of measuring the same thing say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossCheckFinding {
    /// Its name in the scenario.
    pub name: String,
    /// The question.
    pub question: String,
    /// The one way.
    pub one: Way,
    /// The other way.
    pub other: Way,
    /// How many times the other the one is, where both were measured and neither may be nothing.
    pub ratio: Option<Ranged>,
    /// Agree, differ or undecided.
    #[schemars(with = "String")]
    pub accord: Accord,
}

/// One way of measuring something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The quantity, as the scenario names it.
    pub quantity: String,
    /// What the run found.
    pub found: Option<Ranged>,
}
