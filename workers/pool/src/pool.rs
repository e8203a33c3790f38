//! A pool: the policy, the sessions behind its slots, and those who wait for its words.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    rc::Rc,
    time::Duration,
};

use futures::channel::oneshot;
use kit::{bindings, client::Asking, clock::WorkerClock, identity};
use shared::{
    call::{PoolIsolate, Service, ServiceName},
    error::{ErrorCode, Failure},
    ids::IsolateId,
    isolation::{Bucket, Drain, Kind, PoolReport, Resize, Warm, configuration},
    pool::{Answer, Command, Engine, Life, Moment, Outcome, Refusal, Span, Start},
    random::Random,
    timing::Clock,
};
use wasm_bindgen::JsValue;
use worker::{Delay, Env, State};

use crate::{
    opening,
    owners::Owners,
    report,
    session::{Serves, Session},
};

/// How often a drain is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// How much longer than its patience a drain may take to be over: the policy gives up by itself.
const DRAIN_GRACE: Span = Span::from_millis(1_000);

/// What the policy says to a request.
pub(crate) enum Word {
    /// It is to be run there.
    Run { at: Life, session: Rc<Session>, waited_ms: u32, start: Start },
    /// It is not.
    Refused { kind: Refusal, retry_after_ms: u32 },
}

/// The isolate that is behind a slot.
pub(crate) struct Place {
    pub(crate) at: Life,
    pub(crate) session: Rc<Session>,
    pub(crate) id: IsolateId,
    /// Whether it ends by itself, and need not be told to.
    pub(crate) ends: bool,
}

/// What changes. It is never borrowed while anything is waited for.
pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) owners: Owners,
    pub(crate) places: HashMap<u32, Place>,
    pub(crate) words: HashMap<u32, oneshot::Sender<Word>>,
    pub(crate) latency: Vec<Bucket>,
    pub(crate) waited: Vec<Bucket>,
    pub(crate) inherited: u64,
    /// How many spares are being made.
    pub(crate) spares_begun: u32,
    last_request: u32,
    latest: Moment,
    ticks_at: Moment,
    has_begun: bool,
}

/// How isolates are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// After their slot: the platform counts names, and a slot has one for all of its lives.
    Slot,
    /// Each anew. A local runtime whose inspector is on takes no name twice, even if its isolate is gone.
    Life,
}

impl Names {
    /// From the Worker's variable `POOL_NAMES`.
    fn of(variable: Option<&str>) -> Result<Self, Failure> {
        match variable {
            None | Some("slot") => Ok(Self::Slot),
            Some("life") => Ok(Self::Life),
            Some(_) => {
                let message = "the pool cannot follow the variables of its Worker: POOL_NAMES is slot or life";
                Err(Failure::new(ErrorCode::MethodUnavailable, message))
            }
        }
    }
}

/// One pool.
pub(crate) struct Pool {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) names: Names,
    pub(crate) state: State,
    pub(crate) host: Result<JsValue, Failure>,
    inner: Result<RefCell<Inner>, Failure>,
}

impl Pool {
    pub(crate) fn new(state: State, env: &Env) -> Rc<Self> {
        let name = state.id().name().unwrap_or_default();
        let kind = Kind::of_name(&name);
        let variable = |name: &str| env.var(name).ok().map(|value| value.to_string());
        let names = Names::of(variable("POOL_NAMES").as_deref());
        let rules = names.clone().and_then(|_| configuration(kind, variable));
        let inner = rules.map(|rules| {
            let engine = Engine::new(&rules, Random::seeded(identity::new_request().0));
            RefCell::new(Inner {
                owners: Owners::new(rules.owners),
                engine,
                places: HashMap::new(),
                words: HashMap::new(),
                latency: Bucket::all(),
                waited: Bucket::all(),
                inherited: 0,
                spares_begun: 0,
                last_request: 0,
                latest: Moment::START,
                ticks_at: Moment::NEVER,
                has_begun: false,
            })
        });
        let host = bindings::env().service(PoolIsolate::BINDING).map(worker::Fetcher::into_rpc::<JsValue>);
        let host = host.map_err(|_| Failure::new(ErrorCode::Internal, "pool-host is not bound"));
        Rc::new(Self { name, kind, names: names.unwrap_or(Names::Slot), state, host, inner })
    }

    /// Lends what changes.
    pub(crate) fn with<T>(&self, use_inner: impl FnOnce(&mut Inner) -> T) -> Result<T, Failure> {
        let inner = self.inner.as_ref().map_err(Clone::clone)?;
        Ok(use_inner(&mut inner.borrow_mut()))
    }

    /// Tells the policy of an event, and does what it says.
    pub(crate) fn tell<T>(
        self: &Rc<Self>,
        event: impl FnOnce(&mut Inner, Moment, &mut Vec<Command>) -> T,
    ) -> Result<T, Failure> {
        let mut commands = Vec::new();
        let told = self.with(|inner| {
            let now = inner.now();
            if !std::mem::replace(&mut inner.has_begun, true) {
                inner.engine.begin(now, &mut commands);
            }
            event(inner, now, &mut commands)
        })?;
        let mut queue = VecDeque::from(commands);
        while let Some(command) = queue.pop_front() {
            queue.extend(self.obey(command)?);
        }
        self.schedule()?;
        Ok(told)
    }

