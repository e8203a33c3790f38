//! The traditional Worker: one Durable Object for each tenant, with the WASM engine inside.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod logic;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;

use std::rc::Rc;

use engine::{CHOSEN, Chosen};
use js_sys::Uint8Array;
use kit::object::ObjectLife;
#[cfg(feature = "sqlite")]
use shared::call::Traditional;
#[cfg(feature = "postgres")]
use shared::call::TraditionalPostgres as Traditional;
use shared::{
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{self, ObjectRequest, TenantObject},
    store::Store,
    tables::ObjectTables,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event};

use crate::logic::Tenant;

/// The object of one tenant.
#[durable_object(fetch)]
pub struct TraditionalObject {
    tenant: Rc<Tenant<ObjectTables, Chosen>>,
    life: ObjectLife<Traditional>,
    state: State,
}

impl DurableObject for TraditionalObject {
    fn new(state: State, _env: Env) -> Self {
        let store = Store::new(ObjectTables::new(&state), CHOSEN);
        Self { tenant: Rc::new(Tenant::new(store)), life: ObjectLife::new(), state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("this object answers RPC only", 404)
    }
}

#[wasm_bindgen]
impl TraditionalObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        object::answer(self, &self.life, &method, &question).await
    }
}

impl TenantObject for TraditionalObject {
    type Service = Traditional;

    async fn query(
        &self,
        _request: ObjectRequest,
        input: QueryInput,
    ) -> (std::result::Result<QueryOutput, Failure>, Trace) {
        let outcome = self.tenant.query(&input).await;
        if self.tenant.wants_fold() {
            let tenant = Rc::clone(&self.tenant);
            object::fold_later(&self.state, move || tenant.fold());
        }
        (outcome, Trace::default())
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
