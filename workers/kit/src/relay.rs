//! Handing a call on to another Worker as it came, unread and without a copy.
//!
//! What crosses into WASM memory is the beginning of a question at most, where somebody has to look at it. The reply comes
//! back as the promise that the platform made, so whoever relays adds nothing to it, and its cost shows in the caller's hop.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use worker::Env;

use crate::border;

#[wasm_bindgen(module = "/js/relay.js")]
extern "C" {
    #[wasm_bindgen(js_name = pass, catch)]
    fn pass(
        remote: &JsValue,
        method: &JsValue,
        question: &Uint8Array,
        attachment: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = passCounted, catch)]
    fn pass_counted(
        remote: &JsValue,
        method: &JsValue,
        question: &Uint8Array,
        attachment: &JsValue,
        ticket: u32,
        ended: &Ended,
    ) -> Result<JsValue, JsValue>;
}

/// Hears of the end of calls, by their tickets; one serves all calls of a Worker.
pub type Ended = Closure<dyn Fn(u32)>;

/// A call as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Passing<'a> {
    /// What is called.
    pub method: &'a JsValue,
    /// The question.
    pub question: &'a Uint8Array,
    /// What travels beside it.
    pub attachment: &'a JsValue,
}

impl Passing<'_> {
    /// Up to so many bytes of the question, from its beginning.
    pub fn beginning(&self, most: u32) -> Vec<u8> {
        border::from_javascript(&self.question.subarray(0, most))
    }
}

/// A Worker that calls are handed on to.
#[derive(Debug)]
pub struct Relay {
    remote: JsValue,
}

impl Relay {
    /// The Worker that is bound under a name; none where nothing is.
    pub fn bound(env: &Env, name: &str) -> Option<Self> {
        let fetcher = env.service(name).ok()?;
        Some(Self::to(fetcher.into_rpc::<JsValue>()))
    }

    /// Something with the same method.
    pub fn to(remote: JsValue) -> Self {
        Self { remote }
    }

    /// Hands a call on; its outcome is that of the promise.
    pub fn pass(&self, call: Passing<'_>) -> Result<JsValue, JsValue> {
        pass(&self.remote, call.method, call.question, call.attachment)
    }

    /// The same, and says so when the call has ended, well or not. Where the call cannot even be made, nothing is said.
    pub fn pass_counted(&self, call: Passing<'_>, ticket: u32, ended: &Ended) -> Result<JsValue, JsValue> {
        pass_counted(&self.remote, call.method, call.question, call.attachment, ticket, ended)
    }
}
