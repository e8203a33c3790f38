//! The runtime of measured calls: the same functions behind every way to ask for them, as a Worker and as an object.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod next;
mod runtime;

use std::{cell::Cell, time::Duration};

use js_sys::Uint8Array;
use kit::{border, client::Asking, identity, method, object::ObjectLife, serve, stream::Attachment};
use shared::{
    call::{RpcObject, RpcRuntime, Run, RunEncoding, RuntimeStatus, Service, ServiceName},
    encoding::{Json, MessagePack, Postcard},
    envelope::Question,
    error::Failure,
    rpc::{RuntimeReport, Task, Value},
    timing::{Place, Trace},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event};

use crate::{next::Link, runtime::Step};

thread_local! {
    static ANSWERED: Cell<u64> = const { Cell::new(0) };
}

/// Answers a call of the Worker; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array) -> JsValue {
    let here = identity::here(RpcRuntime::NAME);
    if !method::is::<RuntimeStatus>(method) {
        return answer::<RpcRuntime>(here, method, question);
    }
    match serve::question::<RuntimeStatus>(question) {
        Ok(Question { request_id, .. }) => {
            serve::reply::<RuntimeStatus>(here, request_id, Ok(report()), Trace::default())
        }
        Err(failure) => serve::unreadable::<RuntimeStatus>(here, failure),
    }
}

/// The same runtime as a Durable Object, which keeps nothing.
#[durable_object(fetch)]
pub struct RuntimeObject {
    life: ObjectLife<RpcObject>,
}

impl DurableObject for RuntimeObject {
    fn new(_state: State, _env: Env) -> Self {
        Self { life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("the entry module answers fetch", 404)
    }
}

#[wasm_bindgen]
impl RuntimeObject {
    /// Answers a call of the object.
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        answer::<RpcObject>(self.life.place(), method, question)
    }
}

fn report() -> RuntimeReport {
    RuntimeReport { answered: ANSWERED.get(), crossings: border::crossings() }
}

fn answer<L: Link + 'static>(here: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
    #[cfg(feature = "fault-injection")]
    assert!(*method != "panic", "asked to panic");
    if method::is::<Run<L, Postcard>>(method) {
        return answer_run::<L, Postcard>(here, question);
    }
    if method::is::<Run<L, Json>>(method) {
        return answer_run::<L, Json>(here, question);
    }
    if method::is::<Run<L, MessagePack>>(method) {
        return answer_run::<L, MessagePack>(here, question);
    }
    serve::unknown_method::<L>(here, method)
}

/// Answers at once where this is the last runtime, so that no promise stands in the way.
fn answer_run<L: Link + 'static, E: RunEncoding + 'static>(here: Place, question: &Uint8Array) -> JsValue {
    let Question { request_id, patience_ms, input } = match serve::question::<Run<L, E>>(question) {
        Ok(question) => question,
        Err(failure) => return serve::unreadable::<Run<L, E>>(here, failure),
    };
    ANSWERED.set(ANSWERED.get() + 1);
    match runtime::step(input) {
        Step::Done(outcome) => serve::reply::<Run<L, E>>(here, request_id, outcome, Trace::default()),
        Step::Forward(task) => future_to_promise(async move {
            let asking =
                Asking { request_id, from: ServiceName::RpcRuntime, patience: Duration::from_millis(patience_ms) };
            let (outcome, trace) = forward::<L, E>(asking, &task).await;
            Ok(serve::reply::<Run<L, E>>(here, request_id, outcome, trace))
        })
        .into(),
    }
}

async fn forward<L: Link, E: RunEncoding>(asking: Asking, task: &Task) -> (std::result::Result<Value, Failure>, Trace) {
    L::next(task.method, task.depth).ask::<Run<L, E>>(asking, task, Attachment::None).await
}

/// The generated entrypoint needs a handler; the entry module has a `fetch` of its own, so nobody reaches this one.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("the entry module answers fetch", 404)
}
