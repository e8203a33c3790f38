//! Ending the life of an object on purpose, where a test wants to see what is left of it.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::State;

#[wasm_bindgen(module = "/js/life.js")]
extern "C" {
    #[wasm_bindgen(js_name = endLife)]
    fn end_life(context: &JsValue, reason: &str);
}

/// Ends the life of the object as soon as Rust hands back to JavaScript: what is not committed by then is lost, and whoever
/// waits for a reply is told that there is none. The next call finds a new life.
pub fn end(state: &State, reason: &str) {
    end_life(state.as_raw().as_ref(), reason);
}
