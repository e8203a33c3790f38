//! The caller: a thin Worker that makes measured calls to the runtime, in every way in which one Worker can call another.

mod calls;
mod measurement;
mod report;
mod visits;
mod way;

use js_sys::Uint8Array;
use kit::serve::Arrived;
use shared::call::{CallerStatus, MakeBatch, MakeCall, RpcCaller};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    measurement::{make_batch, make_call, status},
    visits::Visit,
    way::Doors,
};

/// Answers a call of the router; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub async fn call(method: JsValue, question: Uint8Array, _attachment: JsValue, doors: Doors) -> JsValue {
    let _visit = Visit::begin();
    Arrived::<RpcCaller>::here(&method, &question)
        .on_waiting::<MakeCall>(async |asking, plan| make_call(&doors, asking.request_id, plan).await)
        .await
        .on_waiting::<MakeBatch>(async |asking, batch| make_batch(&doors, asking.request_id, batch).await)
        .await
        .on_waiting::<CallerStatus>(async |asking, ()| status(&doors, asking.request_id).await)
        .await
        .reply()
}
