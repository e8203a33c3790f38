//! The targets of a batch, as they are bound.

use std::{cell::RefCell, rc::Rc};

use kit::{
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{Call, CallTarget, durable},
    durable::{Debit, Debited, Effect, Enqueued, Faults, Plan},
    error::{ErrorCode, Failure},
    timing::Trace,
};
use worker::Env;

use crate::plain::Targets;

/// A stub for each target, and the way of the first call.
pub(crate) struct BoundTargets {
    env: Env,
    asking: Asking,
    names: Vec<String>,
    stubs: RefCell<Vec<Option<Rc<Client<CallTarget>>>>>,
    trace: RefCell<Option<Trace>>,
}

impl BoundTargets {
    /// The targets of a plan, none of which is asked yet.
    pub(crate) fn of(plan: &Plan, env: &Env, asking: Asking) -> Self {
        let names: Vec<_> = (0..plan.targets).map(|index| plan.target(index)).collect();
        let stubs = RefCell::new(names.iter().map(|_| None).collect());
        Self { env: env.clone(), asking, names, stubs, trace: RefCell::default() }
    }

    /// The way of the first call that was answered.
    pub(crate) fn trace(&self) -> Trace {
        self.trace.take().unwrap_or_default()
    }

    async fn ask<C: Call<Service = CallTarget>>(&self, target: u32, input: &C::Input) -> Result<C::Output, Failure> {
        let place = usize::try_from(target).unwrap_or(usize::MAX);
        let stub = self.stub(place)?;
        let (outcome, trace) = stub.ask::<C>(self.asking, input, Attachment::None).await;
        self.trace.borrow_mut().get_or_insert(trace);
        if outcome.as_ref().is_err_and(|failure| failure.code == ErrorCode::TargetFailed) {
            // A stub whose object was reset stays broken for ever.
            if let Some(broken) = self.stubs.borrow_mut().get_mut(place) {
                *broken = None;
            }
        }
        outcome
    }

    fn stub(&self, place: usize) -> Result<Rc<Client<CallTarget>>, Failure> {
        let none = || Failure::new(ErrorCode::Internal, "the plan has no such target");
        let mut stubs = self.stubs.borrow_mut();
        let known = stubs.get_mut(place).ok_or_else(none)?;
        if let Some(stub) = known {
            return Ok(Rc::clone(stub));
        }
        let name = self.names.get(place).ok_or_else(none)?;
        let stub = Rc::new(Client::<CallTarget>::object(&self.env, name)?);
        *known = Some(Rc::clone(&stub));
        Ok(stub)
    }
}

impl Targets for BoundTargets {
    async fn debit(&self, target: u32, debit: Debit, effect: Effect) -> Result<Debited, Failure> {
        self.ask::<durable::Debit>(target, &(debit, effect)).await
    }

    async fn enqueue(&self, target: u32, enqueued: &Enqueued) -> Result<(), Failure> {
        self.ask::<durable::Enqueue>(target, enqueued).await
    }

    async fn set_faults(&self, target: u32, faults: Faults) -> Result<(), Failure> {
        self.ask::<durable::SetFaults>(target, &faults).await
    }
}
