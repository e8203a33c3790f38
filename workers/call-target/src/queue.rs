//! The queued call at its receiver, as the seed had it: stored, read back, taken up in a pass, executed, answered by a call
//! back, deleted.
//!
//! ```text
//! Enqueue ──> put, read ──> pass: own item, or whatever is queued ──> for each: effect ──> call back ──> delete
//! ```
//!
//! Nothing keeps two passes from the same item. Where a pass takes the whole queue, calls that arrive together are executed
//! once for each that arrived behind them: N calls make N(N+1)/2 executions, with a call back each. And a call back that fails is
//! noted and forgotten, with the item: whoever waits for it waits for ever. Both are the defects that the comparison is about.

use std::cell::RefCell;

use futures::future::join_all;
use shared::{
    durable::{Effect, Enqueued, QueuedResult},
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    ids::RandomId,
    keys::Keys,
    tables::Tables,
};

use crate::ledger::Ledger;

const PREFIX: &str = "queue:";
/// Batches whose calls back are counted; a source has one or two at a time.
const BATCHES: usize = 16;

/// Those who wait for results.
pub(crate) trait Sources {
    /// Sends a result to the source of that name.
    async fn tell(&self, source: &str, result: &QueuedResult) -> Result<(), Failure>;
}

/// The queue of one object.
pub(crate) struct Queue<K, S> {
    keys: K,
    sources: S,
    /// Calls back made for each batch, the oldest batch first.
    calls_back: RefCell<Vec<(RandomId, u32)>>,
}

/// An item of the queue under its key.
#[derive(Debug)]
pub(crate) struct Item {
    key: String,
    enqueued: Enqueued,
}

impl<K: Keys, S: Sources> Queue<K, S> {
    pub(crate) fn new(keys: K, sources: S) -> Self {
        Self { keys, sources, calls_back: RefCell::default() }
    }

    /// Stores a call under a name that nothing else has, and says what its pass is to execute.
    pub(crate) async fn put(&self, name: RandomId, enqueued: &Enqueued) -> Result<Vec<Item>, Failure> {
        let key = format!("{PREFIX}{name}");
        self.keys.put(&key, &Postcard::encode(enqueued)).await?;
        let stored = self.keys.read(&key).await?.ok_or_else(lost)?;
        if enqueued.whole_queue {
            let listed = self.keys.list(PREFIX).await?.into_iter();
            return listed.map(|(key, stored)| Ok(Item { key, enqueued: Postcard::decode(&stored)? })).collect();
        }
        Ok(vec![Item { key, enqueued: Postcard::decode(&stored)? }])
    }

    /// Executes the items of a pass, all at once; what went wrong is for the log alone.
    pub(crate) async fn execute(&self, ledger: &Ledger<impl Tables>, items: Vec<Item>) -> Vec<Failure> {
        let executions = items.into_iter().map(|item| self.execute_one(ledger, item));
        join_all(executions).await.into_iter().flatten().collect()
    }

    async fn execute_one(&self, ledger: &Ledger<impl Tables>, Item { key, enqueued }: Item) -> Vec<Failure> {
        let told = self.answer(ledger, &enqueued).await;
        let deleted = self.keys.delete(&[&key]).await;
        [told, deleted].into_iter().filter_map(Result::err).collect()
    }

    async fn answer(&self, ledger: &Ledger<impl Tables>, enqueued: &Enqueued) -> Result<(), Failure> {
        let debited = ledger.debit(&enqueued.source, enqueued.debit, Effect::Row)?;
        let made = self.count(enqueued.batch);
        if enqueued.subrequests.is_some_and(|most| made > most) {
            // As the platform puts it.
            return Err(Failure::new(ErrorCode::LimitExceeded, "Too many subrequests."));
        }
        self.sources.tell(&enqueued.source, &QueuedResult { batch: enqueued.batch, debited }).await
    }

    /// One more call back of a batch; how many there are with it.
    fn count(&self, batch: RandomId) -> u32 {
        let mut counts = self.calls_back.borrow_mut();
        if let Some((_, count)) = counts.iter_mut().find(|(counted, _)| *counted == batch) {
            *count += 1;
            return *count;
        }
        if counts.len() >= BATCHES {
            counts.remove(0);
        }
        counts.push((batch, 1));
        1
    }
}

fn lost() -> Failure {
    Failure::new(ErrorCode::StateDamaged, "a queued call could not be read back")
}

#[cfg(test)]
mod tests;
