//! Carries what an outbox has to send, and tells it what came of it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use durable::{
    outbox::{Calls, Outbox, Parcel},
    resume::Resume,
    target::Target,
};
use futures::channel::oneshot;
use kit::{
    client::{Asking, Client},
    identity,
    stream::Attachment,
};
use shared::{
    call::{AnyInbox, ServiceName, durable::Deliver},
    error::{ErrorCode, Failure},
    limits,
    timing::{Clock, UnixMillis},
};
use wasm_bindgen_futures::spawn_local;
use worker::{Delay, Env, State, console_error};

use crate::platform::{ObjectPlatform, gather};

/// The objects that may be called, as they are bound; and what goes on with their answers.
pub trait Peers {
    /// A new stub of an object: one stays broken once its object was reset.
    fn client(&self, env: &Env, target: &Target) -> Result<Client<AnyInbox>, Failure>;

    /// What runs the continuations of the calls.
    fn continuations(&self) -> impl Resume<ObjectPlatform>;
}

/// Most stubs that are kept; all are made anew beyond it.
const MOST_STUBS: usize = 1_000;

/// What makes the calls of one event.
type Work = Box<dyn FnOnce(&mut Calls<'_, ObjectPlatform>) -> Result<(), Failure>>;

/// An event that waits for others to come, and whoever is told that its calls are stored.
type Gathered = (Work, oneshot::Sender<Result<(), Failure>>);

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
    gathering: RefCell<Vec<Gathered>>,
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
        let gathering = RefCell::default();
        Rc::new(Self { outbox, peers, from, state, env, called, wakes_at, stubs, gathering })
    }

    /// Stores calls together with those of all events that have arrived by now: one row for each object that is called, one commit and
    /// one message, however many events there are. It is for calls beside which the event writes nothing. Where one `work` fails,
    /// none of those that were gathered with it is stored, and all are told.
    pub async fn gathered<R: 'static>(
        self: &Rc<Self>,
        work: impl FnOnce(&mut Calls<'_, ObjectPlatform>) -> Result<R, Failure> + 'static,
    ) -> Result<R, Failure> {
        let (teller, told) = oneshot::channel();
        let result = Rc::new(RefCell::new(None));
        let kept = Rc::clone(&result);
        let is_first = self.gathering.borrow().is_empty();
        let work: Work = Box::new(move |calls| {
            *kept.borrow_mut() = Some(work(calls)?);
            Ok(())
        });
        self.gathering.borrow_mut().push((work, teller));
        if is_first {
            let this = Rc::clone(self);
            spawn_local(async move {
                let arrived = gather(&this.state).await;
                this.store(arrived);
            });
        }
        told.await.map_err(|_| Failure::new(ErrorCode::Internal, "what was gathered was forgotten"))??;
        let result = result.take();
        result.ok_or_else(|| Failure::new(ErrorCode::Internal, "a call that was gathered was not made"))
    }

    /// Stores what was gathered.
    fn store(self: &Rc<Self>, arrived: Result<(), Failure>) {
        let (works, tellers): (Vec<Work>, Vec<_>) = self.gathering.take().into_iter().unzip();
        let stored =
            arrived.and_then(|()| self.outbox.enqueue(|calls| works.into_iter().try_for_each(|work| work(calls))));
        self.call();
        for teller in tellers {
            let _ = teller.send(stored.clone());
        }
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
