//! The state Worker: one Durable Object for each tenant and engine, which owns the data and its order and has no engine.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod alarm;
mod keep_warm;

use std::{cell::OnceCell, rc::Rc};

use js_sys::Uint8Array;
use kit::{
    client::Asking,
    clock::WorkerClock,
    object::{self, ObjectLife},
    serve::{Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::{self, PlanWarming, ServiceName},
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{TenantObject, answer, fold_later},
    split::{ComputeBinding, Tenant},
    store::Store,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object};

use crate::{alarm::WarmingAlarm, keep_warm::KeepWarm};

type Split = Tenant<ObjectTables, ComputeBinding, WorkerClock>;

/// The object of one tenant.
#[durable_object(alarm)]
pub struct StateObject {
    /// Made by the first request: until then the object does not know whose pages it stores.
    tenant: OnceCell<Rc<Split>>,
    keep_warm: KeepWarm<ObjectTables, WarmingAlarm>,
    life: ObjectLife<call::State>,
    state: State,
    env: Env,
}

impl DurableObject for StateObject {
    fn new(state: State, env: Env) -> Self {
        let keep_warm = KeepWarm::new(ObjectTables::new(&state), WarmingAlarm::new(&state, env.clone()));
        Self { tenant: OnceCell::new(), keep_warm, life: ObjectLife::new(), state, env }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }

    async fn alarm(&self) -> Result<Response> {
        // A failure is of the object's own storage; the platform rings again.
        self.keep_warm.ring().await.map_err(|failure| worker::Error::RustError(failure.to_string()))?;
        Response::empty()
    }
}

#[wasm_bindgen]
impl StateObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        answer(self, Arrived::at(self.life.place(), &method, &question))
            .await
            .on_waiting::<PlanWarming>(async |_, plan| (self.keep_warm.begin(plan).await, Trace::default()))
            .await
            .reply()
    }
}

impl StateObject {
    fn tenant(&self, engine: EngineName) -> &Rc<Split> {
        self.tenant.get_or_init(|| {
            let store = Store::new(ObjectTables::new(&self.state), engine);
            let compute = ComputeBinding::new(self.env.clone(), engine);
            Rc::new(Tenant::new(ServiceName::State, store, compute, WorkerClock))
        })
    }
}

impl TenantObject for StateObject {
    type Service = call::State;

    async fn query(&self, asking: Asking, input: QueryInput) -> Outcome<QueryOutput> {
        let tenant = self.tenant(input.engine);
        let outcome = tenant.query(asking, input).await;
        fold_later(&self.state, tenant);
        outcome
    }

    async fn status(&self, engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        if let Err(failure) = self.keep_warm.watch().await {
            console_error!("the alarm could not be looked after: {failure}");
        }
        Ok(ObjectReport { keep_warm: self.keep_warm.report()?, ..self.tenant(engine).report(engine, false)? })
    }
}
