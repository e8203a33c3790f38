//! A double of the object and its platform, for tests of workflows on the host: tables in memory, a clock that is moved by hand, steps that
//! are answered for by the test, and deaths at will. What runs on it is the engine itself, so what holds here holds in an object.
//!
//! ```
//! use std::time::Duration;
//! use workflow_engine::{context::Context, error::{Error, StepError}, testing::Double, workflow::{Registry, Workflow}};
//!
//! enum Reminder {}
//! impl Workflow for Reminder {
//!     const NAME: &'static str = "reminder";
//!     type Input = String;
//!     type Output = String;
//!     type Error = Error;
//!     async fn run(context: Context, whom: String) -> Result<String, Error> {
//!         context.sleep(Duration::from_hours(24)).await?;
//!         context.step("write", move |_| { let whom = whom.clone(); async move { Err::<String, _>(StepError::new(whom)) } }).await
//!     }
//! }
//!
//! let mut double = Double::new(|| Registry::default().with::<Reminder>());
//! double.mock_step("write", |_| Ok("written".to_owned()));
//! double.begin::<Reminder>("one", &"ada".to_owned()).unwrap();
//! double.die();
//! double.pass(Duration::from_hours(24));
//! assert_eq!(double.output::<String>("one").unwrap(), "written");
//! ```

pub(crate) mod host;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use durable::{
    inbox::Inbox,
    outbox::{Calls, Outbox, Parcel},
    platform::Platform,
    receive::{Handled, Receive, Received},
    target::Target,
    timers::Timers,
};
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    call::Call,
    durable::{Delivered, Design},
    encoding::Encoding,
    error::{ErrorCode, Failure},
    workflow::{
        Completed, Completion, Control, Event, Handle, RestartFrom, RestartPlan, Signal, Start, State, Status, Token,
        USUAL_PRIORITY, WorkflowId,
    },
};

use self::host::Host;
use crate::{
    engine::{Answers, Engine, Surroundings},
    error::StepError,
    json,
    script::{Attempt, mocks},
    workflow::{Registry, Workflow},
};

/// How many messages, or how many rings of the alarm, come to rest at once.
const MOST: usize = 1_000_000;

/// What answers for a method of objects that are called.
type Answering = Box<dyn FnMut(&[u8]) -> Result<Vec<u8>, Failure>>;

/// Does something outside of the object, when the turn is stored: in a step, so that a test can count it by [`Double::effects`].
pub fn effect(key: &str) {
    host::effect(key);
}

/// One object with its instances, and whatever they have of the world. There is one on a thread.
pub struct Double {
    registry: fn() -> Registry,
    host: Rc<Host>,
    life: Life,
    called: BTreeMap<Target, Called>,
    answering: Methods,
    logged: Rc<RefCell<Vec<String>>>,
}

/// What a death ends.
struct Life {
    engine: Rc<Engine<Host>>,
    outbox: Rc<Outbox<Host>>,
}

/// An object that is called.
struct Called {
    host: Rc<Host>,
    inbox: Inbox<Host>,
    outbox: Rc<Outbox<Host>>,
}

impl Called {
    fn new() -> Self {
        let host = Host::new();
        let timers = Rc::new(Timers::new(Rc::clone(&host)));
        let outbox = Rc::new(Outbox::new(Rc::clone(&host), timers, "called".to_owned(), Design::default()));
        Self { inbox: Inbox::new(Rc::clone(&host)), outbox, host }
    }
}

#[derive(Default)]
struct Methods(BTreeMap<&'static str, Answering>);

impl Receive<Host> for Methods {
    fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, Host>) -> Result<Handled, Failure> {
        Ok(match self.0.get_mut(call.method).map(|answer| answer(call.input)) {
            Some(Ok(answer)) => Handled::Done(answer),
            Some(Err(failure)) => Handled::Refused(failure),
            None => {
                let message = format!("no test answers for method {:?}; say so by on_call", call.method);
                Handled::Refused(Failure::new(ErrorCode::UnknownMethod, message))
            }
        })
    }
}

