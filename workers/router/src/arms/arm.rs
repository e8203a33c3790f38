//! The arms of the comparison, and how the router reaches the object of each.

use kit::client::Client;
use serde::{Deserialize, Serialize};
use shared::{
    call::{AnyTenant, Hybrid, Native, Query, State, Traditional},
    engine::{EngineName, Postgres, Sqlite},
    error::{ErrorCode, Failure},
    ids::TenantId,
    limits,
    protocol::{QueryInput, QueryOutput},
    timing::Trace,
};
use strum::{EnumString, IntoStaticStr};
use worker::Env;

use super::answer::ask;
use crate::edge::Arrival;

/// An architecture under comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Arm {
    /// The compute split.
    New,
    /// The engine inside the object.
    Traditional,
    /// The split until the engine inside the object is loaded, and that engine from then on.
    Hybrid,
    /// The object's own SQLite.
    Native,
}

impl Arm {
    /// All arms, in the order in which answers list them.
    pub(crate) const ALL: [Self; 4] = [Self::New, Self::Traditional, Self::Hybrid, Self::Native];

    /// The arms that run an engine, in the same order.
    pub(crate) const fn with_engine(engine: EngineName) -> &'static [Self] {
        match engine {
            EngineName::Sqlite => &Self::ALL,
            EngineName::Postgres => &[Self::New, Self::Traditional, Self::Hybrid],
        }
    }

    /// The arm that a path segment names.
    pub(crate) fn of_segment(segment: &str) -> Option<Self> {
        segment.parse().ok()
    }

    /// The name in paths and answers.
    pub(crate) fn as_str(self) -> &'static str {
        self.into()
    }

    /// Most Worker invocations that one query may cause: the object, and behind one that asks
    /// compute up to three calls.
    pub(crate) const fn most_invocations(self) -> usize {
        match self {
            Self::New | Self::Hybrid => 1 + limits::COMPUTE_ATTEMPTS,
            Self::Traditional | Self::Native => 1,
        }
    }

    /// Asks the object of a tenant to run a batch.
    pub(crate) async fn query(
        self,
        arrival: &Arrival<'_>,
        input: &QueryInput,
    ) -> (Result<QueryOutput, Failure>, Trace) {
        match self.object(arrival.env, input.engine, &input.tenant) {
            Ok(object) => ask::<Query<_>>(arrival, &object, input).await,
            Err(failure) => (Err(failure), Trace::default()),
        }
    }

    /// The object that holds a tenant's data of an engine.
    pub(super) fn object(self, env: &Env, engine: EngineName, tenant: &TenantId) -> Result<Client<AnyTenant>, Failure> {
        let name = engine.object_of(tenant);
        match (self, engine) {
            (Self::New, EngineName::Sqlite | EngineName::Postgres) => Client::tenant::<State>(env, &name),
            (Self::Traditional, EngineName::Sqlite) => Client::tenant::<Traditional<Sqlite>>(env, &name),
            (Self::Traditional, EngineName::Postgres) => Client::tenant::<Traditional<Postgres>>(env, &name),
            (Self::Hybrid, EngineName::Sqlite) => Client::tenant::<Hybrid<Sqlite>>(env, &name),
            (Self::Hybrid, EngineName::Postgres) => Client::tenant::<Hybrid<Postgres>>(env, &name),
            (Self::Native, EngineName::Sqlite) => Client::tenant::<Native>(env, &name),
            (Self::Native, EngineName::Postgres) => {
                let message = "native is the object's own SQLite; postgres runs in new, traditional and hybrid";
                Err(Failure::new(ErrorCode::EngineNotHere, message))
            }
        }
    }
}
