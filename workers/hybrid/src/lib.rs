//! The hybrid Worker: one Durable Object for each tenant, which asks compute until its own WASM engine is loaded.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod logic;
mod switch;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;

use std::rc::Rc;

use engine::{CHOSEN, Chosen};
use js_sys::Uint8Array;
use kit::{
    clock::WorkerClock,
    object::{ObjectLife, after_reply},
};
#[cfg(feature = "sqlite")]
use shared::call::Hybrid;
#[cfg(feature = "postgres")]
use shared::call::HybridPostgres as Hybrid;
use shared::{
    call::Service,
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{self, ObjectRequest, TenantObject},
    split::ComputeBinding,
    store::Store,
    tables::ObjectTables,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, DurableObject, Env, Request, Response, Result, State, console_error, durable_object, event};

use crate::logic::Tenant;

/// The object of one tenant.
#[durable_object(fetch)]
pub struct HybridObject {
    tenant: Rc<Tenant<ObjectTables, Chosen, ComputeBinding, WorkerClock>>,
    life: ObjectLife<Hybrid>,
    state: State,
}

impl DurableObject for HybridObject {
    fn new(state: State, env: Env) -> Self {
        let store = Store::new(ObjectTables::new(&state), CHOSEN);
        let tenant = Tenant::new(Hybrid::NAME, store, ComputeBinding::new(env, CHOSEN), WorkerClock);
        Self { tenant: Rc::new(tenant), life: ObjectLife::new(), state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("this object answers RPC only", 404)
    }
}

#[wasm_bindgen]
impl HybridObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        object::answer(self, &self.life, &method, &question).await
    }
}

impl TenantObject for HybridObject {
    type Service = Hybrid;

    async fn query(
        &self,
        request: ObjectRequest,
        input: QueryInput,
    ) -> (std::result::Result<QueryOutput, Failure>, Trace) {
        let name = input.tenant.clone();
        let answer = self.tenant.query(request, input).await;
        if self.tenant.wants_fold() {
            let tenant = Rc::clone(&self.tenant);
            object::fold_later(&self.state, move || tenant.fold());
        }
        if self.tenant.wants_load() {
            let tenant = Rc::clone(&self.tenant);
            after_reply(&self.state, async move {
                if let Err(failure) = tenant.load(&name).await {
                    console_error!("the engine could not be loaded: {failure}");
                }
            });
        }
        answer
    }

    fn status(&self, engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        self.tenant.report(engine)
    }
}

/// The Worker has no address of its own; every call goes to an object.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("not found", 404)
}
