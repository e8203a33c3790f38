//! The runtime of measured calls: the same functions behind every way to ask for them, as a Worker and as an object.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod next;
mod runtime;

use std::cell::Cell;

use js_sys::Uint8Array;
use kit::{
    border,
    client::Asking,
    object::{self, ObjectLife},
    serve::{Answer, Arrived},
    stream::Attachment,
};
use shared::{
    call::{RpcObject, RpcRuntime, Run, RunEncoding, RuntimeStatus},
    encoding::{Json, MessagePack, Postcard},
    rpc::{RuntimeReport, Task, Value},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::{next::Link, runtime::Step};

thread_local! {
    static ANSWERED: Cell<u64> = const { Cell::new(0) };
}

/// Answers a call of the Worker; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array) -> JsValue {
    panic_if_asked(method);
    on_runs(Arrived::<RpcRuntime>::here(method, question))
        .on::<RuntimeStatus>(|_, ()| Answer::Now(Ok(report())))
        .reply()
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
        object::no_address()
    }
}

#[wasm_bindgen]
impl RuntimeObject {
    /// Answers a call of the object.
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        panic_if_asked(method);
        on_runs(Arrived::<RpcObject>::at(self.life.place(), method, question)).reply()
    }
}

fn report() -> RuntimeReport {
    RuntimeReport { answered: ANSWERED.get(), crossings: border::crossings() }
}

fn on_runs<L: Link + 'static>(call: Arrived<'_, L>) -> Arrived<'_, L> {
    call.on::<Run<L, Postcard>>(run::<L, Postcard>)
        .on::<Run<L, Json>>(run::<L, Json>)
        .on::<Run<L, MessagePack>>(run::<L, MessagePack>)
}

/// Answers at once where this is the last runtime, so that no promise stands in the way.
fn run<L: Link + 'static, E: RunEncoding + 'static>(asking: Asking, task: Task) -> Answer<Value> {
    ANSWERED.set(ANSWERED.get() + 1);
    match runtime::step(task) {
        Step::Done(outcome) => Answer::Now(outcome),
        Step::Forward(task) => Answer::later(async move {
            let next = L::next(task.method, task.depth);
            next.ask::<Run<L, E>>(asking, &task, Attachment::None).await
        }),
    }
}

#[cfg(feature = "fault-injection")]
fn panic_if_asked(method: &JsValue) {
    assert!(*method != "panic", "asked to panic");
}

#[cfg(not(feature = "fault-injection"))]
fn panic_if_asked(_method: &JsValue) {}
