//! The compute Worker: the engine, without state of its own; whatever it holds may vanish at any moment.

use std::{future::Future, rc::Rc};

use engine::{Answer, Chosen, Executor, SupplyReader};
use js_sys::Uint8Array;
use kit::{identity, method, serve, stream};
#[cfg(feature = "sqlite")]
use shared::call::Compute;
#[cfg(feature = "postgres")]
use shared::call::ComputePostgres as Compute;
use shared::{
    call::{Call, ComputeStatus, Execute, KeepWarm, Ping, Service},
    envelope::Question,
    error::Failure,
    ids::RequestId,
    protocol::{ExecuteInput, ExecuteOutput},
    timing::{Place, Trace},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error, event};

thread_local! {
    static EXECUTOR: Rc<Executor<Chosen>> = Executor::begin();
}

/// Answers a call; the method and the question are those of [`shared::call`].
///
/// Only an attachment that is a stream, or an engine that has to be started, makes the answer a promise: everything else is
/// done at once, without a trip through the queue of microtasks.
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array, attachment: JsValue) -> JsValue {
    let here = identity::here(Compute::NAME);
    if method::is::<Execute<Compute>>(method) {
        return answer_execute(here, question, attachment);
    }
    if method::is::<Ping<Compute>>(method) {
        return answer::<Ping<Compute>>(here, question, |payload| Answer::Now(Ok(payload)));
    }
    if method::is::<KeepWarm<Compute>>(method) {
        return answer::<KeepWarm<Compute>>(here, question, |()| EXECUTOR.with(Executor::keep_warm));
    }
    if method::is::<ComputeStatus<Compute>>(method) {
        return answer::<ComputeStatus<Compute>>(here, question, |()| {
            Answer::Now(Ok(EXECUTOR.with(|executor| executor.report())))
        });
    }
    serve::unknown_method::<Compute>(here, method)
}

fn answer<C: Call>(here: Place, question: &Uint8Array, run: impl FnOnce(C::Input) -> Answer<C::Output>) -> JsValue
where
    C::Output: 'static,
{
    match serve::question::<C>(question) {
        Ok(Question { request_id, input, .. }) => reply::<C>(here, request_id, run(input)),
        Err(failure) => serve::unreadable::<C>(here, failure),
    }
}

fn answer_execute(here: Place, question: &Uint8Array, attachment: JsValue) -> JsValue {
    let Question { request_id, input, .. } = match serve::question::<Execute<Compute>>(question) {
        Ok(question) => question,
        Err(failure) => return serve::unreadable::<Execute<Compute>>(here, failure),
    };
    let answer = match stream::bytes(&attachment) {
        Some(bytes) => execute(input, &bytes),
        None => return reply_later::<Execute<Compute>>(here, request_id, execute_streamed(input, attachment)),
    };
    reply::<Execute<Compute>>(here, request_id, answer)
}

fn reply<C: Call>(here: Place, request_id: RequestId, answer: Answer<C::Output>) -> JsValue
where
    C::Output: 'static,
{
    match answer {
        Answer::Now(outcome) => serve::reply::<C>(here, request_id, outcome, Trace::default()),
        Answer::Later(outcome) => reply_later::<C>(here, request_id, outcome),
    }
}

fn reply_later<C: Call>(
    here: Place,
    request_id: RequestId,
    outcome: impl Future<Output = std::result::Result<C::Output, Failure>> + 'static,
) -> JsValue {
    future_to_promise(async move { Ok(serve::reply::<C>(here, request_id, outcome.await, Trace::default())) }).into()
}

fn execute(input: ExecuteInput, attachment: &[u8]) -> Answer<ExecuteOutput> {
    let mut reader = SupplyReader::new(&input.supply);
    match reader.push(attachment).and_then(|()| reader.finish()) {
        Ok(supplied) => EXECUTOR.with(|executor| executor.execute(input, supplied)),
        Err(failure) => Answer::Now(Err(failure)),
    }
}

async fn execute_streamed(input: ExecuteInput, attachment: JsValue) -> std::result::Result<ExecuteOutput, Failure> {
    let executor = EXECUTOR.with(Rc::clone);
    let arrival = executor.expect_arrival(&input.supply)?;
    let mut reader = SupplyReader::new(&input.supply);
    stream::receive(attachment, |piece| reader.push(piece)).await?;
    let supplied = reader.finish()?;
    // From here on there is no wait until the copy counts the memory itself.
    drop(arrival);
    executor.execute(input, supplied).wait().await
}

/// Rings by the crons of the wrangler file, and does what a call that keeps warm does. It reaches one isolate, which the
/// platform chooses; what that is worth for the next query is for a measurement to say.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, _env: Env, _context: ScheduleContext) {
    if let Err(failure) = EXECUTOR.with(Executor::keep_warm).wait().await {
        console_error!("the engine could not be kept warm: {failure}");
    }
}

/// The generated entrypoint needs a handler; the entry module exports only [`call`], so nobody reaches this one.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::error("this Worker answers RPC only", 404)
}
