//! The compute Worker: the engine, without state of its own; whatever it holds may vanish at any moment.

mod executor;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use engine::{SqliteEngine, SupplyReader};
use js_sys::Uint8Array;
use kit::{identity, method, serve, stream};
use shared::{
    call::{self, Call, ComputeStatus, Execute, KeepWarm, Ping},
    envelope::Question,
    error::Failure,
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput},
    timing::{Place, Trace},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error, event};

use crate::executor::Executor;

thread_local! {
    static EXECUTOR: RefCell<Executor<SqliteEngine>> = RefCell::new(Executor::new());
}

/// Answers a call; the method and the question are those of [`shared::call`].
///
/// Only an attachment that is a stream makes the answer a promise: everything else is done at once, without a trip
/// through the queue of microtasks.
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array, attachment: JsValue) -> JsValue {
    let here = identity::here(<call::Compute as call::Service>::NAME);
    if method::is::<Execute>(method) {
        return answer_execute(here, question, attachment);
    }
    if method::is::<Ping>(method) {
        return answer::<Ping>(here, question, Ok);
    }
    if method::is::<KeepWarm>(method) {
        return answer::<KeepWarm>(here, question, |()| keep_warm());
    }
    if method::is::<ComputeStatus>(method) {
        return answer::<ComputeStatus>(here, question, |()| Ok(EXECUTOR.with_borrow(Executor::report)));
    }
    serve::unknown_method::<call::Compute>(here, method)
}

fn answer<C: Call>(
    here: Place,
    question: &Uint8Array,
    run: impl FnOnce(C::Input) -> std::result::Result<C::Output, Failure>,
) -> JsValue {
    match serve::question::<C>(question) {
        Ok(Question { request_id, input, .. }) => serve::reply::<C>(here, request_id, run(input), Trace::default()),
        Err(failure) => serve::unreadable::<C>(here, failure),
    }
}

fn answer_execute(here: Place, question: &Uint8Array, attachment: JsValue) -> JsValue {
    let Question { request_id, input, .. } = match serve::question::<Execute>(question) {
        Ok(question) => question,
        Err(failure) => return serve::unreadable::<Execute>(here, failure),
    };
    match stream::bytes(&attachment) {
        Some(bytes) => serve::reply::<Execute>(here, request_id, execute(&input, &bytes), Trace::default()),
        None => future_to_promise(async move {
            let outcome = execute_streamed(&input, attachment).await;
            Ok(serve::reply::<Execute>(here, request_id, outcome, Trace::default()))
        })
        .into(),
    }
}

fn execute(input: &ExecuteInput, attachment: &[u8]) -> std::result::Result<ExecuteOutput, Failure> {
    let mut reader = SupplyReader::new(&input.supply);
    reader.push(attachment)?;
    let supplied = reader.finish()?;
    EXECUTOR.with_borrow_mut(|executor| executor.execute(input, supplied))
}

async fn execute_streamed(input: &ExecuteInput, attachment: JsValue) -> std::result::Result<ExecuteOutput, Failure> {
    let arrival = EXECUTOR.with_borrow_mut(|executor| executor.expect_arrival(&input.supply))?;
    let mut reader = SupplyReader::new(&input.supply);
    stream::receive(attachment, |piece| reader.push(piece)).await?;
    let supplied = reader.finish()?;
    // From here on there is no wait until the copy counts the memory itself.
    drop(arrival);
    EXECUTOR.with_borrow_mut(|executor| executor.execute(input, supplied))
}

fn keep_warm() -> std::result::Result<ComputeReport, Failure> {
    EXECUTOR.with_borrow_mut(Executor::keep_warm)
}

/// Rings by the crons of the wrangler file, and does what a call that keeps warm does. It reaches one isolate, which the
/// platform chooses; what that is worth for the next query is for a measurement to say.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, _env: Env, _context: ScheduleContext) {
    if let Err(failure) = keep_warm() {
        console_error!("the engine could not be kept warm: {failure}");
    }
}

/// The generated entrypoint needs a handler; the entry module exports only [`call`], so nobody reaches this one.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("this Worker answers RPC only", 404)
}
