//! Bytes across the border between JavaScript and WASM memory, at the price of the copy alone.
//!
//! The general way makes a view of the memory for every slice that crosses, which costs more than copying the few hundred
//! bytes of a question. Here JavaScript keeps one view for all.

use js_sys::{Array, Uint8Array};
use shared::rpc::Crossings;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/js/border.js")]
extern "C" {
    #[wasm_bindgen(js_name = copyOut)]
    fn copy_out(memory: &JsValue, start: usize, length: usize) -> Uint8Array;

    #[wasm_bindgen(js_name = copyIn)]
    fn copy_in(memory: &JsValue, start: usize, bytes: &Uint8Array);

    #[wasm_bindgen(js_name = crossings)]
    fn crossed() -> Array;
}

thread_local! {
    static MEMORY: JsValue = wasm_bindgen::memory();
}

/// Lends the memory of this WASM instance.
pub(crate) fn with_memory<T>(use_memory: impl FnOnce(&JsValue) -> T) -> T {
    MEMORY.with(use_memory)
}

/// Where a slice lies in the memory, for JavaScript to read.
pub(crate) fn address(bytes: &[u8]) -> usize {
    // Exposed, so that the compiler knows that somebody else may look there.
    bytes.as_ptr().expose_provenance()
}

/// What has crossed since the isolate began; what the general way of `wasm-bindgen` carries is not counted, and is no more
/// than a method's name here and there.
pub fn crossings() -> Crossings {
    let counts = crossed();
    let count = |index| {
        let count = counts.get(index).as_f64().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, exact up to 2^53")]
        let count = count as u64;
        count
    };
    Crossings { copies: count(0), bytes: count(1) }
}

/// Bytes for JavaScript to keep.
pub fn to_javascript(bytes: &[u8]) -> Uint8Array {
    with_memory(|memory| copy_out(memory, address(bytes), bytes.len()))
}

/// Bytes that came from JavaScript.
pub fn from_javascript(array: &Uint8Array) -> Vec<u8> {
    from_javascript_of_length(array, array.length())
}

/// Bytes that came from JavaScript, whose number is known already.
pub(crate) fn from_javascript_of_length(array: &Uint8Array, length: u32) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    // The vector is not touched by anybody else while JavaScript fills it: the call returns first.
    let start = bytes.as_mut_ptr().expose_provenance();
    with_memory(|memory| copy_in(memory, start, array));
    bytes
}
