//! Ending the life of an object: where its storage failed, where a test wants to see what is left of it, and after a panic.

use std::cell::Cell;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::State;

#[wasm_bindgen(module = "/js/life.js")]
extern "C" {
    #[wasm_bindgen(js_name = endLife)]
    fn end_life(context: &JsValue, reason: &str);

    #[wasm_bindgen(js_name = endAll)]
    fn end_all(reason: &str);
}

/// Ends the life of the object as soon as Rust hands back to JavaScript: what is not committed by then is lost, and whoever
/// waits for a reply is told that there is none. The next call finds a new life.
pub fn end(state: &State, reason: &str) {
    end_life(state.as_raw().as_ref(), reason);
}

thread_local! {
    static ENDS_WITH_PANICS: Cell<bool> = const { Cell::new(false) };
}

/// From here on a panic is written to the log, and ends the life of the object that ran, since it ends the WASM instance under it.
/// The others of the isolate are asked to end too, as far as the platform lets one object end another; their next event finds a new
/// instance either way.
pub(crate) fn end_with_panics() {
    if !ENDS_WITH_PANICS.replace(true) {
        std::panic::set_hook(Box::new(|panic| {
            console_error_panic_hook::hook(panic);
            end_all("the code of an object panicked");
        }));
    }
}
