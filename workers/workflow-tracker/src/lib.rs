//! The tracker Worker: objects that are told every change of state of instances of workflows, over HTTP.
//!
//! ```text
//! workflow object ── POST /events ──> tracker object of the same name ── one row for what was not known yet
//! router ─────────── report, conduct ──────────┘
//! ```
//!
//! A tracker can be told to be slow, to fail or to be away, so that what that does to the instances can be measured.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod tracker;

use std::{cell::Cell, time::Duration};

use js_sys::Uint8Array;
use kit::{
    object::ObjectLife,
    serve::{Answer, Arrived},
    tables::ObjectTables,
};
use shared::{
    call::{
        WorkflowTracker,
        workflow::{ReadTracker, SetConduct},
    },
    workflow::{Conduct, Manner},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Delay, DurableObject, Env, Error, Method, Request, Response, Result, State, durable_object};

use crate::tracker::Tracker;

/// The tracker of one object.
#[durable_object]
pub struct TrackerObject {
    tracker: Tracker<ObjectTables>,
    conduct: Cell<Conduct>,
    life: ObjectLife<WorkflowTracker>,
}

impl DurableObject for TrackerObject {
    fn new(state: State, _env: Env) -> Self {
        let tracker = Tracker::new(ObjectTables::new(&state));
        Self { tracker, conduct: Cell::default(), life: ObjectLife::new() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.method() != Method::Post || request.path() != "/events" {
            return Response::error("a tracker takes POST /events", 404);
        }
        let body = request.bytes().await?;
        self.tracker.asked();
        let Conduct { delay_ms, manner } = self.conduct.get();
        if delay_ms > 0 {
            Delay::from(Duration::from_millis(delay_ms.into())).await;
        }
        match manner {
            Manner::Away => Err(Error::RustError("the tracker was told to be away".to_owned())),
            Manner::Failing => Response::error("the tracker was told to fail", 500),
            Manner::Taking => match self.tracker.take(body) {
                Ok(()) => Response::empty().map(|response| response.with_status(204)),
                Err(failure) => Response::error(failure.message, failure.code.status()),
            },
        }
    }
}

#[wasm_bindgen]
impl TrackerObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: &JsValue, question: &Uint8Array) -> JsValue {
        Arrived::<WorkflowTracker>::at(self.life.place(), method, question)
            .on::<ReadTracker>(|_, question| Answer::Now(self.tracker.report(&question)))
            .on::<SetConduct>(|_, conduct| {
                self.conduct.set(conduct);
                Answer::Now(Ok(()))
            })
            .reply()
    }
}
