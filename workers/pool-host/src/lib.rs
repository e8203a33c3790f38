//! The host Worker: opens isolates of the Worker Loader for the pools, and runs tasks without any pool.
//!
//! ```text
//! pool object ── open(name) ──> host ── a session of the isolate of that name ──> back to the object
//! router ─────── execute ─────> host ─┬─ bare, unmetered: here
//!                                     ├─ disposable, naive: an isolate for this task alone
//!                                     └─ else: the isolate of a name, which the platform keeps or drops as it likes
//! ```
//!
//! It is stateless, so that what its requests open is gone when they end: an object frees what it holds only when its garbage is
//! collected.

mod names;
mod unpooled;

use js_sys::Uint8Array;
use kit::serve::Arrived;
use shared::{
    call::{
        PoolHost,
        pool::{ReadHost, RunUnpooled},
    },
    isolation::HostReport,
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::unpooled::Doors;

/// Answers a call of the router; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub async fn call(method: JsValue, question: Uint8Array, _attachment: JsValue, doors: Doors) -> JsValue {
    Arrived::<PoolHost>::here(&method, &question)
        .on_waiting::<RunUnpooled>(async |asking, execute| unpooled::run(&doors, asking, execute).await)
        .await
        .on_waiting::<ReadHost>(async |_, ()| {
            let [opened, loaded, late_done] = unpooled::counts(&doors);
            (Ok(HostReport { opened, loaded, late_done }), Trace::default())
        })
        .await
        .reply()
}