struct Around(Rc<RefCell<Vec<String>>>);

impl Surroundings for Around {
    fn send_calls(&self) {}

    fn tell(&self) {}

    fn sweep(&self) {}

    fn log(&self, line: &str) {
        self.0.borrow_mut().push(line.to_owned());
    }
}

fn life(host: &Rc<Host>, registry: Registry, logged: &Rc<RefCell<Vec<String>>>) -> Life {
    let timers = Rc::new(Timers::new(Rc::clone(host)));
    let outbox = Rc::new(Outbox::new(Rc::clone(host), Rc::clone(&timers), "double".to_owned(), Design::default()));
    let around = Box::new(Around(Rc::clone(logged)));
    let engine = Engine::new(Rc::clone(host), timers, Rc::clone(&outbox), registry, around);
    Life { engine, outbox }
}

impl Double {
    /// A new object that runs these workflows.
    pub fn new(registry: fn() -> Registry) -> Self {
        host::forget_effects();
        mocks::forget();
        let (host, logged) = (Host::new(), Rc::default());
        let (called, answering) = (BTreeMap::new(), Methods::default());
        Self { life: life(&host, registry(), &logged), registry, host, called, answering, logged }
    }

    /// Answers for a step from here on, for each of its attempts.
    pub fn mock_step<T: Serialize>(
        &mut self,
        name: &str,
        mut answer: impl FnMut(Attempt) -> Result<T, StepError> + 'static,
    ) {
        let answer = move |attempt| {
            let value = answer(attempt)?;
            json::write(&value).map_err(|error| StepError::terminal(error.to_string()))
        };
        mocks::mock(name, answer);
    }

    /// Answers for the calls of a method from here on, to whatever object.
    pub fn on_call<C: Call>(&mut self, mut answer: impl FnMut(C::Input) -> Result<C::Output, Failure> + 'static) {
        let answer = move |input: &[u8]| Ok(C::Encoding::encode(&answer(C::Encoding::decode(input)?)?));
        self.answering.0.insert(C::METHOD, Box::new(answer));
    }

    /// Begins an instance, and lets everything go on that can.
    pub fn begin<W: Workflow>(&mut self, id: &str, input: &W::Input) -> Result<Handle, Failure> {
        let input =
            serde_json::to_string(input).map_err(|error| Failure::new(ErrorCode::MalformedBody, error.to_string()))?;
        let start = Start { workflow: W::NAME.to_owned(), id: WorkflowId::parse(id)?, input, priority: USUAL_PRIORITY };
        let begun = self.host.event(|| self.life.engine.accept(&start)).unwrap_or_else(|| Err(dead()));
        self.settle();
        begun
    }

    /// Brings an instance an event.
    pub fn signal(&mut self, id: &str, event: &str, payload: &impl Serialize) -> Result<Status, Failure> {
        let payload = serde_json::to_string(payload)
            .map_err(|error| Failure::new(ErrorCode::MalformedBody, error.to_string()))?;
        let signal = Signal { id: WorkflowId::parse_any(id)?, event: event.to_owned(), payload };
        let told = self.host.event(|| self.life.engine.signal(&signal)).unwrap_or_else(|| Err(dead()));
        self.settle();
        told
    }

    /// Completes a callback, or gives a sign of life for it.
    pub fn complete(&mut self, token: &str, completed: Completed) -> Result<State, Failure> {
        let Token { instance, operation, secret } = Token::parse(token)?;
        let completion = Completion { id: WorkflowId::parse_any(&instance)?, operation, secret, completed };
        let engine = Rc::clone(&self.life.engine);
        self.told(async move { engine.complete_callback(&completion).await })
    }

