//! The workflow Worker: objects that run instances of workflows, each object many of them.
//!
//! ```text
//! router ─┬─ accept, run, signal, control ──> workflow object ─┬─ durable calls ──> accounts
//!         │                                                    ├─ POST /events ───> tracker
//!         ├─ list, count ──> index object <─ rows as they are ─┘
//!         └─ try ───────────────────────────> seed object: an engine built as slow ones are, or one row
//! ```
//!
//! The workflows are in [`examples`], one in a file; the object around them is that of `workflow_object`. [`seed`] is for trials.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

#[cfg(feature = "fault-injection")]
mod conformance;
mod design;
mod examples;
mod seed;

use std::rc::Rc;

use durable::target::Target;
use js_sys::Uint8Array;
use kit::{
    client::Client,
    object::{self, ObjectLife},
    serve::{Answer, Arrived},
    tables::ObjectTables,
};
use shared::{
    call::{
        AnyInbox, CallTarget, Service, Workflow, WorkflowIndex, WorkflowSeed,
        workflow::{CountIndexed, ListIndexed, TellIndex},
    },
    error::{ErrorCode, Failure},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};
use workflow_index::Index;
use workflow_object::Instances;

use crate::seed::Seed;

/// The object that holds instances.
#[durable_object(alarm)]
pub struct WorkflowObject {
    instances: Rc<Instances>,
    life: ObjectLife<Workflow>,
}

impl DurableObject for WorkflowObject {
    fn new(state: State, env: Env) -> Self {
        let design = design::of(state.id().name().as_deref());
        let instances = Instances::new(state, env, examples::registry(), callees, design);
        Self { instances, life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }

    async fn alarm(&self) -> Result<Response> {
        self.instances.ring();
        Response::empty()
    }
}

#[wasm_bindgen]
impl WorkflowObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        self.instances.answer(self.life.place(), method, question)
    }
}

/// Instances call accounts.
fn callees(env: &Env, target: &Target) -> std::result::Result<Client<AnyInbox>, Failure> {
    if target.service == CallTarget::BINDING {
        return Client::inbox::<CallTarget>(env, &target.object);
    }
    Err(Failure::new(ErrorCode::Internal, format!("a workflow calls no {:?}", target.service)))
}

/// The object of the slow engine.
#[durable_object(alarm)]
pub struct SeedObject {
    seed: Rc<Seed>,
    life: ObjectLife<WorkflowSeed>,
}

impl DurableObject for SeedObject {
    fn new(state: State, env: Env) -> Self {
        Self { seed: Seed::new(state, env), life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }

    async fn alarm(&self) -> Result<Response> {
        Rc::clone(&self.seed).ring().await;
        Response::empty()
    }
}

#[wasm_bindgen]
impl SeedObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        self.seed.answer(self.life.place(), method, question)
    }
}

/// An index of the instances of many objects.
#[durable_object]
pub struct IndexObject {
    index: Index<ObjectTables>,
    life: ObjectLife<WorkflowIndex>,
}

impl DurableObject for IndexObject {
    fn new(state: State, _env: Env) -> Self {
        Self { index: Index::new(ObjectTables::new(&state)), life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }
}

#[wasm_bindgen]
impl IndexObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        Arrived::<WorkflowIndex>::at(self.life.place(), method, question)
            .on::<TellIndex>(|_, changes| Answer::Now(self.index.tell(&changes)))
            .on::<ListIndexed>(|_, question| Answer::Now(self.index.list(&question)))
            .on::<CountIndexed>(|_, workflow| Answer::Now(self.index.count(workflow.as_deref())))
            .reply()
    }
}
