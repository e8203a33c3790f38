//! The source Worker: the objects that call others, in every way in which one object can call another.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod batch;
mod counts;
mod durable;
mod gate;
mod intents;
mod numbers;
mod peers;
mod plain;
mod queued;
mod source;
mod targets;
mod ways;

use std::rc::Rc;

use js_sys::Uint8Array;
use kit::object::{self, ObjectLife};
use shared::call::CallSource;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::source::Source;

/// The object that makes the batches of one name.
#[durable_object(alarm)]
pub struct SourceObject {
    source: Rc<Source>,
    life: ObjectLife<CallSource>,
}

impl DurableObject for SourceObject {
    fn new(state: State, env: Env) -> Self {
        Self { source: Rc::new(Source::new(state, env)), life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }

    async fn alarm(&self) -> Result<Response> {
        self.source.ring();
        Response::empty()
    }
}

#[wasm_bindgen]
impl SourceObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        self.source.answer(self.life.place(), method, question)
    }
}
