//! An object with instances, the account that they call, and what happens between them.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use durable::{
    inbox::Inbox,
    outbox::{Calls, Outbox, Parcel},
    receive::{Handled, Receive, Received},
    timers::Timers,
};
use futures::channel::oneshot;
use shared::{
    call::durable::Debit,
    durable::{Debit as Amount, Delivered, Design, Effect, debited},
    error::{ErrorCode, Failure},
    workflow::{
        Completed, Completion, Control, Event, Handle, RestartFrom, RestartPlan, Signal, Start, State, Status, Token,
        USUAL_PRIORITY, WorkflowId,
    },
};

pub(super) use crate::testing::host::effects;
use crate::{
    context::Context,
    engine::{Answers, Engine, Surroundings},
    error::{Error, StepError},
    queue::Limits,
    retry::Retry,
    testing::host::{Host, effect, forget_effects},
    workflow::{Registry, Workflow},
};

thread_local! {
    /// Steps that are told from outside when they are done, by key.
    pub(super) static GATES: RefCell<BTreeMap<String, oneshot::Sender<Result<u32, StepError>>>> = RefCell::default();
    /// How many attempts are to fail at once.
    pub(super) static FAILURES: Cell<u32> = const { Cell::new(0) };
    pub(super) static OTHER_CODE: Cell<bool> = const { Cell::new(false) };
    /// Whether the build of the next life lacks a workflow.
    pub(super) static LACKING: Cell<bool> = const { Cell::new(false) };
}

/// Ends a gated step that is under way.
pub(super) fn open_gate(key: &str, result: Result<u32, StepError>) -> bool {
    let gate = GATES.with_borrow_mut(|gates| gates.remove(key));
    gate.is_some_and(|gate| gate.send(result).is_ok())
}

pub(super) fn gated(context: &Context, name: &str) -> crate::context::Step<u32> {
    context.step(name, |attempt| {
        effect(&attempt.key);
        let (opener, gate) = oneshot::channel();
        GATES.with_borrow_mut(|gates| gates.insert(attempt.key.clone(), opener));
        async move { gate.await.unwrap_or_else(|_| Err(StepError::new("forgotten"))) }
    })
}

/// Adds steps one after the other.
pub(super) enum Counter {}
impl Workflow for Counter {
    const NAME: &'static str = "counter";
    type Input = u32;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, steps: u32) -> Result<u32, Error> {
        let mut sum = 0;
        for step in 0..steps {
            sum += context.step("add", move |_| async move { Ok::<_, StepError>(step) }).await?;
        }
        Ok(sum)
    }
}

/// A step elsewhere, a wait for somebody, a sleep, a call.
pub(super) enum Order {}
impl Workflow for Order {
    const NAME: &'static str = "order";
    type Input = String;
    type Output = String;
    type Error = Error;
    async fn run(context: Context, account: String) -> Result<String, Error> {
        let stock = gated(&context, "reserve").await?;
        let approved: String = context.wait_for_event("approved", Some(Duration::from_mins(1))).await?;
        context.sleep(Duration::from_secs(5)).await?;
        let amount = (Amount { operation: 7, amount: stock }, Effect::Row);
        let receipt = context.call::<Debit>(&account, &amount).await?;
        assert_eq!(receipt, debited(amount.0));
        Ok(format!("{stock} {approved}"))
    }
}

/// Two calls side by side, each with a step behind it, and a sleep behind both.
pub(super) enum Twins {}
impl Workflow for Twins {
    const NAME: &'static str = "twins";
    type Input = String;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, account: String) -> Result<u32, Error> {
        let branch = |operation: u64| {
            let (context, account) = (context.clone(), account.clone());
            async move {
                let amount = (Amount { operation, amount: 1 }, Effect::Row);
                context.call::<Debit>(&account, &amount).await?;
                context.step("after", |_| async { Ok::<_, StepError>(1) }).await
            }
        };
        let (first, second) = futures::future::try_join(branch(1), branch(2)).await?;
        context.sleep(Duration::from_secs(1)).await?;
        Ok(first + second)
    }
}

/// Two gated steps, of which the first to end wins.
pub(super) enum Race {}
impl Workflow for Race {
    const NAME: &'static str = "race";
    type Input = ();
    type Output = String;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<String, Error> {
        use futures::future::{Either, select};
        let winner = match select(gated(&context, "left"), gated(&context, "right")).await {
            Either::Left((value, _)) => format!("left {}", value?),
            Either::Right((value, _)) => format!("right {}", value?),
        };
        context.sleep(Duration::from_secs(1)).await?;
        Ok(winner)
    }
}

