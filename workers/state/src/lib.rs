//! The state Worker: one Durable Object for each tenant and engine, which owns the data and its order and has no engine.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod alarm;
mod keep_warm;

use std::{cell::OnceCell, rc::Rc};

use js_sys::Uint8Array;
use kit::{clock::WorkerClock, method, object::ObjectLife, serve};
use shared::{
    call::{self, ObjectStatus, PlanWarming, ServiceName},
    engine::EngineName,
    envelope::Question,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{self, ObjectRequest, TenantObject},
    split::{ComputeBinding, Tenant},
    store::Store,
    tables::ObjectTables,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object, event};

use crate::{alarm::ObjectAlarm, keep_warm::KeepWarm};

/// The object of one tenant.
#[durable_object(alarm)]
pub struct StateObject {
    /// Made by the first request: until then the object does not know whose pages it stores.
    tenant: OnceCell<Rc<Tenant<ObjectTables, ComputeBinding, WorkerClock>>>,
    keep_warm: KeepWarm<ObjectTables, ObjectAlarm>,
    life: ObjectLife<call::State>,
    state: State,
    env: Env,
}

impl DurableObject for StateObject {
    fn new(state: State, env: Env) -> Self {
        let alarm = ObjectAlarm::new(state.storage(), env.clone());
        let keep_warm = KeepWarm::new(ObjectTables::new(&state), alarm);
        Self { tenant: OnceCell::new(), keep_warm, life: ObjectLife::new(), state, env }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("this object answers RPC only", 404)
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
        if method::is::<PlanWarming>(&method) {
            return self.plan_warming(&question).await;
        }
        if method::is::<ObjectStatus<call::State>>(&method)
            && let Err(failure) = self.keep_warm.watch().await
        {
            console_error!("the alarm could not be looked after: {failure}");
        }
        object::answer(self, &self.life, &method, &question).await
    }
}

impl StateObject {
    fn tenant(&self, engine: EngineName) -> &Rc<Tenant<ObjectTables, ComputeBinding, WorkerClock>> {
        self.tenant.get_or_init(|| {
            let store = Store::new(ObjectTables::new(&self.state), engine);
            let compute = ComputeBinding::new(self.env.clone(), engine);
            Rc::new(Tenant::new(ServiceName::State, store, compute, WorkerClock))
        })
    }

    async fn plan_warming(&self, question: &Uint8Array) -> JsValue {
        let place = self.life.place();
        match serve::question::<PlanWarming>(question) {
            Ok(Question { request_id, input, .. }) => {
                let outcome = self.keep_warm.begin(input).await;
                serve::reply::<PlanWarming>(place, request_id, outcome, Trace::default())
            }
            Err(failure) => serve::unreadable::<PlanWarming>(place, failure),
        }
    }
}

impl TenantObject for StateObject {
    type Service = call::State;

    async fn query(
        &self,
        request: ObjectRequest,
        input: QueryInput,
    ) -> (std::result::Result<QueryOutput, Failure>, Trace) {
        let tenant = self.tenant(input.engine);
        let answer = tenant.query(request, input).await;
        if tenant.wants_fold() {
            let tenant = Rc::clone(tenant);
            object::fold_later(&self.state, move || tenant.fold());
        }
        answer
    }

    fn status(&self, engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        Ok(ObjectReport { keep_warm: self.keep_warm.report()?, ..self.tenant(engine).report(engine, false)? })
    }
}

/// The Worker has no address of its own; every call goes to an object.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: worker::Context) -> Result<Response> {
    Response::error("not found", 404)
}
