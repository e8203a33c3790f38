//! An engine that is built as slow ones are, each of its habits a [`Switch`]; and an object that writes one row, which is the
//! floor. Trials hold the engine of this Worker against both.
//!
//! ```text
//! constructor ─ [constructor_check] nine keys are read, and nothing is answered before ─ [eager_services] all services are built
//! try ─ [nothing_cached] services ─ [single_reads] nine keys ─ [single_writes] nine keys and the status ─ [alarm_start] an alarm
//!     ─ [awaited_tracker | forgotten_tracker] an event ─> the answer
//! run ─ each step: its result, and the list of all steps that are done, written anew
//! ```
//!
//! Its one workflow counts: `{ "steps" }`. With every switch off it still keeps its values under keys, rewrites its list, and has no
//! tracker; what its instances lose when the process dies in the middle is what engines of this kind lose.

mod records;
mod services;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
    time::Duration,
};

use futures::channel::oneshot;
use js_sys::Uint8Array;
use kit::{
    alarm::ObjectAlarm,
    clock::WorkerClock,
    keys::ObjectKeys,
    serve::{Answer, Arrived},
    tables::ObjectTables,
};
use serde::Deserialize;
use shared::{
    call::{WorkflowSeed, workflow::Try},
    error::{ErrorCode, Failure},
    tables::{Tables, row::text},
    timing::{Clock, Place, Trace},
    workflow::{Arm, Begun, Event, Start, Switch, Switches, Until},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use worker::{Delay, Env, State, console_error};
use workflow_object::Tracker;

use self::{records::Records, services::Services};

const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS accepted (id TEXT PRIMARY KEY, workflow TEXT NOT NULL, input TEXT NOT NULL)";
const INSERT: &str = "INSERT OR IGNORE INTO accepted (id, workflow, input) VALUES (?, ?, ?)";

/// The waits before an event is sent again, while the answer waits.
const RETRIES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// When the alarm is set to that begins an instance, in milliseconds from now.
const START_MS: u32 = 1;

#[derive(Deserialize)]
struct Input {
    steps: u32,
}

/// One object of the slow engine.
pub(crate) struct Seed {
    switches: Switches,
    records: Records<ObjectKeys>,
    tables: ObjectTables,
    has_table: Cell<bool>,
    alarm: ObjectAlarm,
    tracker: Tracker,
    state: Rc<State>,
    services: OnceCell<Services>,
    running: RefCell<HashSet<String>>,
    waiters: RefCell<HashMap<String, Vec<oneshot::Sender<()>>>>,
    events: Cell<u64>,
    lost: Cell<u64>,
}

impl Seed {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        let name = state.id().name().unwrap_or_default();
        let switches = Switches::of_name(&name);
        let seed = Rc::new(Self {
            switches,
            records: Records::new(ObjectKeys::new(&state), switches),
            tables: ObjectTables::new(&state),
            has_table: Cell::new(false),
            alarm: ObjectAlarm::new(&state),
            tracker: Tracker::new(env, name),
            state: Rc::new(state),
            services: OnceCell::new(),
            running: RefCell::default(),
            waiters: RefCell::default(),
            events: Cell::new(0),
            lost: Cell::new(0),
        });
        if switches.has(Switch::EagerServices) {
            seed.services.get_or_init(Services::build);
        }
        if switches.has(Switch::ConstructorCheck) {
            let this = Rc::clone(&seed);
            let _gate = seed.state.block_concurrency_while(async move {
                this.check().await;
                Ok(())
            });
        }
        seed
    }

    /// Answers a call.
    pub(crate) fn answer(self: &Rc<Self>, place: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
        Arrived::<WorkflowSeed>::at(place, method, question)
            .on::<Try>(|_, (arm, until, start)| match arm {
                Arm::Row => Answer::Now(self.write_row(&start)),
                Arm::Seed => {
                    let this = Rc::clone(self);
                    Answer::later(async move { (this.begin(&start, until).await, Trace::default()) })
                }
                Arm::Engine | Arm::Platform => {
                    let failure = Failure::new(ErrorCode::BadChoice, "that engine has objects of its own");
                    Answer::Now(Err(failure))
                }
            })
            .reply()
    }

    /// The object's alarm has rung: whatever is queued begins.
    pub(crate) async fn ring(self: Rc<Self>) {
        match self.records.queued().await {
            Ok(queued) => queued.into_iter().for_each(|(id, steps)| self.run_soon(id, steps)),
            Err(failure) => console_error!("the queue cannot be read: {failure}"),
        }
    }

    fn write_row(&self, start: &Start) -> Result<Begun, Failure> {
        if !self.has_table.replace(true) {
            self.tables.execute(CREATE, Vec::new())?;
        }
        self.tables.execute(INSERT, vec![text(start.id.as_str()), text(&start.workflow), text(&start.input)])?;
        Ok(Begun::default())
    }

    /// What the constructor does before anything is answered.
    async fn check(&self) {
        let looked = async {
            self.records.any_state().await?;
            if !self.records.queued().await?.is_empty() {
                self.alarm.set(START_MS).await?;
            }
            Ok::<(), Failure>(())
        };
        if let Err(failure) = looked.await {
            console_error!("what an earlier life left cannot be read: {failure}");
        }
    }

    async fn begin(self: Rc<Self>, start: &Start, until: Until) -> Result<Begun, Failure> {
        let Input { steps } = serde_json::from_str(&start.input).map_err(|error| {
            Failure::new(ErrorCode::MalformedBody, format!("the input is {{ \"steps\" }}: {error}"))
        })?;
        if self.switches.has(Switch::NothingCached) {
            Services::build().find(&start.workflow)?;
        } else {
            self.services.get_or_init(Services::build).find(&start.workflow)?;
        }
        let id = start.id.as_str();
        if self.records.exists(id).await? {
            return Ok(Begun { existing: true, ..Begun::default() });
        }
        self.records.begin(start, steps).await?;
        let ended = (until == Until::Ended).then(|| self.end_of(id));
        if self.switches.has(Switch::AlarmStart) {
            self.alarm.set(START_MS).await?;
        } else {
            self.run_soon(id.to_owned(), steps);
        }
        self.tell(id).await;
        let ended = match ended {
            Some(ended) => ended.await.is_ok(),
            None => false,
        };
        Ok(Begun { existing: false, ended, lost_events: self.lost.get() })
    }

    fn end_of(&self, id: &str) -> oneshot::Receiver<()> {
        let (teller, told) = oneshot::channel();
        self.waiters.borrow_mut().entry(id.to_owned()).or_default().push(teller);
        told
    }

    fn run_soon(self: &Rc<Self>, id: String, steps: u32) {
        if !self.running.borrow_mut().insert(id.clone()) {
            return;
        }
        let this = Rc::clone(self);
        self.state.wait_until(async move {
            if let Err(failure) = this.run(&id, steps).await {
                console_error!("{id}: {failure}");
            }
            this.running.borrow_mut().remove(&id);
            for waiter in this.waiters.borrow_mut().remove(&id).unwrap_or_default() {
                let _ = waiter.send(());
            }
        });
    }

    async fn run(&self, id: &str, steps: u32) -> Result<(), Failure> {
        let mut done = Vec::new();
        for step in 1..=steps {
            done.push(step);
            self.records.step(id, step, &done).await?;
        }
        self.records.end(id, steps).await
    }

    /// Tells the tracker that an instance was accepted, in the way that is switched on.
    async fn tell(self: &Rc<Self>, id: &str) {
        if self.switches.has(Switch::AwaitedTracker) {
            for wait in RETRIES {
                if self.tracker.post(vec![self.event(id)]).await.is_ok() {
                    return;
                }
                Delay::from(wait).await;
            }
            if self.tracker.post(vec![self.event(id)]).await.is_err() {
                self.lost.set(self.lost.get() + 1);
            }
        } else if self.switches.has(Switch::ForgottenTracker) {
            let (this, event) = (Rc::clone(self), self.event(id));
            spawn_local(async move {
                if this.tracker.post(vec![event]).await.is_err() {
                    this.lost.set(this.lost.get() + 1);
                }
            });
        }
    }

    fn event(&self, id: &str) -> Event {
        let number = self.events.get() + 1;
        self.events.set(number);
        Event {
            id: number,
            instance: id.to_owned(),
            at_ms: WorkerClock.now().0,
            kind: "accepted".to_owned(),
            operation: None,
            name: None,
            output: None,
            error: None,
            scope: None,
            error_kind: None,
            due_ms: None,
        }
    }
}
