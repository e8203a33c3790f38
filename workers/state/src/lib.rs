//! The state Worker: one Durable Object for each tenant, which owns its data and its order and has no engine.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod tenant;
mod transport;
mod turn;

use std::rc::Rc;

use js_sys::Uint8Array;
use kit::{
    clock::WorkerClock,
    object::{self, ObjectLife, ObjectRequest, TenantObject},
    store::Store,
    tables::ObjectTables,
};
use shared::{
    call,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object, event};

use crate::{tenant::Tenant, transport::ComputeBinding};

/// The engine whose pages the store holds; compute runs it.
const ENGINE: &str = "sqlite";

/// The object of one tenant.
#[durable_object(fetch)]
pub struct StateObject {
    tenant: Rc<Tenant<ObjectTables, ComputeBinding, WorkerClock>>,
    life: ObjectLife<call::State>,
    state: State,
}

impl DurableObject for StateObject {
    fn new(state: State, env: Env) -> Self {
        let store = Store::new(ObjectTables::new(&state), ENGINE);
        let tenant = Rc::new(Tenant::new(store, ComputeBinding::new(env), WorkerClock));
        Self { tenant, life: ObjectLife::new(), state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("this object answers RPC only", 404)
    }
}

#[wasm_bindgen]
impl StateObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        object::answer(self, &self.life, &method, &question).await
    }
}

impl TenantObject for StateObject {
    type Service = call::State;

    async fn query(
        &self,
        request: ObjectRequest,
        input: QueryInput,
    ) -> (std::result::Result<QueryOutput, Failure>, Trace) {
        let answer = self.tenant.query(request, input).await;
        if self.tenant.wants_fold() {
            let tenant = Rc::clone(&self.tenant);
            object::fold_later(&self.state, move || tenant.fold());
        }
        answer
    }

    fn status(&self) -> std::result::Result<ObjectReport, Failure> {
        self.tenant.report()
    }
}

/// The Worker has no address of its own; every call goes to an object.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: worker::Context) -> Result<Response> {
    Response::error("not found", 404)
}
