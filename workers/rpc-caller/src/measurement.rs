//! What is asked of the caller, done in time: a call, a batch of them, or the ways there are.

use std::{future::Future, time::Duration};

use kit::{border, clock::WorkerClock, deadline::within, serve::Outcome};
use shared::{
    error::{ErrorCode, Failure},
    ids::RequestId,
    limits,
    rpc::{Batch, BatchReport, CallReport, CallerReport, Mode, Plan},
    timing::{Clock, Trace},
};

use crate::{
    calls::{Calls, Inline},
    report,
    way::{self, Doors},
};

/// Makes one call.
pub(crate) async fn make_call(doors: &Doors, request_id: RequestId, plan: Plan) -> Outcome<CallReport> {
    in_time(plan.deadline_ms, async move {
        let calls = Calls::of(&plan, request_id)?;
        let reached = way::open(doors, &plan).await?;
        let clock = WorkerClock;
        let began = clock.now();
        let answered = match &reached {
            None => calls.one(&Inline { clock }).await?,
            Some(reached) => calls.one(reached).await?,
        };
        let elapsed_ms = clock.now().since(began);
        let wire = report::wire(plan.codec, &answered.hop);
        Ok((CallReport { plan, elapsed_ms, wire }, report::trace(answered)))
    })
    .await
}

/// Makes a batch of calls.
pub(crate) async fn make_batch(doors: &Doors, request_id: RequestId, batch: Batch) -> Outcome<BatchReport> {
    in_time(batch.plan.deadline_ms, async move {
        let calls = Calls::of(&batch.plan, request_id)?;
        let reached = way::open(doors, &batch.plan).await?;
        let before = report::Reading::take(request_id).await?;
        let clock = WorkerClock;
        let began = clock.now();
        let answered = match &reached {
            None => calls.many(&Inline { clock }, &batch).await?,
            Some(reached) if batch.mode == Mode::Pipelined => calls.many(&reached.session()?, &batch).await?,
            Some(reached) => calls.many(reached, &batch).await?,
        };
        let elapsed_ms = clock.now().since(began);
        let crossed = border::crossings();
        let after = report::Reading::take(request_id).await?;
        Ok(report::of_batch(batch, elapsed_ms, answered, &before, &after.at(crossed)))
    })
    .await
}

/// Says which ways there are.
pub(crate) async fn status(doors: &Doors, request_id: RequestId) -> Outcome<CallerReport> {
    in_time(limits::RPC_DEADLINE_MS, report::status(doors, request_id)).await
}

/// Ends a wait for a runtime that answers nothing at all, be it a call or what surrounds the calls.
async fn in_time<T>(deadline_ms: u32, work: impl Future<Output = Result<(T, Trace), Failure>>) -> Outcome<T> {
    let late = || {
        let raise = if deadline_ms < limits::RPC_DEADLINE_MS { ", or raise \"deadline_ms\"" } else { "" };
        let message = format!("the runtime did not answer within {deadline_ms} ms; try again{raise}");
        Err(Failure::new(ErrorCode::DeadlineExceeded, message))
    };
    match within(Duration::from_millis(deadline_ms.into()), work).await.unwrap_or_else(late) {
        Ok((report, trace)) => (Ok(report), trace),
        Err(failure) => (Err(failure), Trace::default()),
    }
}
