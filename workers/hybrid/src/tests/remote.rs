//! Compute as the hybrid object reaches it, with an engine of its own.

use std::{
    cell::Cell,
    future::{Future, pending, poll_fn},
    rc::Rc,
    task::Poll,
    time::Duration,
};

use engine::{Executor, SqliteEngine, SupplyReader};
use kit::{client::Asking, stream::Attachment};
use shared::{
    call::ServiceName,
    error::{ErrorCode, Failure},
    protocol::{Access, ExecuteInput, ExecuteOutput, PingPayload},
    timing::{Hop, Trace},
};
use tenant::split::Transport;

/// A compute Worker with an engine, reached by a hop that gives others their chance.
pub(super) struct Remote {
    executor: Rc<Executor<SqliteEngine>>,
    /// How many replies to writes are still to be lost after they were executed.
    pub(super) losses: Cell<usize>,
    pub(super) calls: Cell<usize>,
    pub(super) pings: Cell<usize>,
}

impl Remote {
    pub(super) fn new() -> Self {
        Self { executor: Executor::begin(), losses: Cell::new(0), calls: Cell::new(0), pings: Cell::new(0) }
    }
}

impl Transport for &Remote {
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        self.calls.set(self.calls.get() + 1);
        let access = input.access;
        let bytes = match attachment {
            Attachment::Bytes(bytes) => bytes,
            Attachment::None | Attachment::Stream(_) => Vec::new(),
        };
        give_way().await;
        let mut reader = SupplyReader::new(&input.supply);
        reader.push(&bytes).unwrap();
        let outcome = self.executor.execute(input, reader.finish().unwrap()).wait().await;
        give_way().await;
        let (from, to) = (asking.from, ServiceName::Compute);
        let hop = Hop { from, to, elapsed_ms: 0, question_bytes: 0, reply_bytes: 0 };
        if access == Access::Turn && self.losses.get() > 0 {
            self.losses.set(self.losses.get() - 1);
            return (Err(Failure::new(ErrorCode::ComputeFailed, "the reply was lost")), Trace::default());
        }
        (outcome, Trace { hops: vec![hop], places: Vec::new() })
    }

    async fn ping(&self, _asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        self.pings.set(self.pings.get() + 1);
        Ok(payload)
    }

    fn rest(&self, _patience: Duration) -> impl Future<Output = ()> {
        pending()
    }
}

/// Lets every other future that is ready go first, once.
pub(super) async fn give_way() {
    let mut gave_way = false;
    poll_fn(|context| {
        if std::mem::replace(&mut gave_way, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
