//! The runtime of measured calls: the same functions behind every way to ask for them, as a Worker and as an object.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod next;
mod runs;
mod runtime;

use js_sys::Uint8Array;
use kit::{
    object::{self, ObjectLife},
    serve::{Answer, Arrived},
};
use shared::call::{RpcObject, RpcRuntime, RuntimeStatus};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// Answers a call of the Worker; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array) -> JsValue {
    runs::answer(Arrived::<RpcRuntime>::here(method, question))
        .on::<RuntimeStatus>(|_, ()| Answer::Now(Ok(runs::report())))
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
        runs::answer(Arrived::<RpcObject>::at(self.life.place(), method, question)).reply()
    }
}
