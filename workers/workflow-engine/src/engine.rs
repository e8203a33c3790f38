//! The instances of an object: accepted, run, woken, told things, and looked at.
//!
//! ```text
//!             ┌──────────── drive ─────────────┐
//!  accept ──> │ poll ──> commands ──> deliver ─┤ until it waits
//!  wake ────> └────────────────┬───────────────┘
//!                              └──> flush: journal, state, one commit with everything else of the turn
//! ```
//!
//! Whatever comes from outside first reaches a live instance: one whose code is in memory, waiting. An instance of an earlier life
//! is woken by being replayed, and before that its life is counted and the count stored: one that ends its object whenever it is
//! replayed is found by that, and left alone.
//!
//! Storage that fails in the middle of a turn ends the object, since nothing of the turn is stored then.

mod attempts;
mod completion;
mod control;
mod drive;
mod family;
mod follower;
mod index;
mod lap;
mod live;
mod look;
mod places;
mod restart;
mod schedules;
mod wake;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    rc::Rc,
};

use durable::{
    outbox::{Calls, Outbox},
    platform::Platform,
    resume::{Resume, Resumed},
    timers::{Pending, Timers},
};
use futures::channel::oneshot;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    workflow::{Handle, Start, State},
};

use self::{follower::Follower, live::Live};
pub use self::{
    index::{Range, Unindexed},
    look::Untold,
};
use crate::{
    entry::{Bytes, Entry, Origin, Outcome},
    error::Error,
    queue::Places,
    store::{Run, Store},
    workflow::Registry,
};

/// What takes the answers to the calls of instances.
const CONTINUATION: &str = "workflow";

/// What happens around the engine.
pub trait Surroundings {
    /// The outbox has something to send, at the end of this turn.
    fn send_calls(&self);

    /// There is something that the tracker does not know, or the index.
    fn tell(&self);

    /// The index is to be told everything that the object holds.
    fn sweep(&self);

    /// A line for whoever reads the log.
    fn log(&self, line: &str);
}

/// The instances of one object.
pub struct Engine<P> {
    platform: Rc<P>,
    timers: Rc<Timers<P>>,
    outbox: Rc<Outbox<P>>,
    registry: Registry,
    surroundings: Box<dyn Surroundings>,
    store: Store<P>,
    live: RefCell<BTreeMap<u64, Rc<Live>>>,
    /// The live ones by name.
    names: RefCell<HashMap<String, u64>>,
    /// Those that are being woken.
    waking: RefCell<HashSet<u64>>,
    /// Whether this life has looked for what an earlier one left.
    looked: Cell<bool>,
    /// When the oldest of the ended ones is to be forgotten, as far as that was asked for in this life.
    forgets_at: Cell<Option<u64>>,
    /// Whether the alarm is to see to that.
    forgets_later: Cell<bool>,
    /// Who runs and who waits; none where they are still to be read.
    places: RefCell<Option<Places>>,
    /// Whoever waits for instances that wait for their turn.
    queued: RefCell<HashMap<u64, Vec<oneshot::Sender<()>>>>,
    /// The tracker.
    tracked: Follower,
    /// The index.
    indexed: Follower,
    /// Whether it is known that there is a timer for the next sweep.
    sweeps: Cell<bool>,
}

