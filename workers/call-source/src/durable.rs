//! The durable call at its source: a batch through the outbox, and what can be asked about it.
//!
//! ```text
//! batch ──> one transaction for all calls of a turn ──> courier ──> tickets ──> held against the right answers
//!                                                          └── two_one_way: answers come into the inbox, as calls
//! ```

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use durable::{
    inbox::Inbox,
    outbox::{Calls, Counts, Outbox},
    receive::{Handled, Receive, Received},
    resume::NoContinuations,
    ticket::{Named, Ticket, Tickets, Waited},
    timers::Timers,
};
use durable_object::{Courier, ObjectPlatform};
use futures::channel::oneshot;
use kit::deadline::within;
use shared::{
    call::{
        ServiceName,
        durable::{Debit, DebitAndTell, Told},
    },
    durable::{
        BatchReport, CancelReport, Cancellation, DeadLetter, Debited, Delivered, Delivery, Design, Effect, Mode,
        Pending, SourceReport, Way, debited,
    },
    error::{ErrorCode, Failure},
    tables::Tables,
    timing::{Clock, UnixMillis},
};
use worker::{Env, State, console_error};

use crate::{batch::Batch, peers::BoundPeers};

/// The durable calls of one source.
pub(crate) struct Durable {
    platform: Rc<ObjectPlatform>,
    outbox: Rc<Outbox<ObjectPlatform>>,
    inbox: Inbox<ObjectPlatform>,
    courier: Rc<Courier<BoundPeers>>,
    told: Rc<RefCell<HashMap<u64, oneshot::Sender<Debited>>>>,
}

/// Whoever a told answer is for.
struct Waiters<'a>(&'a RefCell<HashMap<u64, oneshot::Sender<Debited>>>);

impl Durable {
    pub(crate) fn new(state: Rc<State>, env: Env) -> Self {
        let platform = Rc::new(ObjectPlatform::new(&state));
        let timers = Rc::new(Timers::new(Rc::clone(&platform)));
        let caller = state.id().to_string();
        let outbox = Rc::new(Outbox::new(Rc::clone(&platform), timers, caller, Design::default()));
        let inbox = Inbox::new(Rc::clone(&platform));
        let courier = Courier::new(Rc::clone(&outbox), BoundPeers, ServiceName::CallSource, state, env);
        Self { platform, outbox, inbox, courier, told: Rc::default() }
    }

    /// Makes a batch of durable calls.
    pub(crate) async fn run(&self, batch: &Rc<Batch>) -> Result<BatchReport, Failure> {
        let plan = &batch.plan;
        self.outbox.set(plan.design);
        let before = self.outbox.counts();
        let began = self.platform.now();
        let until = UnixMillis(began.0 + u64::from(plan.deadline_ms));
        let pending = match (plan.way, plan.mode) {
            (Way::TwoOneWay, _) => self.told(batch, until).await?,
            (_, Mode::Sequential) => self.one_by_one(batch, until).await?,
            (_, Mode::Parallel | Mode::FanOut | Mode::Events) => self.together(batch, until).await?,
        };
        let elapsed_ms = self.platform.now().since(began);
        Ok(self.report_of(batch, before, elapsed_ms, pending))
    }

    fn report_of(&self, batch: &Batch, before: Counts, elapsed_ms: u32, pending: Vec<Pending>) -> BatchReport {
        let after = self.outbox.counts();
        BatchReport {
            messages: after.messages - before.messages,
            rows_written: after.rows_written - before.rows_written,
            redelivered: after.redelivered - before.redelivered,
            pending,
            ..batch.counts.report(batch.plan.clone(), batch.first, elapsed_ms)
        }
    }

    /// Each call after the answer to the one before, with one deadline around all of them, as plain calls have.
    async fn one_by_one(&self, batch: &Batch, until: UnixMillis) -> Result<Vec<Pending>, Failure> {
        let last = RefCell::new(None);
        let all = async {
            for operation in 0..batch.plan.operations {
                let ticket = self.outbox.enqueue(|calls| enqueue(batch, calls, operation))?;
                *last.borrow_mut() = Some(ticket.named().clone());
                self.courier.call();
                match ticket.await {
                    Waited::Done(answer) => batch.take(answer, Some(debited(batch.debit(operation))))?,
                    Waited::Taken => batch.counts.answered(false),
                    Waited::Dead(failure) => died(batch, &failure),
                    Waited::Pending(_) => {}
                }
            }
            Ok(())
        };
        let patience = Duration::from_millis(until.since(self.platform.now()).into());
        if let Some(done) = within(patience, all).await {
            return done.map(|()| Vec::new());
        }
        let last: Option<Named> = last.take();
        Ok(last
            .into_iter()
            .map(|named| Pending { target: named.target.object, first: named.number, calls: 1 })
            .collect())
    }

    /// All calls together, and with those of other requests that are here by now.
    async fn together(&self, batch: &Rc<Batch>, until: UnixMillis) -> Result<Vec<Pending>, Failure> {
        let of = Rc::clone(batch);
        let made = self.courier.gathered(move |calls| {
            (0..of.plan.operations).map(|operation| Ok((operation, enqueue(&of, calls, operation)?))).collect()
        });
        self.wait(batch, made.await?, until).await
    }

