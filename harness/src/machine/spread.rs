//! How compute is spread over isolates: what can be typed, and what a record keeps of it.

mod arguments;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::routing::Routing;

pub use self::arguments::{Arguments, Several};

/// Several isolates of every compute Worker behind a spreader, and the policy that chooses among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// How many isolates.
    pub isolates: usize,
    /// How one is chosen for a call.
    #[schemars(with = "String")]
    pub routing: Routing,
}

impl Spread {
    /// One isolate that is always chosen: the local runtime without a spreader.
    pub const NONE: Self = Self { isolates: 1, routing: Routing::Single };
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let isolates = if self.isolates == 1 { "isolate" } else { "isolates" };
        write!(formatter, "{} {isolates} behind a spreader, {}", self.isolates, self.routing.as_str())
    }
}

#[cfg(test)]
mod tests;
