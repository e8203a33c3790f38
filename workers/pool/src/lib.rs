//! The pool Worker: objects that keep isolates, and say which task runs in which.
//!
//! ```text
//! router ── execute ──> pool object ── arrive ──> policy ── Open ──> host ── session ──┐
//!                            │                       └───── Run ──> the session runs it │
//!                            └── what waits: a promise that another request resolves <──┘
//! ```
//!
//! The policy is [`shared::pool::Engine`], the same that the simulator runs; the object does what it says and tells it what came of it.
//! Nothing is stored: what an earlier life of the object left is found by its names, and ended before anybody uses it.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod opening;
mod owners;
mod pool;
mod report;
mod session;
mod tasks;

use std::rc::Rc;

use js_sys::Uint8Array;
use kit::{
    object::{self, ObjectLife},
    serve::{Answer, Arrived},
};
use shared::{
    call::{
        Pool as PoolService,
        pool::{DrainPool, ReadPool, ResizePool, RunPooled, WarmPool},
    },
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::pool::Pool;

/// One pool.
#[durable_object]
pub struct PoolObject {
    pool: Rc<Pool>,
    life: ObjectLife<PoolService>,
}

impl DurableObject for PoolObject {
    fn new(state: State, env: Env) -> Self {
        Self { pool: Pool::new(state, &env), life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }
}

#[wasm_bindgen]
impl PoolObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        let pool = &self.pool;
        Arrived::<PoolService>::at(self.life.place(), method, question)
            .on::<RunPooled>(|asking, execute| {
                let pool = Rc::clone(pool);
                Answer::later(async move { tasks::run(&pool, asking, execute).await })
            })
            .on::<ReadPool>(|_, ()| Answer::Now(pool.report()))
            .on::<ResizePool>(|_, resize| Answer::Now(pool.resize(resize)))
            .on::<WarmPool>(|_, warm| Answer::Now(pool.warm(warm)))
            .on::<DrainPool>(|_, drain| {
                let pool = Rc::clone(pool);
                Answer::later(async move { (pool.drain(drain).await, Trace::default()) })
            })
            .reply()
    }
}
