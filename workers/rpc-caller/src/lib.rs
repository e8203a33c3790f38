//! The caller: a thin Worker that makes measured calls to the runtime, in every way in which one Worker can call another.

mod calls;
mod report;
mod visits;
mod way;

use std::{future::Future, time::Duration};

use js_sys::Uint8Array;
use kit::{border, clock::WorkerClock, deadline::within, identity, method, serve};
use shared::{
    call::{Call, CallerStatus, MakeBatch, MakeCall, RpcCaller, Service},
    envelope::Question,
    error::{ErrorCode, Failure},
    ids::RequestId,
    limits,
    rpc::{Batch, BatchReport, CallReport, Mode, Plan},
    timing::{Clock, Trace},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, Env, Request, Response, Result, event};

use crate::{
    calls::{Calls, Inline},
    visits::Visit,
    way::Doors,
};

type Answer<T> = std::result::Result<T, Failure>;

/// Answers a call of the router; the method and the question are those of [`shared::call`].
#[wasm_bindgen]
pub async fn call(method: JsValue, question: Uint8Array, _attachment: JsValue, doors: Doors) -> JsValue {
    if method::is::<MakeCall>(&method) {
        return answer::<MakeCall>(&question, async |request_id, plan| make_call(&doors, request_id, plan).await).await;
    }
    if method::is::<MakeBatch>(&method) {
        return answer::<MakeBatch>(&question, async |request_id, batch| make_batch(&doors, request_id, batch).await)
            .await;
    }
    if method::is::<CallerStatus>(&method) {
        return answer::<CallerStatus>(&question, async |request_id, ()| {
            in_time(limits::RPC_DEADLINE_MS, report::status(&doors, request_id)).await
        })
        .await;
    }
    serve::unknown_method::<RpcCaller>(identity::here(RpcCaller::NAME), &method)
}

async fn answer<C: Call>(
    question: &Uint8Array,
    work: impl AsyncFnOnce(RequestId, C::Input) -> Answer<(C::Output, Trace)>,
) -> JsValue {
    let here = identity::here(RpcCaller::NAME);
    let _visit = Visit::begin();
    let Question { request_id, input, .. } = match serve::question::<C>(question) {
        Ok(question) => question,
        Err(failure) => return serve::unreadable::<C>(here, failure),
    };
    match work(request_id, input).await {
        Ok((output, trace)) => serve::reply::<C>(here, request_id, Ok(output), trace),
        Err(failure) => serve::reply::<C>(here, request_id, Err(failure), Trace::default()),
    }
}

async fn make_call(doors: &Doors, request_id: RequestId, plan: Plan) -> Answer<(CallReport, Trace)> {
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

async fn make_batch(doors: &Doors, request_id: RequestId, batch: Batch) -> Answer<(BatchReport, Trace)> {
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

/// Ends a wait for a runtime that answers nothing at all, be it a call or what surrounds the calls.
async fn in_time<T>(deadline_ms: u32, work: impl Future<Output = Answer<T>>) -> Answer<T> {
    let late = || {
        let raise = if deadline_ms < limits::RPC_DEADLINE_MS { ", or raise \"deadline_ms\"" } else { "" };
        let message = format!("the runtime did not answer within {deadline_ms} ms; try again{raise}");
        Err(Failure::new(ErrorCode::DeadlineExceeded, message))
    };
    within(Duration::from_millis(deadline_ms.into()), work).await.unwrap_or_else(late)
}

/// The generated entrypoint needs a handler; the entry module exports only [`call`], so nobody reaches this one.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("this Worker answers RPC only", 404)
}
