//! The answering end of a hop: the method that a call names answers it, at once where it can.

use js_sys::{Promise, Uint8Array};
use kit::{
    border::{from_javascript, to_javascript},
    identity,
    serve::{Answer, Arrived},
};
use shared::{
    call::{Call, RpcRuntime, Run, RuntimeStatus, Service},
    encoding::{Encoding, Json, Postcard},
    envelope::{Question, Reply},
    error::ErrorCode,
    ids::RandomId,
    rpc::{Crossings, Function, Payload, RuntimeReport, Task, Transport, Value},
    timing::Trace,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

type RunPostcard = Run<RpcRuntime, Postcard>;
type RunJson = Run<RpcRuntime, Json>;

fn task(size: usize) -> Task {
    Task { depth: 1, method: Transport::BindingRpc, function: Function::Echo, payload: Payload::bytes(size) }
}

fn question<E: Encoding>(size: usize) -> Uint8Array {
    to_javascript(&E::encode(&Question { request_id: RandomId(7), patience_ms: 300, input: task(size) }))
}

fn report(answered: u64) -> RuntimeReport {
    RuntimeReport { answered, crossings: Crossings { copies: 0, bytes: 0 } }
}

fn echo(task: Task) -> Value {
    Value::Payload(task.payload)
}

/// The service, with one method that answers at once and one that does not.
fn answer(method: &str, question: &Uint8Array) -> JsValue {
    Arrived::<RpcRuntime>::here(&JsValue::from_str(method), question)
        .on::<RunPostcard>(|_, task| Answer::Now(Ok(echo(task))))
        .on::<RunJson>(|asking, task| {
            let trace = Trace { hops: Vec::new(), places: vec![identity::here(asking.from)] };
            Answer::later(async { (Ok(echo(task)), trace) })
        })
        .on::<RuntimeStatus>(|_, ()| Answer::Now(Ok(report(1))))
        .reply()
}

fn read<C: Call>(reply: &JsValue) -> Reply<C::Output> {
    C::Encoding::decode(&from_javascript(reply.unchecked_ref())).unwrap()
}

#[wasm_bindgen_test]
fn the_method_that_a_call_names_answers_it() {
    let Reply { request_id, outcome, trace } = read::<RunPostcard>(&answer("run", &question::<Postcard>(20)));
    assert_eq!(request_id, RandomId(7));
    assert_eq!(outcome, Ok(echo(task(20))));
    assert_eq!((trace.hops, trace.places), (Vec::new(), vec![identity::here(RpcRuntime::NAME)]));
    let asked = to_javascript(&Postcard::encode(&Question { request_id: RandomId(8), patience_ms: 1, input: () }));
    let Reply { request_id, outcome, .. } = read::<RuntimeStatus>(&answer("status", &asked));
    assert_eq!((request_id, outcome.unwrap()), (RandomId(8), report(1)));
}

#[wasm_bindgen_test]
async fn only_what_has_to_be_waited_for_is_a_promise() {
    assert!(answer("run", &question::<Postcard>(20)).is_instance_of::<Uint8Array>());
    let promise: Promise = answer("run_json", &question::<Json>(20)).dyn_into().unwrap();
    let Reply { request_id, outcome, trace } = read::<RunJson>(&JsFuture::from(promise).await.unwrap());
    assert_eq!((request_id, outcome), (RandomId(7), Ok(echo(task(20)))));
    // The place that answers comes before those that it asked.
    assert_eq!(trace.places.len(), 2);
}

#[wasm_bindgen_test]
async fn what_is_waited_for_on_the_spot_may_borrow() {
    let (method, asked, answered) = (JsValue::from_str("run"), question::<Postcard>(20), RandomId(7).to_string());
    let reply = Arrived::<RpcRuntime>::here(&method, &asked)
        .on_waiting::<RuntimeStatus>(async |_, ()| panic!("it was not asked"))
        .await
        .on_waiting::<RunPostcard>(async |asking, task| {
            assert_eq!(asking.request_id.to_string(), answered);
            (Ok(echo(task)), Trace::default())
        })
        .await
        .reply();
    assert_eq!(read::<RunPostcard>(&reply).outcome, Ok(echo(task(20))));
}

#[wasm_bindgen_test]
fn what_cannot_be_read_is_told_to_nobody_in_particular() {
    for method in ["run", "status"] {
        let Reply { request_id, outcome, trace } = read::<RunPostcard>(&answer(method, &to_javascript(&[0; 3])));
        assert_eq!((request_id, trace.places.len()), (RandomId(0), 1), "{method}");
        assert_eq!(outcome.unwrap_err().code, ErrorCode::Internal, "{method}");
    }
}

#[wasm_bindgen_test]
fn a_method_that_there_is_not_is_told() {
    let Reply { outcome, trace, .. } = read::<RunPostcard>(&answer("walk", &question::<Postcard>(20)));
    let failure = outcome.unwrap_err();
    assert_eq!(failure.code, ErrorCode::Internal);
    assert!(failure.message.contains("rpc-runtime has no method") && failure.message.contains("walk"), "{failure}");
    assert_eq!(trace.places, [identity::here(RpcRuntime::NAME)]);
}
