//! Who answers calls: each service with its binding, its class where it has objects, and what its failure is called.

use super::ServiceName;
use crate::error::ErrorCode;

/// A Worker that answers calls of other Workers.
pub trait Service {
    /// Its name.
    const NAME: ServiceName;
    /// The binding under which its callers reach it.
    const BINDING: &'static str;
    /// What a caller answers when it fails or cannot be reached.
    const FAILED: ErrorCode;
}

/// A service whose instances are Durable Objects, one for each tenant.
pub trait ObjectService: Service {
    /// The name of the exported class.
    const CLASS: &'static str;
}

/// A service that executes on copies of tenants, with one engine.
pub trait ComputeService: Service {}

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

/// The stateless engine of the split.
pub enum Compute {}
impl Service for Compute {
    const NAME: ServiceName = ServiceName::Compute;
    const BINDING: &'static str = "COMPUTE";
    const FAILED: ErrorCode = ErrorCode::ComputeFailed;
}
impl ComputeService for Compute {}

/// The stateless engine of the split, where it is Postgres.
pub enum ComputePostgres {}
impl Service for ComputePostgres {
    const NAME: ServiceName = ServiceName::ComputePostgres;
    const BINDING: &'static str = "COMPUTE_POSTGRES";
    const FAILED: ErrorCode = ErrorCode::ComputeFailed;
}
impl ComputeService for ComputePostgres {}

/// The object with its engine inside.
pub enum Traditional {}
impl Service for Traditional {
    const NAME: ServiceName = ServiceName::Traditional;
    const BINDING: &'static str = "TRADITIONAL";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for Traditional {
    const CLASS: &'static str = "TraditionalObject";
}

/// The object with its engine inside, where it is Postgres.
pub enum TraditionalPostgres {}
impl Service for TraditionalPostgres {
    const NAME: ServiceName = ServiceName::TraditionalPostgres;
    const BINDING: &'static str = "TRADITIONAL_POSTGRES";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for TraditionalPostgres {
    const CLASS: &'static str = "TraditionalObject";
}

/// The object that asks compute until its own engine is loaded.
pub enum Hybrid {}
impl Service for Hybrid {
    const NAME: ServiceName = ServiceName::Hybrid;
    const BINDING: &'static str = "HYBRID";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for Hybrid {
    const CLASS: &'static str = "HybridObject";
}

/// The object that asks compute until its own engine is loaded, where both are Postgres.
pub enum HybridPostgres {}
impl Service for HybridPostgres {
    const NAME: ServiceName = ServiceName::HybridPostgres;
    const BINDING: &'static str = "HYBRID_POSTGRES";
    const FAILED: ErrorCode = ErrorCode::ObjectFailed;
}
impl ObjectService for HybridPostgres {
    const CLASS: &'static str = "HybridObject";
}

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
