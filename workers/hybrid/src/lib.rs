//! The hybrid Worker: one Durable Object for each tenant, which asks compute until its own WASM engine is loaded.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod logic;
mod switch;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;

use std::rc::Rc;

use engine::{CHOSEN, Chosen, ChosenType};
use js_sys::Uint8Array;
use kit::{
    client::Asking,
    clock::WorkerClock,
    object::{self, ObjectLife, after_reply},
    serve::{Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::{Hybrid, Service},
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
};
use tenant::{
    object::{TenantObject, answer, fold_later},
    split::ComputeBinding,
    store::Store,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object};

use crate::logic::Tenant;

/// The object of one tenant.
#[durable_object(fetch)]
pub struct HybridObject {
    tenant: Rc<Tenant<ObjectTables, Chosen, ComputeBinding, WorkerClock>>,
    life: ObjectLife<Hybrid<ChosenType>>,
    state: State,
}

impl DurableObject for HybridObject {
    fn new(state: State, env: Env) -> Self {
        let store = Store::new(ObjectTables::new(&state), CHOSEN);
        let compute = ComputeBinding::new(env, CHOSEN);
        let tenant = Tenant::new(Hybrid::<ChosenType>::NAME, store, compute, WorkerClock);
        Self { tenant: Rc::new(tenant), life: ObjectLife::new(), state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }
}

#[wasm_bindgen]
impl HybridObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        answer(self, Arrived::at(self.life.place(), &method, &question)).await.reply()
    }
}

impl TenantObject for HybridObject {
    type Service = Hybrid<ChosenType>;

    async fn query(&self, asking: Asking, input: QueryInput) -> Outcome<QueryOutput> {
        let name = input.tenant.clone();
        let outcome = self.tenant.query(asking, input).await;
        fold_later(&self.state, &self.tenant);
        if self.tenant.wants_load() {
            let tenant = Rc::clone(&self.tenant);
            after_reply(&self.state, async move {
                if let Err(failure) = tenant.load(&name).await {
                    console_error!("the engine could not be loaded: {failure}");
                }
            });
        }
        outcome
    }

    async fn status(&self, engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        self.tenant.report(engine)
    }
}