    /// Does one thing that the policy says; what cannot be done is told at once, and leads to more.
    fn obey(self: &Rc<Self>, command: Command) -> Result<Vec<Command>, Failure> {
        let mut more = Vec::new();
        match command {
            Command::Run { at, request, waited, start } => self.with(|inner| {
                let place = inner.places.get(&at.slot).filter(|place| place.at == at);
                let session = place.map(|place| Rc::clone(&place.session));
                let (word, now) = (inner.words.remove(&request), inner.now());
                let waited_ms = u32::try_from(waited.nanos() / 1_000_000).unwrap_or(u32::MAX);
                let is_heard = match (session, word) {
                    (Some(session), Some(word)) => word.send(Word::Run { at, session, waited_ms, start }).is_ok(),
                    _ => false,
                };
                if !is_heard {
                    let answer = Answer { outcome: Outcome::Failed, bytes: None };
                    inner.engine.answered(now, at, answer, &mut more);
                }
            })?,
            Command::Refuse { request, kind, retry_after_ms } => {
                let word = self.with(|inner| inner.words.remove(&request))?;
                // Whoever asked may be gone, and then nobody is left to tell.
                let _ = word.map(|word| word.send(Word::Refused { kind, retry_after_ms }));
            }
            Command::Open { at, generation, owner } => match (self.kind, owner) {
                (Kind::Persistent, _) => {
                    self.behind(opening::open(Rc::clone(self), at, generation, Serves::Many));
                }
                (Kind::Fresh, Some(_)) => self.behind(opening::open(Rc::clone(self), at, generation, Serves::One)),
                (Kind::Fresh, None) => self.behind(opening::open_spare(Rc::clone(self), at, generation)),
            },
            Command::Retire { at } => match self.take_place(at)? {
                Some(place) => self.behind(opening::retire(Rc::clone(self), place)),
                None => self.with(|inner| {
                    let now = inner.now();
                    inner.engine.closed(now, at, &mut more);
                })?,
            },
            Command::Dispose { at } => drop(self.take_place(at)?.map(|place| place.session.close())),
            Command::Check { at } => self.behind(opening::check(Rc::clone(self), at)),
        }
        Ok(more)
    }

    /// Goes on with something while requests come and go.
    fn behind(&self, work: impl Future<Output = ()> + 'static) {
        self.state.wait_until(work);
    }

    fn take_place(&self, at: Life) -> Result<Option<Place>, Failure> {
        self.with(|inner| {
            let is_present = inner.places.get(&at.slot).is_some_and(|place| place.at == at);
            is_present.then(|| inner.places.remove(&at.slot)).flatten()
        })
    }

    /// Sees to it that the policy hears of the time when it has to.
    fn schedule(self: &Rc<Self>) -> Result<(), Failure> {
        let due = self.with(|inner| {
            let next = inner.engine.next_tick().filter(|&next| next < inner.ticks_at)?;
            inner.ticks_at = next;
            Some((next, next.since(inner.now())))
        })?;
        if let Some((next, span)) = due {
            let this = Rc::clone(self);
            self.behind(async move {
                Delay::from(Duration::from_millis(span.millis_up())).await;
                let told = this.tell(|inner, now, commands| {
                    if inner.ticks_at == next {
                        inner.ticks_at = Moment::NEVER;
                    }
                    inner.engine.tick(now, commands);
                });
                drop(told);
            });
        }
        Ok(())
    }

    /// How this object asks isolates for something that is nobody's request.
    pub(crate) fn asking(patience: Duration) -> Asking {
        Asking { request_id: identity::new_request(), from: ServiceName::Pool, patience }
    }

    /// What there is.
    pub(crate) fn report(&self) -> Result<PoolReport, Failure> {
        self.with(|inner| report::of(&self.name, self.kind, inner))
    }

    /// Changes the number of isolates that there may be.
    pub(crate) fn resize(self: &Rc<Self>, resize: Resize) -> Result<PoolReport, Failure> {
        self.tell(|inner, now, commands| inner.engine.resize(now, resize.size, commands))?;
        self.report()
    }

    /// Takes requests again, and makes isolates ahead.
    pub(crate) fn warm(self: &Rc<Self>, warm: Warm) -> Result<PoolReport, Failure> {
        self.tell(|inner, now, commands| {
            if inner.engine.is_draining() {
                inner.engine.resume(now, commands);
            }
            inner.engine.warm(now, warm.isolates, commands);
        })?;
        self.report()
    }

    /// Takes nothing more, and waits until all isolates are gone.
    pub(crate) async fn drain(self: &Rc<Self>, drain: Drain) -> Result<PoolReport, Failure> {
        let patience = Span::from_millis(drain.patience_ms.into());
        self.tell(|inner, now, commands| inner.engine.drain(now, patience, commands))?;
        let end = self.with(|inner| inner.now().after(patience).after(DRAIN_GRACE))?;
        while self.with(|inner| inner.engine.is_draining() && !inner.engine.is_drained() && inner.now() < end)? {
            Delay::from(LOOK).await;
        }
        self.report()
    }
}

impl Inner {
    /// The time, which never goes back.
    pub(crate) fn now(&mut self) -> Moment {
        self.latest = self.latest.max(Moment::from_millis(WorkerClock.now().0));
        self.latest
    }

    /// A number for a request, which no other under way has.
    pub(crate) fn next_request(&mut self) -> u32 {
        loop {
            self.last_request = self.last_request.wrapping_add(1);
            if !self.words.contains_key(&self.last_request) {
                return self.last_request;
            }
        }
    }

    /// The number of an owner.
    pub(crate) fn owner(&mut self, name: &str) -> Option<u32> {
        let Self { engine, owners, latest, .. } = self;
        let holds = |number| {
            (0..engine.reached()).any(|slot| engine.slot(*latest, slot).is_some_and(|slot| slot.owner == Some(number)))
        };
        owners.enter(name, holds)
    }
}
