//! One source: what it holds, and what it answers.

use std::{cell::RefCell, rc::Rc, time::Duration};

use js_sys::Uint8Array;
use kit::{
    alarm::ObjectAlarm,
    client::Asking,
    clock::WorkerClock,
    deadline::within,
    keys::ObjectKeys,
    serve::{Answer, Arrived, Outcome},
    tables::ObjectTables,
};
use shared::{
    call::{
        CallSource,
        durable::{Cancel, Deliver, DropDead, ListDead, ReadProgress, ReadSource, Redrive, RunBatch, TakeResult},
    },
    durable::{BatchReport, Faults, Plan, SourceReport, Way},
    error::Failure,
    timing::{Clock, Place, Trace},
};
use wasm_bindgen::JsValue;
use worker::{Env, State, console_error};

use crate::{
    batch::Batch, counts::Counts, durable::Durable, gate::ObjectGate, intents::Intents, numbers::Numbers,
    plain::Targets, queued::Queued, targets::BoundTargets, ways::Means,
};

/// An object that calls others.
pub(crate) struct Source {
    env: Env,
    durable: Durable,
    alarm: ObjectAlarm,
    intents: Intents<Rc<ObjectTables>>,
    queued: Queued<ObjectKeys, ObjectGate>,
    numbers: Numbers,
    /// Of the batch that began last.
    counts: RefCell<Rc<Counts>>,
}

impl Source {
    pub(crate) fn new(state: State, env: Env) -> Self {
        let tables = Rc::new(ObjectTables::new(&state));
        let keys = ObjectKeys::new(&state);
        let alarm = ObjectAlarm::new(&state);
        let state = Rc::new(state);
        Self {
            durable: Durable::new(Rc::clone(&state), env.clone()),
            alarm,
            env,
            intents: Intents::new(tables),
            queued: Queued::new(keys, ObjectGate::new(state)),
            numbers: Numbers::default(),
            counts: RefCell::default(),
        }
    }

    /// Answers a call, at once or by a promise.
    pub(crate) fn answer(self: &Rc<Self>, place: Place, method: &JsValue, question: &Uint8Array) -> JsValue {
        let this = || Rc::clone(self);
        Arrived::<CallSource>::at(place, method, question)
            .on::<TakeResult>(|_, result| {
                let source = this();
                Answer::later(async move { (source.queued.take(result).await, Trace::default()) })
            })
            .on::<RunBatch>(|asking, plan| Answer::later(this().run(asking, plan)))
            .on::<ReadProgress>(|_, ()| Answer::Now(Ok(self.counts.borrow().progress())))
            .on::<Deliver<CallSource>>(|_, delivery| Answer::Now(self.durable.receive(&delivery)))
            .on::<ReadSource>(|_, ()| {
                let source = this();
                Answer::later(async move { (source.report().await, Trace::default()) })
            })
            .on::<ListDead>(|_, ()| Answer::Now(self.durable.dead()))
            .on::<Redrive>(|_, id| Answer::Now(self.durable.redrive(id)))
            .on::<DropDead>(|_, id| Answer::Now(self.durable.drop_dead(id)))
            .on::<Cancel>(|_, cancellation| Answer::Now(self.durable.cancel(&cancellation)))
            .reply()
    }

    /// The object's alarm has rung.
    pub(crate) fn ring(&self) {
        self.durable.ring();
    }

    async fn report(&self) -> Result<SourceReport, Failure> {
        let alarm_ms = self.alarm.due().await?;
        Ok(SourceReport { alarm_ms, ..self.durable.report()? })
    }

    /// Makes a batch of calls; while it does, things go wrong at its targets as it says.
    async fn run(self: Rc<Self>, asking: Asking, plan: Plan) -> Outcome<BatchReport> {
        let targets = BoundTargets::of(&plan, &self.env, asking);
        let (count, faults) = (plan.targets, plan.faults);
        let outcome = if faults.any() {
            let made = match set_faults(&targets, count, faults).await {
                Ok(()) => self.make(asking, plan, &targets).await,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = set_faults(&targets, count, Faults::default()).await {
                console_error!("things still go wrong at the targets: {failure}");
            }
            made
        } else {
            self.make(asking, plan, &targets).await
        };
        (outcome, targets.trace())
    }

    async fn make(&self, asking: Asking, plan: Plan, targets: &BoundTargets) -> Result<BatchReport, Failure> {
        let clock = WorkerClock;
        let counts = Rc::new(Counts::of(&plan));
        *self.counts.borrow_mut() = Rc::clone(&counts);
        let batch = Rc::new(Batch { first: self.numbers.take(plan.operations, clock.now()), plan, counts });
        let plan = &batch.plan;
        match plan.way {
            Way::Durable | Way::DurableSingle | Way::OneWay | Way::TwoOneWay => return self.durable.run(&batch).await,
            Way::RpcBothDurable => self.intents.begin(batch.first)?,
            Way::Rpc | Way::RpcDurable | Way::Queued | Way::QueuedList => {}
        }
        let means = Means { targets, intents: &self.intents, queued: &self.queued, name: asking.request_id };
        let began = clock.now();
        let made = within(Duration::from_millis(plan.deadline_ms.into()), means.make(&batch)).await;
        let elapsed_ms = clock.now().since(began);
        made.unwrap_or_else(|| Err(batch.counts.late(plan)))?;
        Ok(batch.counts.report(plan.clone(), batch.first, elapsed_ms))
    }
}

async fn set_faults(targets: &BoundTargets, count: u32, faults: Faults) -> Result<(), Failure> {
    for target in 0..count {
        // A target that has just been ended on purpose breaks the stub that knew it; the next one works.
        if targets.set_faults(target, faults).await.is_err() {
            targets.set_faults(target, faults).await?;
        }
    }
    Ok(())
}
