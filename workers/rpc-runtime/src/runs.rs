//! Tasks that are asked of the runtime: run here, or handed on to the next.

use std::cell::Cell;

use kit::{
    border,
    client::Asking,
    serve::{Answer, Arrived},
    stream::Attachment,
};
use shared::{
    call::{Run, RunEncoding},
    encoding::{Json, MessagePack, Postcard},
    rpc::{RuntimeReport, Task, Value},
};

use crate::{
    next::Link,
    runtime::{self, Step},
};

thread_local! {
    static ANSWERED: Cell<u64> = const { Cell::new(0) };
}

/// What the runtime says of itself.
pub(crate) fn report() -> RuntimeReport {
    RuntimeReport { answered: ANSWERED.get(), crossings: border::crossings() }
}

/// Has a call answered, if it is one that every runtime answers: a task, in any encoding.
pub(crate) fn answer<L: Link + 'static>(call: Arrived<'_, L>) -> Arrived<'_, L> {
    #[cfg(feature = "fault-injection")]
    assert!(!call.names("panic"), "asked to panic");
    call.on::<Run<L, Postcard>>(run::<L, Postcard>)
        .on::<Run<L, Json>>(run::<L, Json>)
        .on::<Run<L, MessagePack>>(run::<L, MessagePack>)
}

/// Answers at once where this is the last runtime, so that no promise stands in the way.
fn run<L: Link + 'static, E: RunEncoding + 'static>(asking: Asking, task: Task) -> Answer<Value> {
    ANSWERED.set(ANSWERED.get() + 1);
    match runtime::step(task) {
        Step::Done(outcome) => Answer::Now(outcome),
        Step::Forward(task) => Answer::later(async move {
            let next = L::next(task.method, task.depth);
            next.ask::<Run<L, E>>(asking, &task, Attachment::None).await
        }),
    }
}