/// A step that fails as often as it is told to.
pub(super) enum Flaky {}
impl Workflow for Flaky {
    const NAME: &'static str = "flaky";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let retry = Retry::constant(Duration::from_millis(100)).attempts(4);
        let step = context.step("flaky", |attempt| {
            let fails = FAILURES.with(|failures| failures.replace(failures.get().saturating_sub(1))) > 0;
            async move { if fails { Err(StepError::new("not yet")) } else { Ok(attempt.number) } }
        });
        step.retry(retry).await
    }
}

/// A step that must not be tried twice.
pub(super) enum Once {}
impl Workflow for Once {
    const NAME: &'static str = "once";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        gated(&context, "charge").at_most_once().await
    }
}

/// Waits for so many events of one name, in order, and cleans up when it is cancelled.
pub(super) enum Inboxed {}
impl Workflow for Inboxed {
    const NAME: &'static str = "inboxed";
    type Input = u32;
    type Output = Vec<u32>;
    type Error = Error;
    async fn run(context: Context, count: u32) -> Result<Vec<u32>, Error> {
        let mut all = Vec::new();
        for _ in 0..count {
            match context.wait_for_event::<u32>("number", None).await {
                Ok(number) => all.push(number),
                Err(error) => {
                    let key = format!("{} cleaned", context.instance());
                    let clean = move |_| {
                        effect(&key);
                        async { Ok::<_, StepError>(()) }
                    };
                    context.step("clean up", clean).await?;
                    return Err(error);
                }
            }
        }
        Ok(all)
    }
}

/// Code that may be changed under a running instance.
pub(super) enum Changing {}
impl Workflow for Changing {
    const NAME: &'static str = "changing";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let name = if OTHER_CODE.get() { "second" } else { "first" };
        let value = context.step(name, |_| async { Ok::<_, StepError>(1) }).await?;
        context.sleep(Duration::from_secs(1)).await?;
        Ok(value)
    }
}

/// Draws numbers before and between its steps.
pub(super) enum Drawn {}
impl Workflow for Drawn {
    const NAME: &'static str = "drawn";
    type Input = ();
    type Output = (u64, u64, u64);
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<(u64, u64, u64), Error> {
        let (number, time) = (context.random(), context.now());
        // What is drawn is part of what the step is given, so that a replay that draws another is stuck.
        let first = context.step(&format!("first {number} {time:?}"), |_| async { Ok::<_, StepError>(1) }).await?;
        context.step("second", |_| async { Ok::<_, StepError>(2) }).await?;
        Ok((number, first, context.random()))
    }
}

/// Two sleeps side by side, of ten and of five seconds.
pub(super) enum Twice {}
impl Workflow for Twice {
    const NAME: &'static str = "twice";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let (long, short) = (context.sleep(Duration::from_secs(10)), context.sleep(Duration::from_secs(5)));
        futures::future::try_join(long, short).await?;
        Ok(1)
    }
}

/// A child that waits for an event, beside a sleep.
pub(super) enum Nursing {}
impl Workflow for Nursing {
    const NAME: &'static str = "nursing";
    type Input = ();
    type Output = Vec<u32>;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<Vec<u32>, Error> {
        let child = context.child::<Inboxed>(&1);
        let sleep = context.sleep(Duration::from_secs(1));
        let (told, ()) = futures::future::try_join(child, sleep).await?;
        Ok(told)
    }
}

/// A scope with a sleep in it, beside a shorter sleep with a step behind it; and a step behind both.
pub(super) enum Parted {}
impl Workflow for Parted {
    const NAME: &'static str = "parted";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let outside = async {
            context.sleep(Duration::from_secs(1)).await?;
            context.step("outside", |_| async { Ok::<_, StepError>(2) }).await
        };
        let part = |inside: Context| async move { inside.sleep(Duration::from_secs(2)).await };
        futures::future::try_join(outside, context.scope("part", part)).await?;
        context.step("last", |_| async { Ok::<_, StepError>(3) }).await
    }
}

/// The same in a build that knows no limits.
pub(super) enum Freed {}
impl Workflow for Freed {
    const NAME: &'static str = "limited";
    type Input = (String, u64);
    type Output = u64;
    type Error = Error;
    async fn run(context: Context, (_, seconds): (String, u64)) -> Result<u64, Error> {
        context.sleep(Duration::from_secs(seconds)).await?;
        Ok(seconds)
    }
}

