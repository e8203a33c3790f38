//! The logic of the caller: makes the calls of a plan, and holds every answer against the right one.
//!
//! ```text
//! plan ──> task, right answer ──> call ──> answer, hop ──> right? ── yes ──> next
//!                                                            └─ no ───> wrong_reply
//! ```
//!
//! What is right is worked out before the clock runs. Nothing else stands between two calls than that comparison, which
//! `direct` makes too.

use std::time::Duration;

use futures::{StreamExt, future::try_join_all, stream};
use kit::client::Asking;
use shared::{
    call::ServiceName,
    error::{ErrorCode, Failure},
    ids::RequestId,
    rpc::{self, Batch, Mode, Plan, Task, Value},
    timing::{Clock, Hop, Trace},
};

/// Whoever runs a task.
pub(crate) trait Runtime {
    /// Runs it; the last hop of the trace is the call itself, where it was one.
    async fn run(&self, asking: Asking, task: &Task) -> (Result<Value, Failure>, Trace);
}

/// The function inline.
pub(crate) struct Inline<C> {
    pub(crate) clock: C,
}

impl<C: Clock> Runtime for Inline<C> {
    async fn run(&self, asking: Asking, task: &Task) -> (Result<Value, Failure>, Trace) {
        let began = self.clock.now();
        let outcome = rpc::run(task.function, task.payload.clone());
        let elapsed_ms = self.clock.now().since(began);
        let hop = Hop { from: asking.from, to: asking.from, elapsed_ms, question_bytes: 0, reply_bytes: 0 };
        (outcome, Trace { hops: vec![hop], places: Vec::new() })
    }
}

/// The calls of a request.
pub(crate) struct Calls {
    request_id: RequestId,
    patience: Duration,
    task: Task,
    right: Value,
}

/// An answered call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    /// The call, as its caller timed it.
    pub(crate) hop: Hop,
    /// What it saw below: the hops of a chain, and the places where it was answered.
    pub(crate) below: Trace,
}

impl Calls {
    /// Works out what is asked and what is right.
    pub(crate) fn of(plan: &Plan, request_id: RequestId) -> Result<Self, Failure> {
        let payload = plan.payload();
        let right = rpc::run(plan.function, payload.clone())?;
        let task = Task { depth: plan.depth, method: plan.method, function: plan.function, payload };
        Ok(Self { request_id, patience: Duration::from_millis(plan.deadline_ms.into()), task, right })
    }

    /// Makes one call.
    pub(crate) async fn one(&self, runtime: &impl Runtime) -> Result<Answered, Failure> {
        let asking = Asking { request_id: self.request_id, from: ServiceName::RpcCaller, patience: self.patience };
        let (outcome, mut trace) = runtime.run(asking, &self.task).await;
        if outcome? != self.right {
            let message = "the runtime answered something else than the function gives; nothing was counted";
            return Err(Failure::new(ErrorCode::WrongReply, message));
        }
        let lost = || Failure::new(ErrorCode::Internal, "a call left no trace");
        Ok(Answered { hop: trace.hops.pop().ok_or_else(lost)?, below: trace })
    }

    /// Makes the calls of a batch; the first that goes wrong ends it.
    pub(crate) async fn many(&self, runtime: &impl Runtime, batch: &Batch) -> Result<Vec<Answered>, Failure> {
        match batch.mode {
            Mode::Sequential => {
                let mut answered = Vec::with_capacity(count(batch.calls));
                for _ in 0..batch.calls {
                    answered.push(self.one(runtime).await?);
                }
                Ok(answered)
            }
            Mode::Parallel => {
                let calls = stream::iter(0..batch.calls).map(|_| self.one(runtime));
                let mut under_way = calls.buffer_unordered(count(batch.concurrency));
                let mut answered = Vec::with_capacity(count(batch.calls));
                while let Some(call) = under_way.next().await {
                    answered.push(call?);
                }
                Ok(answered)
            }
            Mode::Pipelined => try_join_all((0..batch.calls).map(|_| self.one(runtime))).await,
        }
    }
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
