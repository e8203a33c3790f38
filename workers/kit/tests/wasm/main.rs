//! What touches JavaScript objects, under Node: attachments, identity, clocks, calls and replies. Streams need the
//! platform's own pipe, so the end-to-end tests hold them.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

mod client;
mod relay;
mod serve;

use kit::{
    border::{crossings, from_javascript, to_javascript},
    clock::WorkerClock,
    identity,
    stream::bytes,
};
use shared::{call::ServiceName, timing::Clock};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn bytes_pass_through_javascript_unchanged() {
    let sent = vec![0, 1, 255];
    assert_eq!(bytes(&to_javascript(&sent)), Some(sent.clone()));
    assert_eq!(from_javascript(&to_javascript(&sent)), sent);
    assert_eq!(bytes(&JsValue::UNDEFINED), Some(Vec::new()));
}

#[wasm_bindgen_test]
fn what_crosses_the_border_is_counted() {
    let before = crossings();
    let array = to_javascript(&[7; 10]);
    let out = crossings().since(before);
    assert_eq!((out.copies, out.bytes), (1, 10));
    from_javascript(&array);
    let both = crossings().since(before);
    assert_eq!((both.copies, both.bytes), (2, 20));
}

#[wasm_bindgen_test]
fn an_isolate_keeps_its_name() {
    let first = identity::here(ServiceName::Compute);
    assert_eq!(identity::here(ServiceName::Compute), first);
    assert_ne!(first.isolate, first.instance);
    assert_ne!(identity::new_request(), identity::new_request());
}

#[wasm_bindgen_test]
fn the_clock_shows_this_century() {
    assert!(WorkerClock.now().0 > 1_700_000_000_000);
}
