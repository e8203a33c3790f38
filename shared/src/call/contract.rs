//! The services in one list, so that a test can hold every wrangler file against them.

use super::{
    CallSource, CallTarget, Compute, Hybrid, Native, ObjectService, Pool, PoolHost, RpcCaller, RpcObject, RpcRuntime,
    Service, ServiceName, State, Traditional, Workflow, WorkflowIndex, WorkflowSeed, WorkflowTracker,
};
use crate::engine::{Postgres, Sqlite};

/// How callers reach a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    /// The Worker that answers.
    pub service: ServiceName,
    /// The binding under which its callers have it.
    pub binding: &'static str,
    /// The class, where objects answer.
    pub class: Option<&'static str>,
}

/// Every way in which a Worker may be bound to another.
pub const FACES: [Face; 19] = [
    worker::<Compute<Sqlite>>(),
    worker::<Compute<Postgres>>(),
    object::<State>(),
    object::<Traditional<Sqlite>>(),
    object::<Traditional<Postgres>>(),
    object::<Hybrid<Sqlite>>(),
    object::<Hybrid<Postgres>>(),
    object::<Native>(),
    worker::<RpcRuntime>(),
    object::<RpcObject>(),
    worker::<RpcCaller>(),
    object::<CallSource>(),
    object::<CallTarget>(),
    object::<Workflow>(),
    object::<WorkflowSeed>(),
    object::<WorkflowIndex>(),
    object::<WorkflowTracker>(),
    worker::<PoolHost>(),
    object::<Pool>(),
];

const fn worker<S: Service>() -> Face {
    Face { service: S::NAME, binding: S::BINDING, class: None }
}

const fn object<S: ObjectService>() -> Face {
    Face { service: S::NAME, binding: S::BINDING, class: Some(S::CLASS) }
}
