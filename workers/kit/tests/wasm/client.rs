//! The asking end of a hop, against stubs made here: three ways, sessions, and everything that is no answer.

use std::time::Duration;

use futures::{FutureExt as _, future::join};
use js_sys::{Array, Reflect};
use kit::{
    border::crossings,
    client::{Asking, Client, Way},
    stream::Attachment,
};
use shared::{
    call::{RpcRuntime, Run, ServiceName},
    encoding::Json,
    error::{ErrorCode, Failure},
    ids::RandomId,
    rpc::{Function, Payload, Task, Transport, Value},
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/wasm/stub.js")]
extern "C" {
    fn answering() -> JsValue;

    fn reversing() -> JsValue;

    fn failing(deed: &str) -> JsValue;

    type Holding;

    fn holding() -> Holding;

    #[wasm_bindgen(method)]
    fn release(this: &Holding);
}

const WAYS: [Way; 3] = [Way::Rpc, Way::Fetch, Way::Value];

fn asking(request: u64) -> Asking {
    Asking { request_id: RandomId(request), from: ServiceName::RpcCaller, patience: Duration::from_secs(1) }
}

fn task(size: usize) -> Task {
    Task { depth: 1, method: Transport::BindingRpc, function: Function::Echo, payload: Payload::records(size) }
}

async fn ask(client: &Client<RpcRuntime>, request: u64, size: usize) -> (Result<Value, Failure>, Trace) {
    client.ask::<Run<RpcRuntime, Json>>(asking(request), &task(size), Attachment::None).await
}

fn echoed(size: usize) -> Value {
    Value::Payload(Payload::records(size))
}

fn property(stub: &JsValue, name: &str) -> JsValue {
    Reflect::get(stub, &JsValue::from_str(name)).unwrap()
}

/// By which faces a stub was asked, in order.
fn asked(stub: &JsValue) -> Vec<String> {
    Array::from(&property(stub, "asked")).iter().map(|face| face.as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn a_question_takes_each_way_to_its_own_face() {
    for (way, face) in
        [(Way::Rpc, "call run_json"), (Way::Fetch, "POST http://isolab/run_json"), (Way::Value, "value run_json")]
    {
        let stub = answering();
        let (outcome, trace) = ask(&Client::of(stub.clone(), way), 1, 300).await;
        assert_eq!(outcome, Ok(echoed(300)), "{way:?}");
        assert_eq!(asked(&stub), [face]);
        assert_eq!(trace.hops.len(), 1);
        assert_eq!((trace.hops[0].from, trace.hops[0].to), (ServiceName::RpcCaller, ServiceName::RpcRuntime));
    }
}

#[wasm_bindgen_test]
async fn a_call_copies_its_question_out_and_its_reply_in() {
    for way in WAYS {
        let client = Client::of(answering(), way);
        let before = crossings();
        let (_, trace) = ask(&client, 1, 500).await;
        let crossed = crossings().since(before);
        let (question, reply) = (trace.hops[0].question_bytes, trace.hops[0].reply_bytes);
        assert!(question > 500 && reply > 500, "{way:?}");
        assert_eq!((crossed.copies, crossed.bytes), (2, u64::from(question) + u64::from(reply)), "{way:?}");
    }
}

#[wasm_bindgen_test]
async fn what_is_no_answer_is_a_failure() {
    for way in WAYS {
        for deed in [
            "throw",
            "reject",
            "reject with nothing",
            "answer nothing",
            "answer null",
            "answer text",
            "answer a number",
            "answer an object",
            "answer a buffer",
            "answer other bytes",
            "answer no bytes",
            "answer status 500",
            "answer what no text can say",
        ] {
            let (outcome, trace) = ask(&Client::of(failing(deed), way), 1, 100).await;
            let failure = outcome.unwrap_err();
            // The hop is all that is known.
            assert_eq!(trace.hops.len(), 1, "{way:?} {deed}");
            assert!(trace.places.is_empty(), "{way:?} {deed}");
            assert_eq!(failure.code, ErrorCode::RuntimeFailed, "{way:?} {deed}");
            assert_eq!(failure.message, "rpc-runtime failed; try again", "{way:?} {deed}");
        }
        assert_eq!(ask(&Client::of(answering(), way), 2, 100).await.0, Ok(echoed(100)), "{way:?}");
    }
}

#[wasm_bindgen_test]
async fn replies_in_another_order_find_their_questions() {
    let client = Client::of(reversing(), Way::Rpc);
    let ((first, _), (second, _)) = join(ask(&client, 1, 100), ask(&client, 2, 900)).await;
    assert_eq!((first, second), (Ok(echoed(100)), Ok(echoed(900))));
}

#[wasm_bindgen_test]
async fn a_reply_that_nobody_waits_for_any_more_harms_nobody() {
    let stub = holding();
    let client = Client::of((*stub).clone(), Way::Rpc);
    assert!(ask(&client, 1, 100).now_or_never().is_none());
    let (outcome, ()) = join(ask(&client, 2, 200), async { stub.release() }).await;
    assert_eq!(outcome.0, Ok(echoed(200)));
}

#[wasm_bindgen_test]
async fn a_session_is_asked_and_disposed_of_when_dropped() {
    let stub = answering();
    let client = Client::<RpcRuntime>::of(stub.clone(), Way::Rpc);
    let session = client.session().unwrap();
    assert_eq!(ask(session.client(), 1, 100).await.0, Ok(echoed(100)));
    assert_eq!(asked(&stub), ["session", "call run_json"]);
    assert_eq!(property(&stub, "disposals"), 0);
    drop(session);
    assert_eq!(property(&stub, "disposals"), 1);
}

#[wasm_bindgen_test]
async fn a_session_that_never_came_is_a_failure() {
    let client = |deed| Client::<RpcRuntime>::of(failing(deed), Way::Rpc);
    assert_eq!(client("throw").session().err().map(|failure| failure.code), Some(ErrorCode::RuntimeFailed));
    // One that was asked for and not waited for fails with its first call; what came instead has nothing to dispose of.
    let session = client("answer a number").session().unwrap();
    assert_eq!(ask(session.client(), 1, 100).await.0.unwrap_err().code, ErrorCode::RuntimeFailed);
}
