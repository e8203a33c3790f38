//! Who serves tenants: an architecture on an engine. One more of either is a line in a list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The engine that runs the SQL of tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// Postgres.
    Postgres,
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

/// An architecture that tenants can be served by.
struct Architecture {
    name: &'static str,
    place: EnginePlace,
    engines: &'static [Engine],
}

/// All architectures, in the order of reports.
const ARCHITECTURES: [Architecture; 4] = [
    Architecture { name: "new", place: EnginePlace::Compute, engines: &[Engine::Sqlite, Engine::Postgres] },
    Architecture { name: "traditional", place: EnginePlace::Object, engines: &[Engine::Sqlite, Engine::Postgres] },
    Architecture { name: "hybrid", place: EnginePlace::Both, engines: &[Engine::Sqlite, Engine::Postgres] },
    Architecture { name: "native", place: EnginePlace::Object, engines: &[Engine::Sqlite] },
];

/// An architecture on an engine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contender {
    /// The architecture, as paths name it.
    pub arm: String,
    /// The engine.
    pub engine: Engine,
    /// Where that engine lives.
    pub place: EnginePlace,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The word, as stored, sent and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl Contender {
    /// Every architecture on every one of these engines that it can have, engine by engine.
    pub fn all(engines: &[Engine]) -> Vec<Self> {
        let on = |engine: Engine| {
            ARCHITECTURES.iter().filter(move |known| known.engines.contains(&engine)).map(move |known| Self {
                arm: known.name.to_owned(),
                engine,
                place: known.place,
            })
        };
        engines.iter().copied().flat_map(on).collect()
    }

    /// The names of all architectures.
    pub fn arms() -> impl Iterator<Item = &'static str> {
        ARCHITECTURES.iter().map(|known| known.name)
    }

    /// The name in reports: `new`, or `new@postgres` on another engine than the first.
    pub fn label(&self) -> String {
        match self.engine {
            Engine::Sqlite => self.arm.clone(),
            Engine::Postgres => format!("{}@{}", self.arm, self.engine.as_str()),
        }
    }

    /// Where a tenant's queries go.
    pub fn query_path(&self, tenant: &str) -> String {
        let path = format!("/multi-tenant/{}/{tenant}/query", self.arm);
        match self.engine {
            Engine::Sqlite => path,
            Engine::Postgres => format!("{path}?engine={}", self.engine.as_str()),
        }
    }

    /// Where an isolate of its stateless engine is kept warm; none where it has no such engine.
    pub fn keep_warm_path(&self) -> Option<String> {
        match (self.place, self.engine) {
            (EnginePlace::Object, _) => None,
            (EnginePlace::Compute | EnginePlace::Both, Engine::Sqlite) => Some("/compute/keep-warm".to_owned()),
            (EnginePlace::Compute | EnginePlace::Both, Engine::Postgres) => {
                Some(format!("/compute/{}/keep-warm", self.engine.as_str()))
            }
        }
    }

    /// A query that only its engine answers, so that a target without that engine is found out.
    pub const fn telling_query(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "SELECT 1 AS value",
            Engine::Postgres => "SELECT current_setting('server_version_num')::int / 1000000 + 1 AS value",
        }
    }
}

#[cfg(test)]
mod tests;
