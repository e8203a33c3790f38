//! The arms of the comparison, and how the router asks the object of each.

use std::{future::Future, time::Duration};

use kit::{
    client::{Asking, Client},
    deadline::within,
    stream::Attachment,
};
use serde::{Deserialize, Serialize};
use shared::{
    call::{
        Hybrid, HybridPostgres, Native, ObjectService, ObjectStatus, Query, Service, ServiceName, State, Traditional,
        TraditionalPostgres,
    },
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::{RequestId, TenantId},
    limits,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use worker::Env;

/// How much longer the router waits than it tells an object to.
const GRACE: Duration = Duration::from_secs(1);

/// An architecture under comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        Self::ALL.into_iter().find(|arm| arm.as_str() == segment)
    }

    /// The name in paths and answers.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Traditional => "traditional",
            Self::Hybrid => "hybrid",
            Self::Native => "native",
        }
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
        env: &Env,
        request_id: RequestId,
        input: QueryInput,
    ) -> (Result<QueryOutput, Failure>, Trace) {
        use EngineName::{Postgres, Sqlite};
        match (self, input.engine) {
            (Self::New, Sqlite | Postgres) => query_object::<State>(env, request_id, input).await,
            (Self::Traditional, Sqlite) => query_object::<Traditional>(env, request_id, input).await,
            (Self::Traditional, Postgres) => query_object::<TraditionalPostgres>(env, request_id, input).await,
            (Self::Hybrid, Sqlite) => query_object::<Hybrid>(env, request_id, input).await,
            (Self::Hybrid, Postgres) => query_object::<HybridPostgres>(env, request_id, input).await,
            (Self::Native, Sqlite) => query_object::<Native>(env, request_id, input).await,
            (Self::Native, Postgres) => (Err(not_here()), Trace::default()),
        }
    }

    /// Asks the object of a tenant what it holds.
    pub(crate) async fn status(
        self,
        env: &Env,
        request_id: RequestId,
        engine: EngineName,
        tenant: &TenantId,
    ) -> (Result<ObjectReport, Failure>, Trace) {
        use EngineName::{Postgres, Sqlite};
        match (self, engine) {
            (Self::New, Sqlite | Postgres) => object_status::<State>(env, request_id, engine, tenant).await,
            (Self::Traditional, Sqlite) => object_status::<Traditional>(env, request_id, engine, tenant).await,
            (Self::Traditional, Postgres) => {
                object_status::<TraditionalPostgres>(env, request_id, engine, tenant).await
            }
            (Self::Hybrid, Sqlite) => object_status::<Hybrid>(env, request_id, engine, tenant).await,
            (Self::Hybrid, Postgres) => object_status::<HybridPostgres>(env, request_id, engine, tenant).await,
            (Self::Native, Sqlite) => object_status::<Native>(env, request_id, engine, tenant).await,
            (Self::Native, Postgres) => (Err(not_here()), Trace::default()),
        }
    }
}

/// How the router asks for a request.
pub(crate) fn asking(request_id: RequestId) -> Asking {
    Asking { request_id, from: ServiceName::Router, patience: Duration::from_millis(limits::QUERY_DEADLINE_MS) }
}

/// Ends a wait for a service that answers nothing at all. The state object's own deadline comes first, and says more: that
/// nothing was stored. Here nobody knows.
pub(crate) async fn in_time<S: Service, T>(
    asking: impl Future<Output = (Result<T, Failure>, Trace)>,
) -> (Result<T, Failure>, Trace) {
    let patience = Duration::from_millis(limits::QUERY_DEADLINE_MS) + GRACE;
    within(patience, asking).await.unwrap_or_else(|| {
        let message = "no answer in time; a write may have been stored, so try again under an idempotency key";
        (Err(Failure::new(S::FAILED, message)), Trace::default())
    })
}

fn not_here() -> Failure {
    let message = "native is the object's own SQLite; postgres runs in new, traditional and hybrid";
    Failure::new(ErrorCode::EngineNotHere, message)
}

async fn query_object<S: ObjectService>(
    env: &Env,
    request_id: RequestId,
    input: QueryInput,
) -> (Result<QueryOutput, Failure>, Trace) {
    match Client::<S>::object(env, &input.engine.object_of(&input.tenant)) {
        Ok(object) => in_time::<S, _>(object.ask::<Query<S>>(asking(request_id), &input, Attachment::None)).await,
        Err(failure) => (Err(failure), Trace::default()),
    }
}

async fn object_status<S: ObjectService>(
    env: &Env,
    request_id: RequestId,
    engine: EngineName,
    tenant: &TenantId,
) -> (Result<ObjectReport, Failure>, Trace) {
    match Client::<S>::object(env, &engine.object_of(tenant)) {
        Ok(object) => {
            in_time::<S, _>(object.ask::<ObjectStatus<S>>(asking(request_id), &engine, Attachment::None)).await
        }
        Err(failure) => (Err(failure), Trace::default()),
    }
}
