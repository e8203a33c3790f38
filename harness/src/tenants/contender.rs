//! Who serves tenants: an architecture on an engine, one more of either being a line in a list; and, where a run has several
//! routing policies, under which of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{engine::EngineName, routing::Routing};

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

/// An architecture that tenants can be served by.
struct Architecture {
    name: &'static str,
    place: EnginePlace,
    engines: &'static [EngineName],
}

/// All architectures, in the order of reports.
const ARCHITECTURES: [Architecture; 4] = [
    Architecture { name: "new", place: EnginePlace::Compute, engines: &[EngineName::Sqlite, EngineName::Postgres] },
    Architecture {
        name: "traditional",
        place: EnginePlace::Object,
        engines: &[EngineName::Sqlite, EngineName::Postgres],
    },
    Architecture { name: "hybrid", place: EnginePlace::Both, engines: &[EngineName::Sqlite, EngineName::Postgres] },
    Architecture { name: "native", place: EnginePlace::Object, engines: &[EngineName::Sqlite] },
];

/// An architecture on an engine, and under a policy where a run has several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contender {
    /// The architecture, as paths name it.
    pub arm: String,
    /// The engine.
    #[schemars(with = "String")]
    pub engine: EngineName,
    /// Where that engine lives.
    pub place: EnginePlace,
    /// How an isolate of compute is chosen for its calls, where a run has several policies; else all have that of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub routing: Option<Routing>,
}

impl Contender {
    /// Every architecture on every one of these engines that it can have, engine by engine.
    pub fn all(engines: &[EngineName]) -> Vec<Self> {
        let on = |engine: EngineName| {
            ARCHITECTURES.iter().filter(move |known| known.engines.contains(&engine)).map(move |known| Self {
                arm: known.name.to_owned(),
                engine,
                place: known.place,
                routing: None,
            })
        };
        engines.iter().copied().flat_map(on).collect()
    }

    /// The names of all architectures.
    pub fn arms() -> impl Iterator<Item = &'static str> {
        ARCHITECTURES.iter().map(|known| known.name)
    }

    /// Itself under each of these policies, or as it is where it asks no compute, so that no policy concerns it.
    pub fn under(self, policies: &[Routing]) -> Vec<Self> {
        match self.place {
            EnginePlace::Object => vec![self],
            EnginePlace::Compute | EnginePlace::Both => {
                policies.iter().map(|routing| Self { routing: Some(*routing), ..self.clone() }).collect()
            }
        }
    }

    /// Whether one can be weighed against the other: on the same engine, and not under different policies, which would tell
    /// policies apart and not architectures.
    pub fn is_comparable(&self, other: &Self) -> bool {
        let policies = self.routing.zip(other.routing);
        self.engine == other.engine && policies.is_none_or(|(one, other)| one == other)
    }

    /// The name in reports: `new`, or `new@postgres` on another engine than the first, with the policy behind it where a run has
    /// several: `new@postgres:random`.
    pub fn label(&self) -> String {
        match self.routing {
            None => self.unrouted(),
            Some(routing) => format!("{}:{}", self.unrouted(), routing.as_str()),
        }
    }

    /// The name without a policy.
    pub fn unrouted(&self) -> String {
        match self.engine {
            EngineName::Sqlite => self.arm.clone(),
            EngineName::Postgres => format!("{}@{}", self.arm, self.engine.as_str()),
        }
    }

    /// Where a tenant's queries go.
    pub fn query_path(&self, tenant: &str) -> String {
        let path = format!("/multi-tenant/{}/{tenant}/query", self.arm);
        match self.engine {
            EngineName::Sqlite => path,
            EngineName::Postgres => format!("{path}?engine={}", self.engine.as_str()),
        }
    }

    /// Where an isolate of its stateless engine is kept warm; none where it has no such engine.
    pub fn keep_warm_path(&self) -> Option<String> {
        match (self.place, self.engine) {
            (EnginePlace::Object, _) => None,
            (EnginePlace::Compute | EnginePlace::Both, EngineName::Sqlite) => Some("/compute/keep-warm".to_owned()),
            (EnginePlace::Compute | EnginePlace::Both, EngineName::Postgres) => {
                Some(format!("/compute/{}/keep-warm", self.engine.as_str()))
            }
        }
    }

    /// A query that only its engine answers, so that a target without that engine is found out.
    pub const fn telling_query(&self) -> &'static str {
        match self.engine {
            EngineName::Sqlite => "SELECT 1 AS value",
            EngineName::Postgres => "SELECT current_setting('server_version_num')::int / 1000000 + 1 AS value",
        }
    }
}

#[cfg(test)]
mod tests;
