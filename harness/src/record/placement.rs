//! How requests find an isolate of compute.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{instrument::target::TargetKind, machine::spread::Spread};

/// How requests find an isolate of compute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Isolates of compute that were started; none where the platform decides.
    pub compute_isolates: Option<u32>,
    /// The rule by which one is chosen: `single` locally, `platform` where nobody here knows. Of several, each of which has arms
    /// of its own, all are named, with commas between them.
    pub routing: String,
}

impl Placement {
    /// One isolate of each Worker, as the local runtime has it, several of compute behind a spreader, or whatever the platform does.
    pub fn of(target: TargetKind, spreads: &[Spread]) -> Self {
        if target == TargetKind::Deployed {
            return Self { compute_isolates: None, routing: "platform".to_owned() };
        }
        let spreads = if spreads.is_empty() { &[Spread::NONE] } else { spreads };
        let policies: Vec<&str> = spreads.iter().map(|spread| spread.routing.as_str()).collect();
        let isolates = spreads.first().and_then(|spread| u32::try_from(spread.isolates).ok());
        Self { compute_isolates: isolates, routing: policies.join(", ") }
    }

    /// For a reader: `1 isolate of compute, routing single`.
    pub fn in_words(&self) -> String {
        match self.compute_isolates {
            Some(1) => format!("1 isolate of compute, routing {}", self.routing),
            Some(isolates) => format!("{isolates} isolates of compute, routing {}", self.routing),
            None => "isolates and routing as the platform decides".to_owned(),
        }
    }
}
