//! The native Worker: one Durable Object for each tenant, whose own SQLite runs the SQL; the floor of every comparison.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod conflict;
mod counters;
mod cursor;
mod database;
mod deferral;
mod exact;
mod platform_error;
mod receipts;

use std::cell::Cell;

use js_sys::Uint8Array;
use kit::{
    client::Asking,
    object::{self, ObjectLife},
    serve::{Arrived, Outcome},
};
use shared::{
    call,
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::object::{TenantObject, answer};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::database::Database;

/// The object of one tenant.
#[durable_object(fetch)]
pub struct NativeObject {
    database: Database,
    life: ObjectLife<call::Native>,
    queries: Cell<u64>,
}

impl DurableObject for NativeObject {
    fn new(state: State, _env: Env) -> Self {
        Self { database: Database::new(&state), life: ObjectLife::new(), queries: Cell::new(0) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }
}

#[wasm_bindgen]
impl NativeObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        answer(self, Arrived::at(self.life.place(), &method, &question)).await.reply()
    }
}

impl TenantObject for NativeObject {
    type Service = call::Native;

    async fn query(&self, _asking: Asking, input: QueryInput) -> Outcome<QueryOutput> {
        self.queries.set(self.queries.get() + 1);
        (self.database.query(&input), Trace::default())
    }

    async fn status(&self, _engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        Ok(self.database.report(self.queries.get()))
    }
}
