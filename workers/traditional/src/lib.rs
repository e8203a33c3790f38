//! The traditional Worker: one Durable Object for each tenant, with the WASM engine inside.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod logic;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;

use std::rc::Rc;

use engine::{CHOSEN, Chosen, ChosenType};
use js_sys::Uint8Array;
use kit::{
    client::Asking,
    object::{self, ObjectLife},
    serve::{Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::Traditional,
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{TenantObject, answer, fold_later},
    store::Store,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::logic::Tenant;

/// The object of one tenant.
#[durable_object(fetch)]
pub struct TraditionalObject {
    tenant: Rc<Tenant<ObjectTables, Chosen>>,
    life: ObjectLife<Traditional<ChosenType>>,
    state: State,
}

impl DurableObject for TraditionalObject {
    fn new(state: State, _env: Env) -> Self {
        let store = Store::new(ObjectTables::new(&state), CHOSEN);
        Self { tenant: Rc::new(Tenant::new(store)), life: ObjectLife::new(), state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }
}

#[wasm_bindgen]
impl TraditionalObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        answer(self, Arrived::at(self.life.place(), &method, &question)).await.reply()
    }
}

impl TenantObject for TraditionalObject {
    type Service = Traditional<ChosenType>;

    async fn query(&self, _asking: Asking, input: QueryInput) -> Outcome<QueryOutput> {
        let outcome = self.tenant.query(&input).await;
        fold_later(&self.state, &self.tenant);
        (outcome, Trace::default())
    }

    async fn status(&self, engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        self.tenant.report(engine)
    }
}
