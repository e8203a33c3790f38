//! The plain call: Workers RPC to the target, with or without a row at either side.

use shared::{
    durable::{Debit, Debited, Effect, Enqueued, Faults},
    error::Failure,
    tables::Tables,
};

use crate::{
    batch::{Batch, Calls},
    intents::Intents,
};

/// Rows that an intent costs: the platform counts its deletion too.
const INTENT: u64 = 2;

/// The targets of a batch, by their index.
pub(crate) trait Targets {
    /// Has an operation done.
    async fn debit(&self, target: u32, debit: Debit, effect: Effect) -> Result<Debited, Failure>;

    /// Has an operation put into the target's queue.
    async fn enqueue(&self, target: u32, enqueued: &Enqueued) -> Result<(), Failure>;

    /// Has things go wrong there.
    async fn set_faults(&self, target: u32, faults: Faults) -> Result<(), Failure>;
}

/// Calls that leave nothing at the source.
pub(crate) struct Plain<'a, T> {
    pub(crate) batch: &'a Batch,
    pub(crate) targets: &'a T,
    pub(crate) effect: Effect,
}

impl<T: Targets> Calls for Plain<'_, T> {
    async fn call(&self, target: u32, debit: Debit) -> Result<Debited, Failure> {
        self.batch.counts.leave(&self.batch.plan)?;
        self.targets.debit(target, debit, self.effect).await
    }
}

/// Calls that leave a row at the source in the turn in which they leave, and one at the target.
pub(crate) struct BothDurable<'a, T, R> {
    pub(crate) batch: &'a Batch,
    pub(crate) targets: &'a T,
    pub(crate) intents: &'a Intents<R>,
}

impl<T: Targets, R: Tables> Calls for BothDurable<'_, T, R> {
    async fn call(&self, target: u32, debit: Debit) -> Result<Debited, Failure> {
        let Batch { plan, counts, .. } = self.batch;
        counts.leave(plan)?;
        self.intents.write(&plan.target(target), debit)?;
        counts.wrote(INTENT);
        self.targets.debit(target, debit, Effect::Row).await
    }
}
