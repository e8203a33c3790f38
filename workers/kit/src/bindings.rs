//! The bindings of this Worker, where no handler hands them in.

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::Env;

#[wasm_bindgen(module = "cloudflare:workers")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = env)]
    static ENV: JsValue;
}

/// What a method that was called by RPC is bound to.
pub fn env() -> Env {
    ENV.with(|env| env.clone().unchecked_into())
}
