//! What is believed or asked for before the run, and the parts into which a request is taken apart.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sentence about a quantity, written down before the run and answered by its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Whether it is a question of research or a bound on our own code.
    pub kind: Kind,
    /// The question, as a reader would ask it.
    pub question: String,
    /// The quantity without the scenario's name, a comparison and a number: `hot_read.new.ratio < 1.5`.
    pub holds: String,
}

/// Why a claim is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A question about architectures; either answer is a result.
    Hypothesis,
    /// What our own code should reach.
    Bound,
}

/// A part of the way of a request: what some arms of a cell take beyond others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// The architecture whose way it is.
    pub of: String,
    /// What happens in it.
    pub work: String,
    /// The cell whose pairs it is drawn from.
    pub cell: String,
    /// The arms whose time contains it.
    pub longer: Series,
    /// The arms whose time is taken off.
    #[serde(default)]
    pub shorter: Series,
}

/// Arms whose times are added.
pub type Series = Vec<String>;
