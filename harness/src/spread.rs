//! How compute is spread over isolates: what can be typed, and what a record keeps of it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{limits, routing::Routing};

use crate::{
    error::{Error, Result},
    target::Choice,
};

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

/// What can be said about isolates of compute.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "spread")]
pub struct Arguments {
    /// Serve so many isolates of each compute Worker behind a spreader, at most 16; only on the local runtime
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = isolates)]
    compute_isolates: usize,
    /// How a call's isolate is chosen: single, random, round-robin, tenant-affine or least-busy
    #[arg(long, value_name = "POLICY", default_value = Routing::default().as_str())]
    routing: Routing,
}

impl Arguments {
    /// The spread that was asked for. One isolate that is always chosen needs no spreader, and gets none: that is the
    /// arrangement of the deployment.
    pub fn spread(&self) -> Option<Spread> {
        let spread = Spread { isolates: self.compute_isolates, routing: self.routing };
        (spread != Spread::NONE).then_some(spread)
    }

    /// The same for a target. Only the local runtime is made to spread compute, and a target of another kind is refused.
    pub(crate) fn on(&self, target: &Choice) -> Result<Option<Spread>> {
        match (target, self.spread()) {
            (Choice::Workerd, spread) => Ok(spread),
            (_, None) => Ok(None),
            (Choice::WranglerDev | Choice::Address(_), Some(_)) => Err(Error::usage(
                "--compute-isolates and --routing arrange the local runtime alone; leave them away for another target",
            )),
        }
    }
}

fn isolates(text: &str) -> std::result::Result<usize, String> {
    let most = limits::COMPUTE_ISOLATES;
    let count = text.parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("the number of isolates is 1 to {most}"))
}

#[cfg(test)]
mod tests;
