//! One target: what it is called, what it holds, and what it answers.

use std::rc::Rc;

use durable::{
    inbox::Inbox,
    outbox::Outbox,
    timers::{Pending, Timers},
};
use durable_object::{Courier, ObjectPlatform};
use js_sys::Uint8Array;
use kit::{
    identity,
    keys::ObjectKeys,
    serve::{Answer, Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::{
        CallTarget, ServiceName,
        durable::{Debit, Deliver, Enqueue, ReadLedger, SetFaults},
    },
    durable::{Delivered, Delivery, Design, Enqueued, Faults, LedgerQuestion, LedgerReport},
    error::Failure,
    timing::{Place, Trace},
};
use wasm_bindgen::JsValue;
use worker::{Env, State, console_error};

use crate::{
    fate,
    inbox::Debits,
    ledger::Ledger,
    peers::BoundPeers,
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
    inbox: Inbox<ObjectPlatform>,
    outbox: Rc<Outbox<ObjectPlatform>>,
    courier: Rc<Courier<BoundPeers>>,
    pub(crate) state: Rc<State>,
}

impl Target {
    pub(crate) fn new(state: State, env: Env) -> Self {
        let name = state.id().name().unwrap_or_default();
        let source = name.rsplit_once('.').map_or(name.as_str(), |(source, _)| source).to_owned();
        let ledger = Ledger::new(ObjectTables::new(&state));
        let keys = ObjectKeys::new(&state);
        let state = Rc::new(state);
        let platform = Rc::new(ObjectPlatform::new(&state));
        let timers = Rc::new(Timers::new(Rc::clone(&platform)));
        let caller = state.id().to_string();
        let outbox = Rc::new(Outbox::new(Rc::clone(&platform), timers, caller, Design::default()));
        let courier =
            Courier::new(Rc::clone(&outbox), BoundPeers, ServiceName::CallTarget, Rc::clone(&state), env.clone());
        let queue = Queue::new(keys, BoundSources::new(env));
        Self { name, source, ledger, queue, inbox: Inbox::new(platform), outbox, courier, state }
    }

    /// Answers a call, at once or by a promise.
    pub(crate) fn answer(self: &Rc<Self>, place: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
        Arrived::<CallTarget>::at(place, method, question)
            .on::<Debit>(|_, (debit, effect)| Answer::Now(self.ledger.debit(&self.source, debit, effect)))
            .on::<Enqueue>(|_, enqueued| Answer::later(Rc::clone(self).enqueue(enqueued)))
            .on::<Deliver<CallTarget>>(|_, delivery| Answer::Now(self.receive(&delivery)))
            .on::<ReadLedger>(|_, question| Answer::Now(self.report(&question)))
            .on::<SetFaults>(|_, faults| self.set_faults(faults))
            .reply()
    }

    /// Takes the calls of a source's outbox.
    fn receive(&self, delivery: &Delivery) -> Result<Delivered, Failure> {
        self.ledger.open()?;
        let delivered =
            self.inbox.receive(delivery, &self.outbox, &mut Debits::of(&self.ledger, &self.source, &self.name))?;
        if self.outbox.pending() == Pending::Work {
            self.courier.call();
        }
        Ok(delivered)
    }

    /// The object's alarm has rung.
    pub(crate) fn ring(&self) {
        self.courier.ring();
    }

    fn report(&self, question: &LedgerQuestion) -> Result<LedgerReport, Failure> {
        Ok(LedgerReport { inbox_rows: self.inbox.rows()?, ..self.ledger.report(question)? })
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
