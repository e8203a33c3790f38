//! The spreader: stands in the place of a compute Worker and hands every call on to one of several isolates of it.
//!
//! ```text
//!                                   ┌─> COMPUTE_0
//! state object ── call ──> spreader ┼─> COMPUTE_1     chosen by the policy that the variable ROUTING names
//!                                   └─> …
//! ```
//!
//! It exists to see locally what a choice of isolates costs, since the local runtime has one isolate for each Worker and the
//! platform's own choice cannot be had there; [`shared::routing`] has the policies. Callers and compute know nothing of it:
//! questions, attachments and replies pass as they came, and what it costs is part of the caller's hop. Deployed it makes
//! sense as an experiment only: it is a hop more, and the platform still chooses among isolates behind each binding.

mod spreading;

use std::cell::OnceCell;

use js_sys::Uint8Array;
use kit::relay::{Ended, Passing};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::spreading::Spreading;

thread_local! {
    // Made by the first call: nothing is random and nothing is bound before.
    static SPREADING: OnceCell<Spreading> = const { OnceCell::new() };
    static ENDED: Ended = Ended::new(ended);
}

/// Hands a call on; what is returned is the promise of its reply.
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array, attachment: &JsValue) -> Result<JsValue, JsValue> {
    let call = Passing { method, question, attachment };
    SPREADING.with(|spreading| {
        if let Some(spreading) = spreading.get() {
            return ENDED.with(|ended| spreading.pass(call, ended));
        }
        let made = Spreading::bound(&kit::bindings::env()).map_err(|refusal| JsValue::from_str(&refusal))?;
        ENDED.with(|ended| spreading.get_or_init(|| made).pass(call, ended))
    })
}

fn ended(ticket: u32) {
    SPREADING.with(|spreading| {
        if let Some(spreading) = spreading.get() {
            spreading.ended(ticket);
        }
    });
}
