//! What an object holds: the engine with its instances, and everything around it; and what it answers.

use std::{rc::Rc, time::Duration};

use durable::{outbox::Outbox, platform::Platform, timers::Timers};
use durable_object::{Courier, ObjectPlatform};
use futures::future::{Either, select};
use js_sys::Uint8Array;
use kit::serve::{Answer, Arrived, Outcome};
use shared::{
    call::{
        ServiceName, Workflow,
        workflow::{
            Accept, BackfillSchedule, CompleteCallback, ControlInstance, ControlSchedule, ListInstances, ListSchedules,
            ReadEvents, ReadInstance, ReadSchedule, RestartInstance, Run, SendSignal, SetSchedule, Sweep,
        },
    },
    durable::Design,
    error::Failure,
    timing::{Clock, Place, Trace, UnixMillis},
    workflow::{Event, Handle, Start, Status, WorkflowId},
};
use wasm_bindgen::JsValue;
use worker::{Env, State, console_error};
use workflow_engine::{engine::Engine, workflow::Registry};

use crate::{
    accepting::Accepting,
    index::Index,
    peers::{BoundPeers, Callees},
    surroundings::{Around, Reach},
    teller::Teller,
    tracker::{Events, Tracker},
};

/// The instances of one object.
pub struct Instances {
    engine: Rc<Engine<ObjectPlatform>>,
    courier: Rc<Courier<BoundPeers>>,
    around: Rc<Around>,
    index: Rc<Teller<Index>>,
    accepting: Rc<Accepting>,
    platform: Rc<ObjectPlatform>,
    _tracker: Rc<Teller<Events>>,
}

impl Instances {
    /// Nothing is read before somebody asks: what an earlier life left is taken up by the alarm, or by the first touch.
    ///
    /// `design` is that of the durable calls; the usual one, but for negative controls.
    pub fn new(state: State, env: Env, registry: Registry, callees: Callees, design: Design) -> Rc<Self> {
        let state = Rc::new(state);
        let platform = Rc::new(ObjectPlatform::new(&state));
        let timers = Rc::new(Timers::new(Rc::clone(&platform)));
        let caller = state.id().to_string();
        let name = state.id().name().unwrap_or_default();
        let outbox = Rc::new(Outbox::new(Rc::clone(&platform), Rc::clone(&timers), caller, design));
        let around = Rc::new(Around::default());
        let engine = Engine::new(
            Rc::clone(&platform),
            timers,
            Rc::clone(&outbox),
            registry,
            Box::new(Reach(Rc::clone(&around))),
        );
        let peers = BoundPeers { engine: Rc::clone(&engine), callees };
        let courier = Courier::new(outbox, peers, ServiceName::Workflow, Rc::clone(&state), env.clone());
        let tracker = Tracker::new(env.clone(), name.clone());
        if tracker.is_bound() {
            engine.track();
        }
        let tracker = Teller::new(Events::new(Rc::clone(&engine), tracker), &state);
        let index = Index::new(Rc::clone(&engine), env, name);
        if index.is_bound() {
            engine.index();
        }
        let index = Teller::new(index, &state);
        around.meet(&courier, &tracker, &index);
        let accepting = Accepting::new(Rc::clone(&engine), Rc::clone(&platform));
        Rc::new(Self { engine, courier, around, index, accepting, platform, _tracker: tracker })
    }

    /// Answers a call, at once or by a promise.
    pub fn answer(self: &Rc<Self>, place: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
        let this = || Rc::clone(self);
        let engine = || Rc::clone(&self.engine);
        Arrived::<Workflow>::at(place, method, question)
            .on::<Accept>(|_, start| self.accepting.accept(start))
            .on::<Run>(|_, (start, patience_ms)| later(this().run(start, patience_ms)))
            .on::<ReadInstance>(|_, id| Answer::Now(self.engine.inspect(id.as_str())))
            .on::<ReadEvents>(|_, (id, after, patience_ms)| later(this().events(id, after, patience_ms)))
            .on::<ListInstances>(|_, state| Answer::Now(self.engine.list(state)))
            .on::<SendSignal>(|_, signal| Answer::Now(self.engine.signal(&signal)))
            .on::<RestartInstance>(|_, asked| Answer::Now(self.engine.restart_from(&asked)))
            .on::<SetSchedule>(|_, schedule| Answer::Now(self.engine.set_schedule(&schedule)))
            .on::<ReadSchedule>(|_, name| Answer::Now(self.engine.schedule(&name)))
            .on::<ListSchedules>(|_, ()| Answer::Now(self.engine.schedules()))
            .on::<ControlSchedule>(|_, (name, control)| Answer::Now(self.engine.control_schedule(&name, control)))
            .on::<BackfillSchedule>(|_, asked| Answer::Now(self.engine.backfill(&asked)))
            .on::<Sweep>(|_, ()| {
                let index = Rc::clone(&self.index);
                later(async move { index.listener().sweep().await })
            })
            .on::<CompleteCallback>(|_, completion| {
                let engine = engine();
                later(async move { engine.complete_callback(&completion).await })
            })
            .on::<ControlInstance>(|_, (id, control)| {
                let engine = engine();
                later(async move { engine.control(id.as_str(), control).await })
            })
            .reply()
    }

    /// The object's alarm has rung. It never fails: the platform gives up an alarm that fails too often.
    pub fn ring(&self) {
        self.courier.ring();
        if let Err(failure) = self.engine.ring() {
            console_error!("the alarm found the instances out of order: {failure}");
        }
    }

    async fn run(self: Rc<Self>, start: Start, patience_ms: u32) -> Result<Status, Failure> {
        let id = start.id.clone();
        let Handle { existing, .. } = self.accepting.accepted(start).await?;
        self.platform.stored().await?;
        let durable_ms = (!existing).then(|| self.platform.now().0);
        let status = self.engine.wait(id.as_str(), Duration::from_millis(patience_ms.into())).await?;
        Ok(Status { handle: Handle { existing, durable_ms, ..status.handle }, ..status })
    }

    /// Waits for events that are not known yet.
    async fn events(self: Rc<Self>, id: WorkflowId, after: u64, patience_ms: u32) -> Result<Vec<Event>, Failure> {
        let until = UnixMillis(self.platform.now().0 + u64::from(patience_ms));
        loop {
            let something = self.around.something();
            let events = self.engine.events(id.as_str(), after)?;
            let left = until.since(self.platform.now());
            if !events.is_empty() || left == 0 {
                return Ok(events);
            }
            let sleep = self.platform.sleep(Duration::from_millis(left.into()));
            if let Either::Right(_) = select(something, sleep).await {
                return self.engine.events(id.as_str(), after);
            }
        }
    }
}

fn later<T>(outcome: impl Future<Output = Result<T, Failure>> + 'static) -> Answer<T>
where
    T: 'static,
{
    Answer::later(async move {
        let outcome: Outcome<T> = (outcome.await, Trace::default());
        outcome
    })
}
