//! The answering end of a hop: question in, reply out, with the place it was answered at.

use js_sys::Uint8Array;
use shared::{
    call::{Call, Service},
    encoding::{Encoding, Postcard},
    envelope::{Question, Reply},
    error::{ErrorCode, Failure},
    ids::{RandomId, RequestId},
    timing::{Place, Trace},
};
use wasm_bindgen::JsValue;

use crate::border;

/// Decodes the question of a call.
pub fn question<C: Call>(bytes: &Uint8Array) -> Result<Question<C::Input>, Failure> {
    C::Encoding::decode(&border::from_javascript(bytes))
}

/// Encodes the reply to a request that was answered at `place`, which becomes the first place of its trace.
pub fn reply<C: Call>(
    place: Place,
    request_id: RequestId,
    outcome: Result<C::Output, Failure>,
    mut trace: Trace,
) -> JsValue {
    trace.places.insert(0, place);
    border::to_javascript(&C::Encoding::encode(&Reply::<C::Output> { request_id, outcome, trace })).into()
}

/// The reply to a question that cannot be read; nobody knows whose it is.
pub fn unreadable<C: Call>(place: Place, failure: Failure) -> JsValue {
    reply::<C>(place, RandomId(0), Err(failure), Trace::default())
}

/// The reply to a method that the service `S` does not have: two builds do not fit each other.
pub fn unknown_method<S: Service>(place: Place, method: &JsValue) -> JsValue {
    let failure = Failure::new(ErrorCode::Internal, format!("{} has no method {method:?}", S::NAME.as_str()));
    let trace = Trace { hops: Vec::new(), places: vec![place] };
    let reply = Reply::<()> { request_id: RandomId(0), outcome: Err(failure), trace };
    border::to_javascript(&Postcard::encode(&reply)).into()
}
