//! Carries what an outbox has to send, and tells it what came of it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use durable::{
    outbox::{Outbox, Parcel},
    resume::Resume,
    target::Target,
};
use kit::{
    client::{Asking, Client},
    identity,
    stream::Attachment,
};
use shared::{
    call::{AnyInbox, ServiceName, durable::Deliver},
    error::Failure,
    limits,
    timing::{Clock, UnixMillis},
};
use wasm_bindgen_futures::spawn_local;
use worker::{Delay, Env, State, console_error};

use crate::platform::ObjectPlatform;

/// The objects that may be called, as they are bound; and what goes on with their answers.
pub trait Peers {
    /// A new stub of an object: one stays broken once its object was reset.
    fn client(&self, env: &Env, target: &Target) -> Result<Client<AnyInbox>, Failure>;

    /// What runs the continuations of the calls.
    fn continuations(&self) -> impl Resume<ObjectPlatform>;
}

/// Most stubs that are kept; all are made anew beyond it.
const MOST_STUBS: usize = 1_000;

/// The courier of one outbox.
pub struct Courier<P> {
    outbox: Rc<Outbox<ObjectPlatform>>,
    peers: P,
    from: ServiceName,
    state: Rc<State>,
    env: Env,
    called: Cell<bool>,
    wakes_at: Cell<Option<UnixMillis>>,
    stubs: RefCell<HashMap<Target, Rc<Client<AnyInbox>>>>,
}

impl<P: Peers + 'static> Courier<P> {
    /// The courier of the outbox of an object of that service.
    pub fn new(
        outbox: Rc<Outbox<ObjectPlatform>>,
        peers: P,
        from: ServiceName,
        state: Rc<State>,
        env: Env,
    ) -> Rc<Self> {
        let (called, wakes_at, stubs) = (Cell::new(false), Cell::new(None), RefCell::default());
        Rc::new(Self { outbox, peers, from, state, env, called, wakes_at, stubs })
    }

    /// Has everything sent that can be, at the end of this turn: transactions of the same turn travel together.
    pub fn call(self: &Rc<Self>) {
        if self.called.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        // At the end of the turn, and not behind the next event: nothing has to be kept alive for it.
        spawn_local(async move {
            this.called.set(false);
            this.send();
        });
    }

    /// The object's alarm has rung. It never fails: the platform gives up an alarm that fails too often, and the outbox has set the
    /// next one.
    pub fn ring(self: &Rc<Self>) {
        if let Err(failure) = self.outbox.ring(&mut self.peers.continuations()) {
            console_error!("{}: the alarm found the outbox out of order: {failure}", self.from.as_str());
        }
        self.send();
    }

    fn send(self: &Rc<Self>) {
        loop {
            match self.outbox.take() {
                Ok(Some(parcel)) => {
                    // The platform keeps an object whose calls are under way.
                    spawn_local(Rc::clone(self).carry(parcel));
                }
                Ok(None) => break,
                Err(failure) => {
                    console_error!("{}: the outbox cannot be read: {failure}", self.from.as_str());
                    break;
                }
            }
        }
        self.wake_later();
    }

    async fn carry(self: Rc<Self>, parcel: Parcel) {
        let id = parcel.id;
        let outcome = self.deliver(parcel).await;
        if let Err(failure) = self.outbox.settle(id, outcome, &mut self.peers.continuations()) {
            console_error!("{}: an answer could not be taken in: {failure}", self.from.as_str());
        }
        self.send();
    }

    async fn deliver(&self, parcel: Parcel) -> Result<shared::durable::Delivered, Failure> {
        let client = self.client(&parcel.target)?;
        let patience = Duration::from_millis(limits::DURABLE_PATIENCE_MS.into());
        let asking = Asking { request_id: identity::new_request(), from: self.from, patience };
        let (outcome, _) = client.ask::<Deliver<AnyInbox>>(asking, &parcel.delivery, Attachment::None).await;
        if outcome.is_err() {
            self.stubs.borrow_mut().remove(&parcel.target);
        }
        outcome
    }

    /// A stub of the target, the same as long as it works: one stays broken once its object was reset.
    fn client(&self, target: &Target) -> Result<Rc<Client<AnyInbox>>, Failure> {
        if let Some(client) = self.stubs.borrow().get(target) {
            return Ok(Rc::clone(client));
        }
        let client = Rc::new(self.peers.client(&self.env, target)?);
        let mut stubs = self.stubs.borrow_mut();
        if stubs.len() >= MOST_STUBS {
            stubs.clear();
        }
        stubs.insert(target.clone(), Rc::clone(&client));
        Ok(client)
    }

    /// What waits before it is sent again is sent by a timer of this life; after a death the alarm finds it.
    fn wake_later(self: &Rc<Self>) {
        let Some(at) = self.outbox.wakes_at() else { return };
        if self.wakes_at.get().is_some_and(|set| set <= at) {
            return;
        }
        self.wakes_at.set(Some(at));
        let wait = Duration::from_millis(at.since(kit::clock::WorkerClock.now()).into());
        let this = Rc::clone(self);
        self.state.wait_until(async move {
            Delay::from(wait).await;
            if this.wakes_at.get() == Some(at) {
                this.wakes_at.set(None);
            }
            this.send();
        });
    }
}
