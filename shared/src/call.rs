//! The table of services and calls: who answers what.
//!
//! A client is made for one [`Service`] and takes only a [`Call`] of that service, so asking one what another answers
//! does not compile. No binding, class or method name is spelled anywhere else in Rust; a test of the harness compares
//! this table with the wrangler files.
//!
//! | service | binding | calls |
//! |---|---|---|
//! | [`State`] | `STATE` | [`Query`], [`ObjectStatus`], [`PlanWarming`] |
//! | [`Traditional`] | `TRADITIONAL` | [`Query`], [`ObjectStatus`] |
//! | [`Native`] | `NATIVE` | [`Query`], [`ObjectStatus`] |
//! | [`Compute`] | `COMPUTE` | [`Execute`], [`Ping`], [`KeepWarm`], [`ComputeStatus`] |
//! | [`RpcCaller`] | `RPC_CALLER` | [`MakeCall`], [`MakeBatch`], [`CallerStatus`] |
//! | [`RpcRuntime`] | `RPC_RUNTIME` | [`Run`], [`RuntimeStatus`] |
//! | [`RpcObject`] | `RPC_OBJECT` | [`Run`] |

use std::marker::PhantomData;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    encoding::{Encoding, Json, MessagePack, Postcard},
    error::ErrorCode,
    keep_warm::{WarmingPlan, WarmingReport},
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, ObjectReport, PingPayload, QueryInput, QueryOutput},
    rpc::{Batch, BatchReport, CallReport, CallerReport, Plan, RuntimeReport, Task, Value},
};

/// The Workers of the project; the name of each is that of its package and of its wrangler file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceName {
    /// The public entry.
    Router,
    /// The state object of the split.
    State,
    /// The stateless engine of the split.
    Compute,
    /// The object with its engine inside.
    Traditional,
    /// The object's own SQLite.
    Native,
    /// The thin Worker that makes measured calls.
    RpcCaller,
    /// The runtime that answers measured calls, as a Worker and as an object.
    RpcRuntime,
    /// Stands before several isolates of a compute Worker; an experiment, not deployed with the others.
    Spreader,
}

impl ServiceName {
    /// Every Worker that is deployed with the others, in the order of deployment: each comes after those it calls.
    pub const DEPLOYMENT_ORDER: [Self; 7] =
        [Self::Compute, Self::State, Self::Traditional, Self::Native, Self::RpcRuntime, Self::RpcCaller, Self::Router];

    /// The name of the package and of the wrangler file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::State => "state",
            Self::Compute => "compute",
            Self::Traditional => "traditional",
            Self::Native => "native",
            Self::RpcCaller => "rpc-caller",
            Self::RpcRuntime => "rpc-runtime",
            Self::Spreader => "spreader",
        }
    }
}

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

/// One question that one service answers.
pub trait Call {
    /// Who answers.
    type Service: Service;
    /// What is asked.
    type Input: Serialize + DeserializeOwned;
    /// What is answered.
    type Output: Serialize + DeserializeOwned;
    /// How both are written.
    type Encoding: Encoding;
    /// The name on the wire.
    const METHOD: &'static str;
}

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

/// Run a batch for the tenant of an object.
pub struct Query<S>(PhantomData<S>);
impl<S: ObjectService> Call for Query<S> {
    type Service = S;
    type Input = QueryInput;
    type Output = QueryOutput;
    type Encoding = Postcard;
    const METHOD: &'static str = "query";
}

/// Say what an object holds.
pub struct ObjectStatus<S>(PhantomData<S>);
impl<S: ObjectService> Call for ObjectStatus<S> {
    type Service = S;
    type Input = ();
    type Output = ObjectReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Have an object's alarm keep compute warm for a while, instead of what it was told before.
pub enum PlanWarming {}
impl Call for PlanWarming {
    type Service = State;
    type Input = WarmingPlan;
    type Output = WarmingReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "plan_warming";
}

/// Execute a batch on a copy of a tenant.
pub enum Execute {}
impl Call for Execute {
    type Service = Compute;
    type Input = ExecuteInput;
    type Output = ExecuteOutput;
    type Encoding = Postcard;
    const METHOD: &'static str = "execute";
}

/// Answer at once with the payload: what a hop costs by itself.
pub enum Ping {}
impl Call for Ping {
    type Service = Compute;
    type Input = PingPayload;
    type Output = PingPayload;
    type Encoding = Postcard;
    const METHOD: &'static str = "ping";
}

/// Start the engine if it is not running.
pub enum KeepWarm {}
impl Call for KeepWarm {
    type Service = Compute;
    type Input = ();
    type Output = ComputeReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "keep_warm";
}

/// Say what this isolate of compute holds, without starting anything.
pub enum ComputeStatus {}
impl Call for ComputeStatus {
    type Service = Compute;
    type Input = ();
    type Output = ComputeReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Make one measured call.
pub enum MakeCall {}
impl Call for MakeCall {
    type Service = RpcCaller;
    type Input = Plan;
    type Output = CallReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "call";
}

/// Make a batch of measured calls.
pub enum MakeBatch {}
impl Call for MakeBatch {
    type Service = RpcCaller;
    type Input = Batch;
    type Output = BatchReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "batch";
}

/// Say which ways the caller has.
pub enum CallerStatus {}
impl Call for CallerStatus {
    type Service = RpcCaller;
    type Input = ();
    type Output = CallerReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Run a task, asked and answered in the encoding `E`, after which the method is named.
pub struct Run<S, E>(PhantomData<(S, E)>);
impl<S: Service, E: RunEncoding> Call for Run<S, E> {
    type Service = S;
    type Input = Task;
    type Output = Value;
    type Encoding = E;
    const METHOD: &'static str = E::METHOD;
}

/// The encodings in which a task can be asked.
pub trait RunEncoding: Encoding {
    /// The method that takes them.
    const METHOD: &'static str;
}
impl RunEncoding for Postcard {
    const METHOD: &'static str = "run";
}
impl RunEncoding for Json {
    const METHOD: &'static str = "run_json";
}
impl RunEncoding for MessagePack {
    const METHOD: &'static str = "run_messagepack";
}

/// Say what this isolate of the runtime has done.
pub enum RuntimeStatus {}
impl Call for RuntimeStatus {
    type Service = RpcRuntime;
    type Input = ();
    type Output = RuntimeReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}
