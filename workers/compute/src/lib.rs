//! The compute Worker: the engine, without state of its own; whatever it holds may vanish at any moment.

mod execution;

use std::rc::Rc;

use engine::{Chosen, ChosenType, Executor};
use js_sys::Uint8Array;
use kit::serve::{Answer, Arrived};
use shared::{
    call::{Compute, ComputeStatus, Execute, KeepWarm, Ping},
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Env, ScheduleContext, ScheduledEvent, console_error, event};

thread_local! {
    static EXECUTOR: Rc<Executor<Chosen>> = Executor::begin();
}

/// Answers a call; the method and the question are those of [`shared::call`].
///
/// Only an attachment that is a stream, or an engine that has to be started, makes the answer a promise.
#[wasm_bindgen]
pub fn call(method: &JsValue, question: &Uint8Array, attachment: JsValue) -> JsValue {
    let executor = EXECUTOR.with(Rc::clone);
    Arrived::<Compute<ChosenType>>::here(method, question)
        .on::<Execute<_>>(|_, input| execution::execute(&executor, input, attachment))
        .on::<Ping<_>>(|_, payload| Answer::Now(Ok(payload)))
        .on::<KeepWarm<_>>(|_, ()| answer(executor.keep_warm()))
        .on::<ComputeStatus<_>>(|_, ()| Answer::Now(Ok(executor.report())))
        .reply()
}

/// Rings by the crons of the wrangler file, and does what a call that keeps warm does. It reaches one isolate, which the
/// platform chooses; what that is worth for the next query is for a measurement to say.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, _env: Env, _context: ScheduleContext) {
    if let Err(failure) = EXECUTOR.with(Executor::keep_warm).wait().await {
        console_error!("the engine could not be kept warm: {failure}");
    }
}

/// What the executor says; it asks nobody.
fn answer<T: 'static>(answer: engine::Answer<T>) -> Answer<T> {
    match answer {
        engine::Answer::Now(outcome) => Answer::Now(outcome),
        engine::Answer::Later(outcome) => Answer::later(async { (outcome.await, Trace::default()) }),
    }
}
