//! The table of services and calls: who answers what.
//!
//! A client is made for one [`Service`] and takes only a [`Call`] of that service, so asking one what another answers
//! does not compile. No binding, class or method name is spelled anywhere else in Rust; a test of the harness compares
//! this table with the wrangler files.
//!
//! | service | binding | calls |
//! |---|---|---|
//! | [`State`] | `STATE` | [`Query`], [`ObjectStatus`], [`PlanWarming`] |
//! | [`Traditional`] | `TRADITIONAL`, `TRADITIONAL_POSTGRES` | [`Query`], [`ObjectStatus`] |
//! | [`Hybrid`] | `HYBRID`, `HYBRID_POSTGRES` | [`Query`], [`ObjectStatus`] |
//! | [`Native`] | `NATIVE` | [`Query`], [`ObjectStatus`] |
//! | [`Compute`] | `COMPUTE`, `COMPUTE_POSTGRES` | [`Execute`], [`Ping`], [`KeepWarm`], [`ComputeStatus`] |
//! | [`RpcCaller`] | `RPC_CALLER` | [`MakeCall`], [`MakeBatch`], [`CallerStatus`] |
//! | [`RpcRuntime`] | `RPC_RUNTIME` | [`Run`], [`RuntimeStatus`] |
//! | [`RpcObject`] | `RPC_OBJECT` | [`Run`] |
//! | [`CallSource`] | `CALL_SOURCE` | [`durable::RunBatch`], [`durable::Deliver`], and what looks at its outbox |
//! | [`CallTarget`] | `CALL_TARGET` | [`durable::Debit`], [`durable::Enqueue`], [`durable::Deliver`], [`durable::ReadLedger`] |
//! | [`Workflow`] | `WORKFLOW` | [`workflow::Accept`], [`workflow::Run`], and what looks at instances and controls them |
//! | [`WorkflowSeed`] | `WORKFLOW_SEED` | [`workflow::Try`] |
//! | [`WorkflowIndex`] | `WORKFLOW_INDEX` | [`workflow::TellIndex`], [`workflow::ListIndexed`], [`workflow::CountIndexed`] |
//! | [`Pool`] | `POOL` | [`pool::RunPooled`], and what looks at a pool and changes it |
//! | [`PoolHost`] | `POOL_HOST` | [`pool::RunUnpooled`], [`pool::ReadHost`]; it opens isolates, which answer [`pool::RunTask`] |
//! | [`WorkflowTracker`] | `WORKFLOW_TRACKER` | [`workflow::ReadTracker`], [`workflow::SetConduct`]; events arrive over HTTP |
//!
//! What is deployed once for each engine has the engine as its parameter. Whoever only learns at run time which one is meant
//! asks [`AnyCompute`] or [`AnyTenant`].

mod contract;
pub mod durable;
pub mod pool;
mod service;
pub mod workflow;

use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};

pub use self::contract::{FACES, Face};
pub use self::service::{
    AnyCompute, AnyInbox, AnyTenant, CallSource, CallTarget, Compute, ComputeService, Hybrid, InboxService, Native,
    ObjectService, Pool, PoolHost, PoolIsolate, RpcCaller, RpcObject, RpcRuntime, Service, State, TenantService,
    Traditional, Workflow, WorkflowIndex, WorkflowSeed, WorkflowTracker,
};
pub use crate::service_name::ServiceName;
use crate::{
    encoding::{Encoding, Json, MessagePack, Postcard},
    engine::EngineName,
    keep_warm::{WarmingPlan, WarmingReport},
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, ObjectReport, PingPayload, QueryInput, QueryOutput},
    rpc::{Batch, BatchReport, CallReport, CallerReport, Plan, RuntimeReport, Task, Value},
};

/// One question that one service answers.
pub trait Call {
    /// Who answers: a service, or any of its kind.
    type Service;
    /// What is asked.
    type Input: Serialize + DeserializeOwned;
    /// What is answered.
    type Output: Serialize + DeserializeOwned;
    /// How both are written.
    type Encoding: Encoding;
    /// The name on the wire.
    const METHOD: &'static str;
}

/// Run a batch for the tenant of an object.
pub struct Query<S>(PhantomData<S>);
impl<S: TenantService> Call for Query<S> {
    type Service = S;
    type Input = QueryInput;
    type Output = QueryOutput;
    type Encoding = Postcard;
    const METHOD: &'static str = "query";
}

/// Say what an object holds, of the engine whose pages it stores.
pub struct ObjectStatus<S>(PhantomData<S>);
impl<S: TenantService> Call for ObjectStatus<S> {
    type Service = S;
    type Input = EngineName;
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
pub struct Execute<S>(PhantomData<S>);
impl<S: ComputeService> Call for Execute<S> {
    type Service = S;
    type Input = ExecuteInput;
    type Output = ExecuteOutput;
    type Encoding = Postcard;
    const METHOD: &'static str = "execute";
}

/// Answer at once with the payload: what a hop costs by itself.
pub struct Ping<S>(PhantomData<S>);
impl<S: ComputeService> Call for Ping<S> {
    type Service = S;
    type Input = PingPayload;
    type Output = PingPayload;
    type Encoding = Postcard;
    const METHOD: &'static str = "ping";
}

/// Start the engine if it is not running.
pub struct KeepWarm<S>(PhantomData<S>);
impl<S: ComputeService> Call for KeepWarm<S> {
    type Service = S;
    type Input = ();
    type Output = ComputeReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "keep_warm";
}

/// Say what this isolate of compute holds, without starting anything.
pub struct ComputeStatus<S>(PhantomData<S>);
impl<S: ComputeService> Call for ComputeStatus<S> {
    type Service = S;
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
