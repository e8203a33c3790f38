//! What has to be known of an arm that serves tenants, beside the questions that it is asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{engine::EngineName, routing::Routing};

use super::Question;

/// What has to be known of an arm that serves tenants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Serving {
    /// The architecture, as paths name it; several arms may be of one.
    pub architecture: String,
    /// The engine.
    #[schemars(with = "String")]
    pub engine: EngineName,
    /// Where that engine lives.
    pub place: EnginePlace,
    /// How an isolate of compute is chosen for its calls, where a run has several policies; else all have that of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub routing: Option<Routing>,
    /// What only its engine answers, so that a target without that engine is found out.
    pub probe: Question,
    /// What keeps an isolate of its stateless engine warm, where that is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<Question>,
}

/// Where the engine of an architecture lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnginePlace {
    /// In the stateless Worker: tenants share it.
    Compute,
    /// In the tenant's own object.
    Object,
    /// In the stateless Worker until the object has its own.
    Both,
}

impl Serving {
    /// Whether one can be weighed against the other: on the same engine, and not under different policies, which would tell
    /// policies apart and not architectures.
    pub fn is_comparable(&self, other: &Self) -> bool {
        let policies = self.routing.zip(other.routing);
        self.engine == other.engine && policies.is_none_or(|(one, other)| one == other)
    }

    /// Whether the other one is the same but for the signal.
    pub fn differs_by_signal(&self, other: &Self) -> bool {
        self.signal.is_some() != other.signal.is_some() && self.is_alike(other)
    }

    /// Whether both are the same architecture on the same engine under the same policy.
    fn is_alike(&self, other: &Self) -> bool {
        let what = |of: &Self| (of.engine, of.routing);
        self.architecture == other.architecture && what(self) == what(other)
    }
}
