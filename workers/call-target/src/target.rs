//! One target: what it is called, what it holds, and what it answers.

use std::rc::Rc;

use js_sys::Uint8Array;
use kit::{
    identity,
    keys::ObjectKeys,
    serve::{Answer, Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::{
        CallTarget,
        durable::{Debit, DebitAndTell, Deliver, Enqueue, ReadLedger, SetFaults},
    },
    durable::{Enqueued, Faults},
    timing::{Place, Trace},
};
use wasm_bindgen::JsValue;
use worker::{Env, State, console_error};

use crate::{
    fate, inbox,
    ledger::Ledger,
    queue::{Item, Queue},
    sources::BoundSources,
};

/// An account.
pub(crate) struct Target {
    /// Its own name.
    pub(crate) name: String,
    /// The name of the source that it belongs to: targets are called after it.
    source: String,
    ledger: Ledger<ObjectTables>,
    queue: Queue<ObjectKeys, BoundSources>,
    pub(crate) state: State,
}

impl Target {
    pub(crate) fn new(state: State, env: Env) -> Self {
        let name = state.id().name().unwrap_or_default();
        let source = name.rsplit_once('.').map_or(name.as_str(), |(source, _)| source).to_owned();
        let ledger = Ledger::new(ObjectTables::new(&state));
        let queue = Queue::new(ObjectKeys::new(&state), BoundSources::new(env));
        Self { name, source, ledger, queue, state }
    }

    /// Answers a call, at once or by a promise.
    pub(crate) fn answer(self: &Rc<Self>, place: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
        Arrived::<CallTarget>::at(place, method, question)
            .on::<Debit>(|_, (debit, effect)| Answer::Now(self.ledger.debit(&self.source, debit, effect)))
            .on::<Enqueue>(|_, enqueued| Answer::later(Rc::clone(self).enqueue(enqueued)))
            .on::<Deliver<CallTarget>>(|_, _| inbox::unavailable())
            .on::<DebitAndTell>(|_, _| inbox::unavailable())
            .on::<ReadLedger>(|_, question| Answer::Now(self.ledger.report(&question)))
            .on::<SetFaults>(|_, faults| self.set_faults(faults))
            .reply()
    }

    /// The answer says that the call is stored; it is executed by itself.
    async fn enqueue(self: Rc<Self>, enqueued: Enqueued) -> Outcome<()> {
        let stored = self.queue.put(identity::new_request(), &enqueued).await.map(|items| {
            let target = Rc::clone(&self);
            self.state.wait_until(async move { target.execute(items).await });
        });
        (stored, Trace::default())
    }

    async fn execute(&self, items: Vec<Item>) {
        for failure in self.queue.execute(&self.ledger, items).await {
            console_error!("{}: a queued call failed: {failure}", self.name);
        }
    }

    fn set_faults(&self, faults: Faults) -> Answer<()> {
        fate::set(&self.name, faults, identity::new_request().0);
        Answer::Now(Ok(()))
    }
}
