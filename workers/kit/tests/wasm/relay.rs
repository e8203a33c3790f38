//! Calls that are handed on, against stubs made here: nothing is changed, and every end is heard of once.

use std::cell::RefCell;

use js_sys::{Array, Promise, Uint8Array};
use kit::{
    border::crossings,
    relay::{Ended, Passing, Relay},
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/wasm/stub.js")]
extern "C" {
    fn repeating() -> JsValue;

    fn failing(deed: &str) -> JsValue;
}

thread_local! {
    static HEARD: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

fn listener() -> Ended {
    HEARD.take();
    Ended::new(|ticket| HEARD.with_borrow_mut(|heard| heard.push(ticket)))
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.unchecked_into::<Promise>()).await
}

#[wasm_bindgen_test]
async fn a_call_is_handed_on_as_it_came_and_without_a_copy() {
    let [method, attachment] = ["execute", "beside it"].map(JsValue::from_str);
    let question = Uint8Array::new_with_length(1 << 20);
    let call = Passing { method: &method, question: &question, attachment: &attachment };
    let (relay, ended, before) = (Relay::to(repeating()), listener(), crossings());
    for promise in [relay.pass(call), relay.pass_counted(call, 7, &ended)] {
        let arguments: Array = settled(promise.unwrap()).await.unwrap().unchecked_into();
        assert_eq!(arguments.to_vec(), [method.clone(), question.clone().into(), attachment.clone()]);
    }
    assert_eq!(crossings().since(before).bytes, 0);
}

#[wasm_bindgen_test]
async fn the_end_of_a_call_is_heard_of_once_and_not_before() {
    let (method, question) = (JsValue::from_str("execute"), Uint8Array::new_with_length(1));
    let call = Passing { method: &method, question: &question, attachment: &JsValue::UNDEFINED };
    let ended = listener();
    let promise = Relay::to(repeating()).pass_counted(call, 1, &ended).unwrap();
    assert!(HEARD.with_borrow(Vec::is_empty));
    settled(promise).await.unwrap();
    for (ticket, deed) in [(2, "reject"), (3, "reject with nothing")] {
        let failed = Relay::to(failing(deed)).pass_counted(call, ticket, &ended).unwrap();
        assert!(settled(failed).await.is_err(), "{deed}");
    }
    assert_eq!(HEARD.take(), [1, 2, 3]);
}

#[wasm_bindgen_test]
fn a_call_that_cannot_be_made_is_an_error_at_once() {
    let (method, question) = (JsValue::from_str("execute"), Uint8Array::new_with_length(1));
    let call = Passing { method: &method, question: &question, attachment: &JsValue::UNDEFINED };
    let (relay, ended) = (Relay::to(failing("throw")), listener());
    assert!(relay.pass(call).is_err());
    assert!(relay.pass_counted(call, 1, &ended).is_err());
    assert!(HEARD.take().is_empty());
}

#[wasm_bindgen_test]
fn only_the_beginning_of_a_question_is_copied() {
    let method = JsValue::from_str("execute");
    let question = Uint8Array::from([1, 2, 3, 4].as_slice());
    let call = Passing { method: &method, question: &question, attachment: &JsValue::UNDEFINED };
    let before = crossings();
    assert_eq!((call.beginning(2), call.beginning(9)), (vec![1, 2], vec![1, 2, 3, 4]));
    assert_eq!(crossings().since(before).bytes, 6);
}
