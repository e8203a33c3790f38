//! The plain ways: which calls each of them makes, and what it leaves at the source.

use shared::{
    durable::{Effect, Way},
    error::{ErrorCode, Failure},
    ids::RandomId,
    keys::Keys,
    tables::Tables,
};

use crate::{
    batch::Batch,
    intents::Intents,
    plain::{BothDurable, Plain, Targets},
    queued::{Gate, Queued, QueuedCalls},
};

/// What the calls of a batch are made with.
pub(crate) struct Means<'a, T, R, K, G> {
    pub(crate) targets: &'a T,
    pub(crate) intents: &'a Intents<R>,
    pub(crate) queued: &'a Queued<K, G>,
    /// Names the batch at its targets.
    pub(crate) name: RandomId,
}

impl<T: Targets, R: Tables, K: Keys + 'static, G: Gate> Means<'_, T, R, K, G> {
    /// Makes all calls of a batch, in its way.
    pub(crate) async fn make(&self, batch: &Batch) -> Result<(), Failure> {
        let &Self { targets, intents, queued, name } = self;
        match batch.plan.way {
            Way::Rpc => batch.make(&Plain { batch, targets, effect: Effect::Volatile }).await,
            Way::RpcDurable => batch.make(&Plain { batch, targets, effect: Effect::Row }).await,
            Way::RpcBothDurable => batch.make(&BothDurable { batch, targets, intents }).await,
            Way::Queued => batch.make(&QueuedCalls { batch, targets, queued, name, whole_queue: false }).await,
            Way::QueuedList => batch.make(&QueuedCalls { batch, targets, queued, name, whole_queue: true }).await,
            Way::Durable | Way::DurableSingle | Way::OneWay | Way::TwoOneWay => {
                Err(Failure::new(ErrorCode::Internal, "a durable batch goes through the outbox"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