impl<P: Platform + 'static> Engine<P> {
    /// The engine of the object whose platform, timers and outbox these are.
    pub fn new(
        platform: Rc<P>,
        timers: Rc<Timers<P>>,
        outbox: Rc<Outbox<P>>,
        registry: Registry,
        surroundings: Box<dyn Surroundings>,
    ) -> Rc<Self> {
        let store = Store::new(Rc::clone(&platform));
        Rc::new(Self {
            platform,
            timers,
            outbox,
            registry,
            surroundings,
            store,
            live: RefCell::default(),
            names: RefCell::default(),
            waking: RefCell::default(),
            looked: Cell::new(false),
            forgets_at: Cell::new(None),
            forgets_later: Cell::new(false),
            places: RefCell::default(),
            queued: RefCell::default(),
            tracked: Follower::default(),
            indexed: Follower::default(),
            sweeps: Cell::new(false),
        })
    }

    /// From here on, events are kept until a tracker knows them.
    pub fn track(&self) {
        self.tracked.follow();
    }

    /// Begins an instance, unless there is one of that name with the same input. Its code has run up to where it waits when this
    /// returns; everything is stored with the turn.
    ///
    /// [`ErrorCode::InstanceConflict`] says that the name has another input or another workflow.
    pub fn accept(self: &Rc<Self>, start: &Start) -> Result<Handle, Failure> {
        let definition = self.registry.find(&start.workflow)?;
        if start.input.len() > limits::workflow::VALUE_BYTES {
            let message =
                format!("the input is at most {} bytes; pass where it is instead", limits::workflow::VALUE_BYTES);
            return Err(Failure::new(ErrorCode::ValueTooLarge, message));
        }
        let input = (definition.canonical)(start.input.as_bytes())?;
        let fingerprint = fingerprint(definition.name, &input);
        if let Some(known) = self.find(start.id.as_str())? {
            if known.fingerprint == fingerprint {
                return Ok(handle_of(&known, true));
            }
            let message = format!(
                "instance {:?} was begun with the fingerprint {}, and this is {}; take another name, or the same input",
                start.id.as_str(),
                hexadecimal(&known.fingerprint),
                hexadecimal(&fingerprint),
            );
            return Err(Failure::new(ErrorCode::InstanceConflict, message));
        }
        let run = Run { fingerprint, ..self.new_run(start.id.as_str(), definition.name, &input)? };
        self.begin_or_queue(run, start.priority)
    }

    /// The row of a new instance.
    fn new_run(&self, id: &str, workflow: &str, input: &[u8]) -> Result<Run, Failure> {
        if self.store.runs()? >= limits::workflow::INSTANCES {
            let message = format!(
                "the object holds {} instances, and takes no more; purge ended ones",
                limits::workflow::INSTANCES
            );
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        self.run_of(id, workflow, input)
    }

    /// The same of one that takes the place of another.
    fn run_of(&self, id: &str, workflow: &str, input: &[u8]) -> Result<Run, Failure> {
        Ok(Run {
            number: self.store.next_run()?,
            id: id.to_owned(),
            workflow: workflow.to_owned(),
            fingerprint: fingerprint(workflow, input),
            input: input.to_vec(),
            state: State::Running,
            lives: 0,
            accepted: self.platform.now().0,
            ended: None,
        })
    }

    /// Begins a new instance, or one anew.
    fn begin(self: &Rc<Self>, run: Run, origin: &Origin) -> Result<Handle, Failure> {
        let live = Live::new(run, VecDeque::new(), &self.registry, self.bits())?;
        live.is_new.set(true);
        live.parent.set(origin.parent);
        {
            let mut script = live.script.borrow_mut();
            script.at(self.platform.now());
            script.write(Entry::Accepted);
            script.set_lap(origin.lap);
            for entry in origin.entries() {
                script.write(entry);
            }
        }
        self.hold(&live);
        if let Err(failure) = self.drive(&live) {
            // What is stored of it by now goes with it.
            let run = live.run.borrow().clone();
            live.abandon(self.platform.now());
            self.let_go(&live);
            let gone = if live.is_new.get() {
                self.timers.remove_of(&timers_of(run.number))
            } else {
                self.forget_descendants(&run.id).and_then(|()| self.drop_run(&run))
            };
            self.or_end(gone)?;
            return Err(failure);
        }
        Ok(handle_of(&live.run.borrow(), false))
    }

    /// Bits for scripts, others each time.
    fn bits(&self) -> Box<dyn Fn() -> u64> {
        let platform = Rc::clone(&self.platform);
        Box::new(move || platform.random_bits())
    }

    /// An answer to a call of an instance: belongs into the [`Resume`] of the object.
    pub fn take_answer(self: &Rc<Self>, context: &[u8], outcome: Result<&[u8], &Failure>) -> Result<(), Failure> {
        let (run, operation): (u64, u32) =
            postcard::from_bytes(context).map_err(|_| shared::tables::row::damaged("the context of a call"))?;
        let outcome = match outcome {
            Ok(bytes) => Ok(Bytes(bytes.to_vec())),
            Err(failure) => Err(Error::CallFailed { failure: failure.clone() }),
        };
        self.answered(run, operation, outcome)
    }

    /// The answer to a call, or the end of a child, is stored where that was ended by it: in the journal, before anybody is told.
    fn answered(self: &Rc<Self>, run: u64, operation: u32, outcome: Outcome) -> Result<(), Failure> {
        let live = self.live.borrow().get(&run).cloned();
        if let Some(live) = live {
            if self.complete(&live, operation, outcome) {
                // Answers that arrive together are told in one go, behind all of them.
                self.drive_soon(live);
            }
            return Ok(());
        }
        // In a later life than the one that called: it goes into the journal as it is, and the replay finds it there.
        let Some(known) = self.store.run(run)? else { return Ok(()) };
        if known.state.is_end() && !known.state.is_dead() {
            return Ok(());
        }
        self.store.append(run, &[Entry::At(self.platform.now().0), Entry::Arrived { operation, outcome }])?;
        // One that nobody takes up finds it when it is redriven.
        if !known.state.is_end() {
            self.wake_soon(vec![run]);
        }
        self.arm()
    }

    /// Whether work is under way which a death would leave behind.
    pub fn pending(&self) -> Pending {
        let busy = self.live.borrow().values().any(|live| live.busy.get()) || !self.waking.borrow().is_empty();
        match (busy, self.has_untold() || self.has_unindexed() || self.forgets_later.get()) {
            (true, _) => Pending::Work,
            (false, true) => Pending::Leisure,
            (false, false) => Pending::Nothing,
        }
    }

    fn has_untold(&self) -> bool {
        self.tracked.is_followed() && self.store.told().is_ok_and(|(told, last)| told < last)
    }

    /// Has the alarm ring where something is pending; belongs to the end of each event.
    fn arm(&self) -> Result<(), Failure> {
        self.timers.arm(self.outbox.pending().max(self.pending()))
    }

    /// The row of an instance, of one that is live as it will be stored.
    fn find(&self, id: &str) -> Result<Option<Run>, Failure> {
        let number = self.names.borrow().get(id).copied();
        if let Some(live) = number.and_then(|number| self.live.borrow().get(&number).cloned()) {
            return Ok(Some(live.run.borrow().clone()));
        }
        self.store.find(id)
    }

    fn hold(&self, live: &Rc<Live>) {
        let (number, id) = (live.number(), live.run.borrow().id.clone());
        self.live.borrow_mut().insert(number, Rc::clone(live));
        self.names.borrow_mut().insert(id, number);
    }

    fn let_go(&self, live: &Live) {
        let (number, id) = (live.number(), live.run.borrow().id.clone());
        self.live.borrow_mut().remove(&number);
        let mut names = self.names.borrow_mut();
        if names.get(&id) == Some(&number) {
            names.remove(&id);
        }
    }

    /// Ends the object where its storage failed: nothing of this turn is stored then, and the next life finds everything as it was.
    fn or_end<T>(&self, done: Result<T, Failure>) -> Result<T, Failure> {
        match done {
            Err(failure) if failure.code == ErrorCode::ObjectFailed => self.platform.or_not_at_all(|| Err(failure)),
            done => done,
        }
    }
}

