//! What the Durable Objects of tenants have in common: the calls they answer, and what they do once they have.

use std::{future::Future, time::Duration};

use js_sys::Uint8Array;
use kit::{
    method,
    object::{ObjectLife, after_reply},
    serve,
};
use shared::{
    call::{ObjectService, ObjectStatus, Query},
    engine::EngineName,
    envelope::Question,
    error::Failure,
    ids::RequestId,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    timing::Trace,
};
use wasm_bindgen::JsValue;
use worker::{State, console_error};

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
