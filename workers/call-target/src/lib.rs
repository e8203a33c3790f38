//! The target Worker: the objects that others call, each of which holds an account.
#![expect(missing_docs, reason = "the attribute that exports the class leaves its methods without documentation")]

mod doom;
mod fate;
mod inbox;
mod ledger;
mod peers;
mod queue;
mod sources;
mod spans;
mod target;

use std::rc::Rc;

use js_sys::Uint8Array;
use kit::{
    method,
    object::{self, ObjectLife},
};
use shared::call::{
    Call, CallTarget,
    durable::{Debit, Deliver, Enqueue},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::target::Target;

/// The calls that have effects: things go wrong with these alone.
const FRAGILE: [(&str, ()); 3] = [(Debit::METHOD, ()), (Enqueue::METHOD, ()), (Deliver::<CallTarget>::METHOD, ())];

/// The object of one account.
#[durable_object(alarm)]
pub struct TargetObject {
    target: Rc<Target>,
    life: ObjectLife<CallTarget>,
}

impl DurableObject for TargetObject {
    fn new(state: State, env: Env) -> Self {
        Self { target: Rc::new(Target::new(state, env)), life: ObjectLife::new() }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        object::no_address()
    }

    async fn alarm(&self) -> Result<Response> {
        self.target.ring();
        Response::empty()
    }
}

#[wasm_bindgen]
impl TargetObject {
    /// Answers a call; the method and the question are those of [`shared::call`].
    pub fn call(&self, method: JsValue, question: Uint8Array) -> JsValue {
        let place = self.life.place();
        let target = Rc::clone(&self.target);
        let may_fail = fate::is_set(&target.name) && method::find(&method, &FRAGILE).is_some();
        match may_fail.then(|| fate::of_next(&target.name)).flatten() {
            None => target.answer(place, &method, &question),
            Some(fate) => future_to_promise(async move {
                let call = || target.answer(place, &method, &question);
                doom::meet(fate, &target.state, call).await
            })
            .into(),
        }
    }
}