    /// Does with an instance what an operator asks for.
    pub fn control(&mut self, id: &str, control: Control) -> Result<Status, Failure> {
        let (engine, id) = (Rc::clone(&self.life.engine), id.to_owned());
        self.told(async move { engine.control(&id, control).await })
    }

    /// Has an instance go on from one of its operations, or says what that means.
    pub fn restart_from(&mut self, asked: &RestartFrom) -> Result<RestartPlan, Failure> {
        let (engine, asked) = (Rc::clone(&self.life.engine), asked.clone());
        self.told(async move { engine.restart_from(&asked) })
    }

    fn told<T: 'static>(&mut self, asking: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure> {
        let told = Rc::new(RefCell::new(None));
        let teller = Rc::clone(&told);
        self.host.event(|| {
            self.host.spawn(Box::pin(async move {
                *teller.borrow_mut() = Some(asking.await);
            }));
        });
        self.settle();
        told.take().unwrap_or_else(|| Err(dead()))
    }

    /// Lets time pass; what is due on the way goes on at its time.
    pub fn pass(&mut self, time: Duration) {
        let until = self.host.now.get() + u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        for _ in 0..MOST {
            let next = self.host.next_due().filter(|at| *at <= until);
            let Some(at) = next else { break };
            self.host.pass(at.saturating_sub(self.host.now.get()));
            self.host.event(|| ());
            self.settle();
        }
        self.host.pass(until.saturating_sub(self.host.now.get()));
        self.host.event(|| ());
        self.settle();
    }

    /// The object loses its memory. What it has stored is there when it is next asked, or its alarm rings.
    pub fn die(&mut self) {
        self.host.die();
        self.life = life(&self.host, (self.registry)(), &self.logged);
    }

    /// Where an instance is, and what it came to.
    pub fn status(&self, id: &str) -> Result<Status, Failure> {
        self.life.engine.status(id)
    }

    /// What an instance came to; none where it has no result, or another one.
    pub fn output<T: DeserializeOwned>(&self, id: &str) -> Option<T> {
        serde_json::from_str(&self.status(id).ok()?.output?).ok()
    }

    /// What an instance did.
    pub fn journal(&self, id: &str) -> Result<Vec<Event>, Failure> {
        self.life.engine.events(id, 0)
    }

    /// What was logged.
    pub fn logged(&self) -> Vec<String> {
        self.logged.borrow().clone()
    }

    /// How often something was done by [`effect`].
    pub fn effects(&self, key: &str) -> u32 {
        host::effects(key)
    }

    /// Carries calls, and rings the alarm while it is due.
    fn settle(&mut self) {
        for _ in 0..MOST {
            let carried = self.carry();
            if !self.ring() && !carried {
                return;
            }
        }
    }

    fn ring(&self) -> bool {
        let is_due = self.host.alarm.get().is_some_and(|at| at <= self.host.now.get());
        if is_due {
            self.host.alarm.set(None);
            self.host.event(|| {
                let _ = self.life.outbox.ring(&mut Answers(Rc::clone(&self.life.engine)));
                self.life.engine.ring()
            });
        }
        is_due
    }

    fn carry(&mut self) -> bool {
        let Some(Ok(Some(parcel))) = self.host.event(|| self.life.outbox.take()) else { return false };
        let outcome = self.deliver(&parcel);
        self.host.event(|| self.life.outbox.settle(parcel.id, outcome, &mut Answers(Rc::clone(&self.life.engine))));
        true
    }

    fn deliver(&mut self, parcel: &Parcel) -> Result<Delivered, Failure> {
        let Called { host, inbox, outbox } = self.called.entry(parcel.target.clone()).or_insert_with(Called::new);
        let answering = &mut self.answering;
        host.now.set(self.host.now.get());
        host.event(|| inbox.receive(&parcel.delivery, outbox, answering)).unwrap_or_else(|| Err(dead()))
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        mocks::forget();
    }
}

fn dead() -> Failure {
    Failure::new(ErrorCode::ObjectFailed, "the object is dead")
}