/// Runs the continuations of an object that has instances and no calls of its own.
pub struct Answers<P>(pub Rc<Engine<P>>);

impl<P: Platform + 'static> Resume<P> for Answers<P> {
    fn resume(&mut self, resumed: Resumed<'_>, _calls: &mut Calls<'_, P>) -> Result<(), Failure> {
        resumed.on_any(CONTINUATION, |context, outcome| self.0.take_answer(context, outcome))?.end()
    }
}

/// The timers of an instance.
fn timers_of(run: u64) -> String {
    format!("workflow {run}")
}

fn fingerprint(workflow: &str, input: &[u8]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(workflow.as_bytes()).update(&[0]).update(input);
    hasher.finalize().as_bytes()[..16].to_vec()
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn handle_of(run: &Run, existing: bool) -> Handle {
    Handle {
        id: run.id.clone(),
        workflow: run.workflow.clone(),
        existing,
        state: run.state,
        fingerprint: hexadecimal(&run.fingerprint),
        accepted_ms: run.accepted,
        durable_ms: None,
        ended_ms: run.ended,
    }
}

/// Nobody has an instance of that name.
fn unknown(id: &str) -> Failure {
    Failure::new(
        ErrorCode::UnknownInstance,
        format!("there is no instance {id:?}; it was never begun, or is forgotten by now"),
    )
}