/// Begins one of these, and waits for it.
pub(super) enum Sponsor {}
impl Workflow for Sponsor {
    const NAME: &'static str = "sponsor";
    type Input = u64;
    type Output = u64;
    type Error = Error;
    async fn run(context: Context, seconds: u64) -> Result<u64, Error> {
        context.child::<Limited>(&("sponsored".to_owned(), seconds)).await
    }
}

/// Takes some seconds for somebody; of all only two run at once, and one for each.
pub(super) enum Limited {}
impl Workflow for Limited {
    const NAME: &'static str = "limited";
    const LIMITS: Limits = Limits { running: Some(2), of_a_key: Some(1) };
    type Input = (String, u64);
    type Output = u64;
    type Error = Error;
    fn key((key, _): &(String, u64)) -> String {
        key.clone()
    }
    async fn run(context: Context, (_, seconds): (String, u64)) -> Result<u64, Error> {
        context.sleep(Duration::from_secs(seconds)).await?;
        Ok(seconds)
    }
}

fn registry() -> Registry {
    let all = Registry::default()
        .with::<Counter>()
        .with::<Drawn>()
        .with::<Twice>()
        .with::<Nursing>()
        .with::<Parted>()
        .with::<Order>()
        .with::<Race>()
        .with::<Twins>()
        .with::<Once>()
        .with::<Inboxed>()
        .with::<Sponsor>();
    let all = super::composed::added_to(all);
    if LACKING.get() { all.with::<Freed>() } else { all.with::<Changing>().with::<Flaky>().with::<Limited>() }
}

struct Quiet;
impl Surroundings for Quiet {
    fn send_calls(&self) {}
    fn tell(&self) {}
    fn sweep(&self) {}
    fn log(&self, _line: &str) {}
}

/// One life of the object.
pub(super) struct Life {
    pub(super) engine: Rc<Engine<Host>>,
    pub(super) outbox: Rc<Outbox<Host>>,
}

/// Everything.
pub(super) struct World {
    pub(super) host: Rc<Host>,
    pub(super) life: Life,
    account: Account,
    /// How many messages were carried.
    carried: Cell<u32>,
}

/// An account that counts its debits.
struct Account {
    host: Rc<Host>,
    inbox: Inbox<Host>,
    outbox: Rc<Outbox<Host>>,
}

struct Debits;
impl Receive<Host> for Debits {
    fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, Host>) -> Result<Handled, Failure> {
        call.arrival()
            .on::<Debit>(|(amount, _)| {
                effect(&format!("debit {}", amount.operation));
                Ok(debited(amount))
            })
            .handled()
    }
}

fn live(host: &Rc<Host>) -> Life {
    let timers = Rc::new(Timers::new(Rc::clone(host)));
    let outbox = Rc::new(Outbox::new(Rc::clone(host), Rc::clone(&timers), "w".to_owned(), Design::default()));
    let engine = Engine::new(Rc::clone(host), timers, Rc::clone(&outbox), registry(), Box::new(Quiet));
    Life { engine, outbox }
}

pub(super) fn world() -> World {
    forget_effects();
    GATES.take();
    FAILURES.set(0);
    OTHER_CODE.set(false);
    LACKING.set(false);
    let (host, far) = (Host::new(), Host::new());
    let timers = Rc::new(Timers::new(Rc::clone(&far)));
    let outbox = Rc::new(Outbox::new(Rc::clone(&far), timers, "a".to_owned(), Design::default()));
    let account = Account { inbox: Inbox::new(Rc::clone(&far)), outbox, host: far };
    World { life: live(&host), host, account, carried: Cell::new(0) }
}

pub(super) fn start<W: Workflow>(id: &str, input: &W::Input) -> Start {
    let input = serde_json::to_string(input).unwrap();
    Start { workflow: W::NAME.to_owned(), id: WorkflowId::parse(id).unwrap(), input, priority: USUAL_PRIORITY }
}

impl World {
    pub(super) fn accept(&self, start: &Start) -> Result<Handle, Failure> {
        self.host.event(|| self.life.engine.accept(start)).unwrap_or_else(|| Err(dead()))
    }

    pub(super) fn signal(&self, id: &str, event: &str, payload: &str) -> Result<Status, Failure> {
        let signal =
            Signal { id: WorkflowId::parse_any(id).unwrap(), event: event.to_owned(), payload: payload.to_owned() };
        self.host.event(|| self.life.engine.signal(&signal)).unwrap_or_else(|| Err(dead()))
    }

