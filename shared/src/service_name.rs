//! The Workers of the project by name.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// The Workers of the project; the name of each is that of its wrangler file, and of its package where it is built for one
/// engine only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case")]
pub enum ServiceName {
    /// The public entry.
    Router,
    /// The state object of the split.
    State,
    /// The stateless engine of the split.
    Compute,
    /// The same with Postgres.
    ComputePostgres,
    /// The object with its engine inside.
    Traditional,
    /// The same with Postgres.
    TraditionalPostgres,
    /// The object that asks compute until its own engine is loaded.
    Hybrid,
    /// The same with Postgres.
    HybridPostgres,
    /// The object's own SQLite.
    Native,
    /// The thin Worker that makes measured calls.
    RpcCaller,
    /// The runtime that answers measured calls, as a Worker and as an object.
    RpcRuntime,
    /// The objects that call others, in every way in which one object can call another.
    CallSource,
    /// The objects that they call.
    CallTarget,
    /// The objects that run instances of workflows.
    Workflow,
    /// What they tell of every change of state.
    WorkflowTracker,
    /// The objects that keep isolates.
    Pool,
    /// The Worker that opens them.
    PoolHost,
    /// Stands before several isolates of a compute Worker; an experiment, not deployed with the others.
    Spreader,
}

impl ServiceName {
    /// Every Worker.
    pub const ALL: [Self; 18] = [
        Self::Router,
        Self::State,
        Self::Compute,
        Self::ComputePostgres,
        Self::Traditional,
        Self::TraditionalPostgres,
        Self::Hybrid,
        Self::HybridPostgres,
        Self::Native,
        Self::RpcCaller,
        Self::RpcRuntime,
        Self::CallSource,
        Self::CallTarget,
        Self::Workflow,
        Self::WorkflowTracker,
        Self::Pool,
        Self::PoolHost,
        Self::Spreader,
    ];

    /// The Worker of that name, as [`as_str`](Self::as_str) spells it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// The name of the wrangler file.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