    /// Waits for answers, and holds them against the right ones; hands back what has none.
    async fn wait(
        &self,
        batch: &Batch,
        tickets: Vec<(u32, Ticket<Debit, ObjectPlatform>)>,
        until: UnixMillis,
    ) -> Result<Vec<Pending>, Failure> {
        let patience = Duration::from_millis(until.since(self.platform.now()).into());
        let (operations, tickets): (Vec<u32>, Vec<_>) = tickets.into_iter().unzip();
        let all = tickets.len();
        let gathered = Tickets::of(tickets).wait_each(all, patience, |place, outcome| match outcome {
            Ok(Some(answer)) => {
                let right = operations.get(place).map(|operation| debited(batch.debit(*operation)));
                batch.take(answer, right)
            }
            Ok(None) => {
                batch.counts.answered(false);
                Ok(())
            }
            Err(failure) => {
                died(batch, &failure);
                Ok(())
            }
        });
        let pending = gathered.await?;
        let mut left: Vec<Pending> = Vec::new();
        for ticket in &pending {
            let (target, number) = (&ticket.named().target.object, ticket.named().number);
            match left.iter_mut().find(|known| known.target == *target && known.first + known.calls == number) {
                Some(known) => known.calls += 1,
                None => left.push(Pending { target: target.clone(), first: number, calls: 1 }),
            }
        }
        Ok(left)
    }

    /// Calls whose answers come back as calls.
    async fn told(&self, batch: &Batch, until: UnixMillis) -> Result<Vec<Pending>, Failure> {
        let operations = 0..batch.plan.operations;
        match batch.plan.mode {
            Mode::Sequential => {
                for operation in operations {
                    let told = self.call_and_be_told(batch, operation..operation + 1)?;
                    self.wait_told(batch, told, until).await?;
                }
            }
            Mode::Parallel | Mode::FanOut | Mode::Events => {
                let told = self.call_and_be_told(batch, operations)?;
                self.wait_told(batch, told, until).await?;
            }
        }
        Ok(Vec::new())
    }

    fn call_and_be_told(
        &self,
        batch: &Batch,
        operations: std::ops::Range<u32>,
    ) -> Result<Vec<(Debited, oneshot::Receiver<Debited>)>, Failure> {
        let told = self.outbox.enqueue(|calls| {
            let told = operations.map(|operation| {
                let debit = batch.debit(operation);
                let target = batch.plan.target(batch.plan.target_of(operation));
                let input = (debit, batch.plan.source.as_str().to_owned());
                calls
                    .call::<DebitAndTell>(&target)
                    .input(&input)
                    .mode(durable::outbox::Mode::FireAndForget)
                    .enqueue()?;
                let (teller, told) = oneshot::channel();
                self.told.borrow_mut().insert(debit.operation, teller);
                Ok((debited(debit), told))
            });
            told.collect()
        })?;
        self.courier.call();
        Ok(told)
    }

    async fn wait_told(
        &self,
        batch: &Batch,
        told: Vec<(Debited, oneshot::Receiver<Debited>)>,
        until: UnixMillis,
    ) -> Result<(), Failure> {
        let patience = Duration::from_millis(until.since(self.platform.now()).into());
        let all = async {
            for (right, answer) in told {
                let answer = answer.await.map_err(|_| Failure::new(ErrorCode::Internal, "a waiter was forgotten"))?;
                batch.take(answer, Some(right))?;
            }
            Ok(())
        };
        within(patience, all).await.unwrap_or_else(|| Err(batch.counts.late(&batch.plan)))
    }

    /// Takes the calls of another outbox.
    pub(crate) fn receive(&self, delivery: &Delivery) -> Result<Delivered, Failure> {
        self.inbox.receive(delivery, &self.outbox, &mut Waiters(&self.told))
    }

    /// The object's alarm has rung.
    pub(crate) fn ring(&self) {
        self.courier.ring();
    }

    /// What the source holds.
    pub(crate) fn report(&self) -> Result<SourceReport, Failure> {
        Ok(SourceReport { storage_bytes: self.platform.size(), ..self.outbox.report()? })
    }

    /// The calls that were given up.
    pub(crate) fn dead(&self) -> Result<Vec<DeadLetter>, Failure> {
        self.outbox.dead()
    }

    /// Sends a call again that was given up.
    pub(crate) fn redrive(&self, id: u64) -> Result<(), Failure> {
        self.outbox.redrive(id)?;
        self.courier.call();
        Ok(())
    }

    /// Forgets a call that was given up.
    pub(crate) fn drop_dead(&self, id: u64) -> Result<(), Failure> {
        self.outbox.drop_dead(id)
    }

    /// Has calls not be made any more.
    pub(crate) fn cancel(&self, cancellation: &Cancellation) -> Result<CancelReport, Failure> {
        let report = self.outbox.cancel(cancellation, &mut NoContinuations)?;
        self.courier.call();
        Ok(report)
    }
}

/// Counts a call that will have no answer.
fn died(batch: &Batch, failure: &Failure) {
    console_error!("{}: a call has no answer: {failure}", batch.plan.source.as_str());
    batch.counts.died();
}

/// Puts the call of one operation into the outbox.
fn enqueue(
    batch: &Batch,
    calls: &mut Calls<'_, ObjectPlatform>,
    operation: u32,
) -> Result<Ticket<Debit, ObjectPlatform>, Failure> {
    let plan = &batch.plan;
    let target = plan.target(plan.target_of(operation));
    let mut intent = calls.call::<Debit>(&target).input(&(batch.debit(operation), Effect::Row));
    if plan.way == Way::OneWay {
        intent = intent.mode(durable::outbox::Mode::FireAndForget);
    }
    if let Some(expires_ms) = plan.expires_ms {
        intent = intent.deadline(Duration::from_millis(expires_ms.into()));
    }
    intent.enqueue()
}

impl Receive<ObjectPlatform> for Waiters<'_> {
    fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, ObjectPlatform>) -> Result<Handled, Failure> {
        let told = |debited: Debited| {
            // A batch whose deadline has passed waits for nothing.
            if let Some(waiter) = self.0.borrow_mut().remove(&debited.operation) {
                let _ = waiter.send(debited);
            }
            Ok(())
        };
        call.arrival().on::<Told>(told).handled()
    }
}
