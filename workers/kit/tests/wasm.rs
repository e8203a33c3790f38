//! What touches JavaScript objects, under Node: attachments and streams, identity, clocks.
#![cfg(target_arch = "wasm32")]

use futures::{StreamExt, stream};
use kit::{
    clock::WorkerClock,
    identity,
    stream::{Attachment, bytes, receive},
};
use shared::{
    call::ServiceName,
    error::{ErrorCode, Failure},
    timing::Clock,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn bytes_pass_through_javascript_unchanged() {
    let sent = vec![0, 1, 255];
    assert_eq!(bytes(&JsValue::from(Attachment::Bytes(sent.clone()))), Some(sent));
    assert_eq!(bytes(&JsValue::from(Attachment::None)), Some(Vec::new()));
}

#[wasm_bindgen_test]
async fn a_stream_arrives_whole_however_it_is_cut() {
    let sent: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let pieces: Vec<_> = sent.chunks(100_001).map(|piece| Ok(piece.to_vec())).collect();
    let attachment = JsValue::from(Attachment::Stream(stream::iter(pieces).boxed_local()));
    assert_eq!(bytes(&attachment), None);
    let mut received = Vec::new();
    let whole = receive(attachment, |piece| {
        received.extend_from_slice(piece);
        Ok(())
    });
    whole.await.unwrap();
    assert!(received == sent);
}

#[wasm_bindgen_test]
async fn a_stream_that_breaks_is_a_failure() {
    let broken = Err(Failure::new(ErrorCode::StateDamaged, "told to break"));
    let attachment = JsValue::from(Attachment::Stream(stream::iter([Ok(vec![1]), broken]).boxed_local()));
    assert_eq!(receive(attachment, |_| Ok(())).await.unwrap_err().code, ErrorCode::ComputeFailed);
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
