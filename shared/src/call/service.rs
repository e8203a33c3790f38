//! Who answers calls: each service with its binding, its class where it has objects, and what its failure is called.

use std::marker::PhantomData;

use crate::{
    engine::{EngineName, EngineType},
    error::ErrorCode,
    service_name::ServiceName,
};

/// A Worker that answers calls of other Workers.
pub trait Service {
    /// Its name.
    const NAME: ServiceName;
    /// The binding under which its callers reach it.
    const BINDING: &'static str;
    /// What a caller answers when it fails or cannot be reached.
    const FAILED: ErrorCode;
}

/// A service whose instances are Durable Objects.
pub trait ObjectService: Service {
    /// The name of the exported class.
    const CLASS: &'static str;
}

/// What answers the calls of an object that owns a tenant.
pub trait TenantService {}

/// What answers the calls of a Worker that executes on copies of tenants.
pub trait ComputeService {}

/// The object of a tenant, whichever Worker it belongs to.
pub enum AnyTenant {}
impl TenantService for AnyTenant {}

/// The stateless engine of the split, whichever engine it is.
pub enum AnyCompute {}
impl ComputeService for AnyCompute {}

/// The state object of the split.
pub enum State {}
impl Service for State {
    const NAME: ServiceName = ServiceName::State;
    const BINDING: &'static str = "STATE";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for State {
    const CLASS: &'static str = "StateObject";
}
impl TenantService for State {}

/// The stateless engine of the split.
pub struct Compute<E>(PhantomData<E>);
impl<E: EngineType> Service for Compute<E> {
    const NAME: ServiceName = match E::NAME {
        EngineName::Sqlite => ServiceName::Compute,
        EngineName::Postgres => ServiceName::ComputePostgres,
    };
    const BINDING: &'static str = match E::NAME {
        EngineName::Sqlite => "COMPUTE",
        EngineName::Postgres => "COMPUTE_POSTGRES",
    };
    const FAILED: ErrorCode = ErrorCode::ComputeFailed;
}
impl<E: EngineType> ComputeService for Compute<E> {}

/// The object with its engine inside.
pub struct Traditional<E>(PhantomData<E>);
impl<E: EngineType> Service for Traditional<E> {
    const NAME: ServiceName = match E::NAME {
        EngineName::Sqlite => ServiceName::Traditional,
        EngineName::Postgres => ServiceName::TraditionalPostgres,
    };
    const BINDING: &'static str = match E::NAME {
        EngineName::Sqlite => "TRADITIONAL",
        EngineName::Postgres => "TRADITIONAL_POSTGRES",
    };
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl<E: EngineType> ObjectService for Traditional<E> {
    const CLASS: &'static str = "TraditionalObject";
}
impl<E: EngineType> TenantService for Traditional<E> {}

/// The object that asks compute, of the same engine, until its own engine is loaded.
pub struct Hybrid<E>(PhantomData<E>);
impl<E: EngineType> Service for Hybrid<E> {
    const NAME: ServiceName = match E::NAME {
        EngineName::Sqlite => ServiceName::Hybrid,
        EngineName::Postgres => ServiceName::HybridPostgres,
    };
    const BINDING: &'static str = match E::NAME {
        EngineName::Sqlite => "HYBRID",
        EngineName::Postgres => "HYBRID_POSTGRES",
    };
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl<E: EngineType> ObjectService for Hybrid<E> {
    const CLASS: &'static str = "HybridObject";
}
impl<E: EngineType> TenantService for Hybrid<E> {}

/// The object's own SQLite.
pub enum Native {}
impl Service for Native {
    const NAME: ServiceName = ServiceName::Native;
    const BINDING: &'static str = "NATIVE";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for Native {
    const CLASS: &'static str = "NativeObject";
}
impl TenantService for Native {}

/// The thin Worker that makes measured calls.
pub enum RpcCaller {}
impl Service for RpcCaller {
    const NAME: ServiceName = ServiceName::RpcCaller;
    const BINDING: &'static str = "RPC_CALLER";
    const FAILED: ErrorCode = ErrorCode::RuntimeFailed;
}