    pub(super) fn control(&self, id: &str, control: Control) -> Result<Status, Failure> {
        let (engine, id) = (Rc::clone(&self.life.engine), id.to_owned());
        self.told(async move { engine.control(&id, control).await })
    }

    pub(super) fn restart_from(&self, asked: &RestartFrom) -> Result<RestartPlan, Failure> {
        self.host.event(|| self.life.engine.restart_from(asked)).unwrap_or_else(|| Err(dead()))
    }

    /// What a question comes to that has to be waited for.
    fn told<T: 'static>(&self, asking: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure> {
        let told = Rc::new(RefCell::new(None));
        let teller = Rc::clone(&told);
        self.host.event(|| {
            use durable::platform::Platform;
            self.host.spawn(Box::pin(async move {
                *teller.borrow_mut() = Some(asking.await);
            }));
        });
        told.take().unwrap_or_else(|| Err(dead()))
    }

    pub(super) fn complete(&self, token: &str, completed: Completed) -> Result<State, Failure> {
        let Token { instance, operation, secret } = Token::parse(token).unwrap();
        let completion = Completion { id: WorkflowId::parse_any(&instance).unwrap(), operation, secret, completed };
        let engine = Rc::clone(&self.life.engine);
        self.told(async move { engine.complete_callback(&completion).await })
    }

    pub(super) fn status(&self, id: &str) -> Status {
        self.life.engine.status(id).expect("the instance is there")
    }

    pub(super) fn state(&self, id: &str) -> State {
        self.status(id).handle.state
    }

    pub(super) fn output(&self, id: &str) -> Option<String> {
        self.status(id).output
    }

    pub(super) fn events(&self, id: &str) -> Vec<Event> {
        self.life.engine.events(id, 0).expect("the instance is there")
    }

    pub(super) fn kinds(&self, id: &str) -> Vec<String> {
        self.events(id).into_iter().map(|event| event.kind).collect()
    }

    /// The object loses its memory.
    pub(super) fn die(&mut self) {
        self.host.die();
        GATES.take();
        self.life = live(&self.host);
    }

    /// Time passes, and the alarm rings where it is due.
    pub(super) fn pass(&self, milliseconds: u64) {
        self.host.pass(milliseconds);
        self.host.event(|| ());
        self.ring();
    }

    pub(super) fn ring(&self) {
        for _ in 0..50 {
            let due = self.host.alarm.get().is_some_and(|at| at <= self.host.now.get());
            if !due {
                return;
            }
            self.host.alarm.set(None);
            let rung = self.host.event(|| {
                let _ = self.life.outbox.ring(&mut Answers(Rc::clone(&self.life.engine)));
                self.life.engine.ring()
            });
            if rung.is_none() {
                // The platform rings again where the object ended in the middle.
                self.host.alarm.set(Some(self.host.now.get()));
                return;
            }
        }
        panic!("the alarm rings for ever");
    }

    /// Ends a step that is under way.
    pub(super) fn open(&self, key: &str, value: u32) -> bool {
        self.host.event(|| open_gate(key, Ok(value))) == Some(true)
    }

    /// Carries calls and answers until none is left.
    pub(super) fn carry(&self) {
        self.carry_by(|_| (1, false));
    }

    /// The same on a road that may be bad: `fate` says, by the place of a message among all, how often it is delivered, and whether
    /// its answer is lost.
    pub(super) fn carry_by(&self, fate: impl Fn(u32) -> (u32, bool)) {
        for _ in 0..50 {
            let Some(Ok(Some(parcel))) = self.host.event(|| self.life.outbox.take()) else { return };
            let (times, lost) = fate(self.carried.replace(self.carried.get() + 1));
            let mut outcome = Err(dead());
            for _ in 0..times {
                outcome = self.deliver(&parcel);
            }
            let outcome = if lost { Err(dead()) } else { outcome };
            self.host.event(|| self.life.outbox.settle(parcel.id, outcome, &mut Answers(Rc::clone(&self.life.engine))));
        }
    }

    pub(super) fn deliver(&self, parcel: &Parcel) -> Result<Delivered, Failure> {
        let received =
            self.account.host.event(|| self.account.inbox.receive(&parcel.delivery, &self.account.outbox, &mut Debits));
        received.unwrap_or_else(|| Err(dead()))
    }
}

pub(super) fn dead() -> Failure {
    Failure::new(ErrorCode::ObjectFailed, "the object is dead")
}
