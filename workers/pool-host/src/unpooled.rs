//! Tasks that no pool keeps an isolate for.

use std::time::Duration;

use js_sys::{Array, Uint8Array};
use kit::{
    border,
    client::{Asking, Client, Way as By},
    deadline::{self, within},
    serve::Outcome,
    stream::Attachment,
};
use shared::{
    call::{
        PoolIsolate, ServiceName,
        pool::{RetireIsolate, RunTask},
    },
    encoding::{Encoding, Json},
    envelope::Question,
    error::{ErrorCode, Failure},
    isolation::{Execute, Executed, Fresh, Ran, TaskInput, Told, Way},
    limits::isolation as limits,
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Delay;

use crate::names;

/// How often another isolate is waited for where the present one is another owner's: an isolate ends right behind its answer.
const TRIES: u32 = 50;
/// How long an isolate is given to end.
const PAUSE: Duration = Duration::from_millis(1);
/// How much longer an isolate is waited for than it is told to work: its own answer says more.
const GRACE: Duration = Duration::from_millis(500);

#[wasm_bindgen]
extern "C" {
    /// Ways that only JavaScript can open.
    pub type Doors;

    #[wasm_bindgen(method)]
    fn bare(this: &Doors) -> JsValue;

    #[wasm_bindgen(method, catch)]
    fn named(this: &Doors, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn once(this: &Doors) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn naive(this: &Doors) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn keep(this: &Doors, stub: &JsValue, question: &Uint8Array);

    #[wasm_bindgen(method, js_name = counts)]
    fn counted(this: &Doors) -> Array;
}

/// Sessions that were opened, isolates that were loaded, and late work that has ended.
pub(crate) fn counts(doors: &Doors) -> [u64; 3] {
    let counts = doors.counted();
    [0, 1, 2].map(|index| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, exact up to 2^53")]
        let count = counts.get(index).as_f64().unwrap_or_default() as u64;
        count
    })
}

/// Runs a task, in time.
pub(crate) async fn run(doors: &Doors, asking: Asking, execute: Execute) -> Outcome<Told> {
    let patience = Duration::from_millis(execute.deadline_ms.into()) + GRACE;
    let asking = Asking { from: ServiceName::PoolHost, patience, ..asking };
    let work = within(patience, run_in(doors, asking, &execute)).await;
    work.unwrap_or_else(|| (Err(deadline::exceeded()), Trace::default()))
}

async fn run_in(doors: &Doors, asking: Asking, execute: &Execute) -> Outcome<Told> {
    let mut start = Fresh::Warm;
    for _ in 0..TRIES {
        let stub = match execute.way {
            Way::Bare | Way::Unmetered => Ok(doors.bare()),
            Way::Disposable => doors.once(),
            Way::Naive => doors.naive(),
            Way::Shared | Way::Reset | Way::Instance | Way::Isolate => doors.named(&names::of(&execute.owner)),
        };
        let Ok(stub) = stub else {
            let failure = Failure::new(ErrorCode::BuildFailed, "the isolate did not start; try again");
            return (Err(failure), Trace::default());
        };
        let isolate = Client::<PoolIsolate>::of(stub.clone(), By::Rpc);
        let (outcome, trace) = isolate.ask::<RunTask>(asking, &input(execute), Attachment::None).await;
        let output = match outcome {
            Ok(output) => output,
            Err(failure) => return (Err(failure), trace),
        };
        match execute.way {
            Way::Disposable | Way::Naive => doors.keep(&stub, &question(asking)),
            Way::Bare | Way::Unmetered => {}
            Way::Shared | Way::Reset | Way::Instance | Way::Isolate => {
                if output.ran == Ran::Foreign || output.isolate.uses >= limits::STATELESS_USES {
                    // One that is ending already has no answer, and needs none.
                    let _ = isolate.ask::<RetireIsolate>(asking, &(), Attachment::None).await;
                }
                if output.ran == Ran::Foreign {
                    Delay::from(PAUSE).await;
                    start = Fresh::Cold;
                    continue;
                }
            }
        }
        if output.isolate.uses == 1 {
            start = Fresh::Cold;
        }
        let Execute { task, way, owner, .. } = execute;
        let (ran, isolate) = (output.ran, output.isolate);
        let owner = owner.clone();
        let (task, way, output, waited_ms, slot) = (*task, *way, output.output, None, None);
        return (Ok(Told::Done(Executed { task, way, owner, ran, output, waited_ms, start, slot, isolate })), trace);
    }
    let failure = Failure::new(ErrorCode::RuntimeFailed, "the isolate of another owner did not end; try again");
    (Err(failure), Trace::default())
}

fn input(execute: &Execute) -> TaskInput {
    let Execute { task, way, owner, payload, deadline_ms, .. } = execute;
    let owner = owner.as_str().to_owned();
    TaskInput { task: task.number(), way: *way, owner, payload: payload.clone(), deadline_ms: *deadline_ms }
}

/// A question without an input, for a call that JavaScript makes.
fn question(asking: Asking) -> Uint8Array {
    let question = Question { request_id: asking.request_id, patience_ms: 0, input: () };
    border::to_javascript(&Json::encode(&question))
}
