//! The queued call at its source, as the seed had it: call data and a continuation are stored and read back behind the gate,
//! the target queues the call, and the result that it sends back runs the continuation.
//!
//! ```text
//! call ──> gate: put call, put continuation, read ──> Enqueue ──> wait
//! TakeResult ──> read call, read continuation ──> delete both ──> run it ──> waiter
//! ```
//!
//! Within the gate nothing is delivered to the object, so no remote call may be made there that comes back: it would wait for
//! the gate, and the gate for it, for 30 s. The seed had an alarm of 30 s for each call as well. It is left out: it costs a
//! write, and what it did was to give up a call that nobody waited for any more.

use std::{cell::RefCell, collections::BTreeMap, future::Future, rc::Rc};

use futures::channel::oneshot;
use serde::{Deserialize, Serialize};
use shared::{
    durable::{Debit, Debited, Enqueued, QueuedResult},
    encoding::{Encoding, Json, Postcard},
    error::{ErrorCode, Failure},
    ids::RandomId,
    keys::Keys,
};

use crate::{
    batch::{Batch, Calls},
    plain::Targets,
};

/// Keys that one call writes, and deletes at its end.
const KEYS: u64 = 2;

/// What keeps everything else away from the object.
pub(crate) trait Gate {
    /// Does `work` while nothing is delivered.
    async fn closed<T: 'static>(&self, work: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure>;
}

/// The queued calls of one source.
pub(crate) struct Queued<K, G> {
    keys: Rc<K>,
    gate: G,
    waiters: RefCell<BTreeMap<u64, oneshot::Sender<Debited>>>,
}

/// What is to be done with a result, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Continuation {
    /// Whoever waits for the operation is given it.
    Resolve {
        /// The operation.
        operation: u64,
    },
}

/// Calls of a batch by the queue.
pub(crate) struct QueuedCalls<'a, T, K, G> {
    pub(crate) batch: &'a Batch,
    pub(crate) targets: &'a T,
    pub(crate) queued: &'a Queued<K, G>,
    /// Names the batch at its targets.
    pub(crate) name: RandomId,
    /// Whether each pass at the target lists the whole queue.
    pub(crate) whole_queue: bool,
}

impl<T: Targets, K: Keys + 'static, G: Gate> Calls for QueuedCalls<'_, T, K, G> {
    async fn call(&self, target: u32, debit: Debit) -> Result<Debited, Failure> {
        let Batch { plan, counts, .. } = self.batch;
        let call = Enqueued {
            source: plan.source.as_str().to_owned(),
            batch: self.name,
            debit,
            whole_queue: self.whole_queue,
            subrequests: plan.subrequests,
        };
        counts.wrote(KEYS);
        let call = self.queued.store(&call).await?;
        let waiter = self.queued.wait_for(debit.operation);
        counts.leave(plan)?;
        self.targets.enqueue(target, &call).await?;
        let debited = waiter.result().await?;
        counts.wrote(KEYS);
        Ok(debited)
    }
}

impl<K: Keys + 'static, G: Gate> Queued<K, G> {
    pub(crate) fn new(keys: K, gate: G) -> Self {
        Self { keys: Rc::new(keys), gate, waiters: RefCell::default() }
    }

    /// Stores a call and what comes after it, and reads the call back.
    async fn store(&self, call: &Enqueued) -> Result<Enqueued, Failure> {
        let operation = call.debit.operation;
        let keys = Rc::clone(&self.keys);
        let call = Postcard::encode(call);
        let then = Json::encode(&Continuation::Resolve { operation });
        let stored = self.gate.closed(async move {
            let [call_key, then_key] = keys_of(operation);
            keys.put(&call_key, &call).await?;
            keys.put(&then_key, &then).await?;
            keys.read(&call_key).await
        });
        Postcard::decode(&stored.await?.ok_or_else(lost)?)
    }

    /// Takes a result that was sent back. Of one that has come before, nothing is stored any more.
    pub(crate) async fn take(&self, result: QueuedResult) -> Result<(), Failure> {
        let [call_key, then_key] = keys_of(result.debited.operation);
        if self.keys.read(&call_key).await?.is_none() {
            return Ok(());
        }
        let then = self.keys.read(&then_key).await?.ok_or_else(lost)?;
        self.keys.delete(&[&call_key, &then_key]).await?;
        match Json::decode(&then)? {
            Continuation::Resolve { operation } => {
                let waiter = self.waiters.borrow_mut().remove(&operation);
                // A batch whose deadline has passed waits for nothing.
                let _ = waiter.map(|waiter| waiter.send(result.debited));
            }
        }
        Ok(())
    }

    fn wait_for(&self, operation: u64) -> Waiter<'_> {
        let (sender, receiver) = oneshot::channel();
        self.waiters.borrow_mut().insert(operation, sender);
        Waiter { operation, receiver, waiters: &self.waiters }
    }
}

/// Waits for one result, and is forgotten when it is dropped.
struct Waiter<'a> {
    operation: u64,
    receiver: oneshot::Receiver<Debited>,
    waiters: &'a RefCell<BTreeMap<u64, oneshot::Sender<Debited>>>,
}

impl Waiter<'_> {
    async fn result(mut self) -> Result<Debited, Failure> {
        (&mut self.receiver).await.map_err(|_| lost())
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.waiters.borrow_mut().remove(&self.operation);
    }
}

fn keys_of(operation: u64) -> [String; 2] {
    [format!("call:{operation}"), format!("then:{operation}")]
}

fn lost() -> Failure {
    Failure::new(ErrorCode::StateDamaged, "a queued call could not be read back")
}
