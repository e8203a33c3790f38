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
use kit::object::ObjectLife;
use shared::{
    call,
    engine::EngineName,
    error::Failure,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use tenant::{
    object::{self, ObjectRequest, TenantObject},
    store::Tables,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event};

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
        Response::error("this object answers RPC only", 404)
    }
}

#[wasm_bindgen]
impl NativeObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub async fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        object::answer(self, &self.life, &method, &question).await
    }
}

impl TenantObject for NativeObject {
    type Service = call::Native;

    async fn query(
        &self,
        _request: ObjectRequest,
        input: QueryInput,
    ) -> (std::result::Result<QueryOutput, Failure>, Trace) {
        self.queries.set(self.queries.get() + 1);
        (self.database.query(&input), Trace::default())
    }

    fn status(&self, _engine: EngineName) -> std::result::Result<ObjectReport, Failure> {
        let bytes = self.database.tables().size();
        Ok(ObjectReport {
            version: None,
            database_bytes: bytes,
            storage_bytes: bytes,
            log_changes: 0,
            log_bytes: 0,
            engine_open: false,
            queries: self.queries.get(),
            keep_warm: None,
        })
    }
}

/// The Worker has no address of its own; every call goes to an object.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("not found", 404)
}