/// The runtime that answers measured calls, as a Worker.
pub enum RpcRuntime {}
impl Service for RpcRuntime {
    const NAME: ServiceName = ServiceName::RpcRuntime;
    const BINDING: &'static str = "RPC_RUNTIME";
    const FAILED: ErrorCode = ErrorCode::RuntimeFailed;
}

/// The same runtime as a Durable Object.
pub enum RpcObject {}
impl Service for RpcObject {
    const NAME: ServiceName = ServiceName::RpcRuntime;
    const BINDING: &'static str = "RPC_OBJECT";
    const FAILED: ErrorCode = ErrorCode::RuntimeFailed;
}
impl ObjectService for RpcObject {
    const CLASS: &'static str = "RuntimeObject";
}

/// What takes the deliveries of an outbox: an object with an inbox.
pub trait InboxService {}

/// An object with an inbox, whichever Worker it belongs to.
pub enum AnyInbox {}
impl InboxService for AnyInbox {}

/// The objects that call others.
pub enum CallSource {}
impl Service for CallSource {
    const NAME: ServiceName = ServiceName::CallSource;
    const BINDING: &'static str = "CALL_SOURCE";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for CallSource {
    const CLASS: &'static str = "SourceObject";
}
impl InboxService for CallSource {}

/// The objects that are called.
pub enum CallTarget {}
impl Service for CallTarget {
    const NAME: ServiceName = ServiceName::CallTarget;
    const BINDING: &'static str = "CALL_TARGET";
    const FAILED: ErrorCode = ErrorCode::TargetFailed;
}
impl ObjectService for CallTarget {
    const CLASS: &'static str = "TargetObject";
}
impl InboxService for CallTarget {}

/// The objects that run instances of workflows.
pub enum Workflow {}
impl Service for Workflow {
    const NAME: ServiceName = ServiceName::Workflow;
    const BINDING: &'static str = "WORKFLOW";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for Workflow {
    const CLASS: &'static str = "WorkflowObject";
}

/// Objects of the same Worker that do without the engine, for trials.
pub enum WorkflowSeed {}
impl Service for WorkflowSeed {
    const NAME: ServiceName = ServiceName::Workflow;
    const BINDING: &'static str = "WORKFLOW_SEED";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for WorkflowSeed {
    const CLASS: &'static str = "SeedObject";
}

/// The indexes of all instances: objects of the same Worker.
pub enum WorkflowIndex {}
impl Service for WorkflowIndex {
    const NAME: ServiceName = ServiceName::Workflow;
    const BINDING: &'static str = "WORKFLOW_INDEX";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for WorkflowIndex {
    const CLASS: &'static str = "IndexObject";
}

/// The trackers, each for one object.
pub enum WorkflowTracker {}
impl Service for WorkflowTracker {
    const NAME: ServiceName = ServiceName::WorkflowTracker;
    const BINDING: &'static str = "WORKFLOW_TRACKER";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for WorkflowTracker {
    const CLASS: &'static str = "TrackerObject";
}

/// The objects that keep isolates, queue for them and refuse.
pub enum Pool {}
impl Service for Pool {
    const NAME: ServiceName = ServiceName::Pool;
    const BINDING: &'static str = "POOL";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for Pool {
    const CLASS: &'static str = "PoolObject";
}

/// The stateless Worker that opens isolates.
pub enum PoolHost {}
impl Service for PoolHost {
    const NAME: ServiceName = ServiceName::PoolHost;
    const BINDING: &'static str = "POOL_HOST";
    const FAILED: ErrorCode = ErrorCode::RuntimeFailed;
}

/// An isolate that the host has opened: the host's code, in a place of its own.
pub enum PoolIsolate {}
impl Service for PoolIsolate {
    const NAME: ServiceName = ServiceName::PoolHost;
    const BINDING: &'static str = "POOL_HOST";
    const FAILED: ErrorCode = ErrorCode::RuntimeFailed;
}
