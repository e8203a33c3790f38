//! What the Durable Objects of the arms have in common: the calls they answer, and the shell that dispatches them.

use std::{cell::Cell, future::Future, marker::PhantomData, time::Duration};

use js_sys::Uint8Array;
use shared::{
    call::{ObjectService, ObjectStatus, Query},
    engine::EngineName,
    envelope::Question,
    error::Failure,
    ids::{ObjectLifeId, RequestId},
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::{Place, Trace},
};
use wasm_bindgen::JsValue;
use worker::{Delay, State, console_error};

use crate::{identity, method, serve};

/// The logic of an object that owns one tenant.
pub trait TenantObject {
    /// Which service it is.
    type Service: ObjectService;

    /// Runs a batch.
    fn query(
        &self,
        request: ObjectRequest,
        input: QueryInput,
    ) -> impl Future<Output = (Result<QueryOutput, Failure>, Trace)>;

    /// Says what it holds, without starting an engine.
    fn status(&self, engine: EngineName) -> Result<ObjectReport, Failure>;
}

/// What a question says beside its input.
#[derive(Clone, Copy, Debug)]
pub struct ObjectRequest {
    /// Names the request.
    pub request_id: RequestId,
    /// How long the caller waits.
    pub patience: Duration,
}

/// The identity of one object in memory.
pub struct ObjectLife<S> {
    id: Cell<Option<ObjectLifeId>>,
    service: PhantomData<S>,
}

impl<S: ObjectService> ObjectLife<S> {
    /// A life whose id the first request will make.
    pub fn new() -> Self {
        Self { id: Cell::new(None), service: PhantomData }
    }

    /// Where the object answers.
    pub fn place(&self) -> Place {
        let id = self.id.get().unwrap_or_else(identity::new_object_life);
        self.id.set(Some(id));
        Place { object: Some(id), ..identity::here(S::NAME) }
    }
}

impl<S: ObjectService> Default for ObjectLife<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Answers one call of the object.
pub async fn answer<O: TenantObject>(
    object: &O,
    life: &ObjectLife<O::Service>,
    method: &JsValue,
    question: &Uint8Array,
) -> JsValue {
    let place = life.place();
    if method::is::<Query<O::Service>>(method) {
        let Question { request_id, patience_ms, input } = match serve::question::<Query<O::Service>>(question) {
            Ok(question) => question,
            Err(failure) => return serve::unreadable::<Query<O::Service>>(place, failure),
        };
        let patience = Duration::from_millis(patience_ms);
        let (outcome, trace) = object.query(ObjectRequest { request_id, patience }, input).await;
        return serve::reply::<Query<O::Service>>(place, request_id, outcome, trace);
    }
    if method::is::<ObjectStatus<O::Service>>(method) {
        return match serve::question::<ObjectStatus<O::Service>>(question) {
            Ok(Question { request_id, input, .. }) => {
                serve::reply::<ObjectStatus<O::Service>>(place, request_id, object.status(input), Trace::default())
            }
            Err(failure) => serve::unreadable::<ObjectStatus<O::Service>>(place, failure),
        };
    }
    serve::unknown_method::<O::Service>(place, method)
}

/// Folds the log of a store after the reply has left; one that fails is tried again after the next query.
pub fn fold_later(state: &State, fold: impl FnOnce() -> Result<(), Failure> + 'static) {
    after_reply(state, async move {
        if let Err(failure) = fold() {
            console_error!("the log could not be folded: {failure}");
        }
    });
}

/// Does something after the reply has left.
pub fn after_reply(state: &State, work: impl Future<Output = ()> + 'static) {
    state.wait_until(async move {
        // A task of its own would run before the reply leaves; a timer does not.
        Delay::from(Duration::ZERO).await;
        work.await;
    });
}
