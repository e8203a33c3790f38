//! A request for a task, from its arrival to its answer.

use std::{rc::Rc, time::Duration};

use futures::channel::oneshot;
use kit::{
    client::{Asking, Client, Way as By},
    deadline::within,
    serve::Outcome as Reply,
    stream::Attachment,
};
use shared::{
    call::{PoolIsolate, ServiceName, pool::RunTask},
    error::{ErrorCode, Failure},
    isolation::{Execute, Executed, Fresh, IsolateState, Ran, TaskInput, TaskOutput, Told, bucket_of},
    pool::{Answer, Arrival, Life, Moment, Outcome, Refusal, Span, Start},
    timing::Trace,
};

use crate::{
    pool::{Pool, Word},
    session::Session,
};

/// How much longer an isolate is waited for than it is told to work: its own answer says more.
const GRACE: Duration = Duration::from_millis(500);
/// When it is worth trying again where there are too many owners, in milliseconds.
const OWNERS_RETRY_MS: u32 = 1_000;

/// Has a task run, or says why not.
pub(crate) async fn run(pool: &Rc<Pool>, asking: Asking, execute: Execute) -> Reply<Told> {
    let asking = Asking { from: ServiceName::Pool, ..asking };
    if execute.way.is_everybodys() {
        return bare(pool, asking, execute).await;
    }
    match arrive(pool, &execute) {
        Err(failure) => (Err(failure), Trace::default()),
        Ok(None) => {
            let told = Told::Refused { kind: Refusal::OwnerAtLimit, retry_after_ms: OWNERS_RETRY_MS };
            (Ok(told), Trace::default())
        }
        Ok(Some(Arrived { began, owner, word })) => {
            let word = word.await;
            let told = match word {
                Ok(Word::Refused { kind, retry_after_ms }) => {
                    (Ok(Told::Refused { kind, retry_after_ms }), Trace::default())
                }
                Ok(Word::Run { at, session, waited_ms, start }) => {
                    in_isolate(pool, asking, execute, Begun { at, waited_ms, start }, &session).await
                }
                Err(oneshot::Canceled) => {
                    (Err(Failure::new(ErrorCode::Internal, "the pool forgot a request")), Trace::default())
                }
            };
            let _ = pool.with(|inner| {
                inner.owners.leave(owner);
                let elapsed = inner.now().since(began);
                note(&mut inner.latency, elapsed);
            });
            told
        }
    }
}

/// A request that was let in, or soon hears why not.
struct Arrived {
    began: Moment,
    owner: u32,
    word: oneshot::Receiver<Word>,
}

/// Where and how a task begins.
struct Begun {
    at: Life,
    waited_ms: u32,
    start: Start,
}

/// Tells the policy of a request; none where no further owner can be told apart.
fn arrive(pool: &Rc<Pool>, execute: &Execute) -> Result<Option<Arrived>, Failure> {
    pool.tell(|inner, now, commands| {
        let owner = inner.owner(execute.owner.as_str())?;
        let (sender, word) = oneshot::channel();
        let request = inner.next_request();
        inner.words.insert(request, sender);
        let deadline = now.after(Span::from_millis(execute.deadline_ms.into()));
        inner.engine.arrive(now, Arrival { request, owner, deadline }, commands);
        Some(Arrived { began: now, owner, word })
    })
}

/// Runs a task where the policy said, and tells it how that ended.
async fn in_isolate(pool: &Rc<Pool>, asking: Asking, execute: Execute, begun: Begun, session: &Session) -> Reply<Told> {
    let Begun { at, waited_ms, start } = begun;
    let left = execute.deadline_ms.saturating_sub(waited_ms).max(1);
    let patience = Duration::from_millis(left.into()) + GRACE;
    let input = input(&execute, left);
    let asked = session.ask::<RunTask>(Asking { patience, ..asking }, &input);
    let Some((outcome, trace)) = within(patience, asked).await else {
        let answer = Answer { outcome: Outcome::Broken, bytes: None };
        drop(pool.tell(|inner, now, commands| inner.engine.answered(now, at, answer, commands)));
        let message = "the isolate did not answer in time, and is ended; the task may have had an effect";
        return (Err(Failure::new(ErrorCode::DeadlineExceeded, message)), Trace::default());
    };
    match outcome {
        Err(failure) => {
            let told = pool.tell(|inner, now, commands| {
                inner.places.retain(|_, place| place.at != at);
                inner.engine.vanished(now, at, commands);
            });
            drop(told);
            (Err(failure), trace)
        }
        Ok(output) => {
            let told = pool.tell(|inner, now, commands| {
                note(&mut inner.waited, Span::from_millis(waited_ms.into()));
                if let Some(place) = inner.places.get_mut(&at.slot).filter(|place| place.at == at) {
                    place.ends = output.ends;
                    if place.id != output.isolate.id {
                        place.id = output.isolate.id;
                        inner.engine.replaced(now, at);
                    }
                }
                let answer = Answer { outcome: outcome_of(output.ran), bytes: Some(output.isolate.bytes) };
                inner.engine.answered(now, at, answer, commands);
            });
            drop(told);
            let start = match start {
                Start::Warm => Fresh::Warm,
                Start::Cold => Fresh::Cold,
            };
            (Ok(executed(execute, output, Some((at, waited_ms)), start)), trace)
        }
    }
}

/// Runs a task in the host itself.
async fn bare(pool: &Pool, asking: Asking, execute: Execute) -> Reply<Told> {
    let host = match &pool.host {
        Ok(host) => Client::<PoolIsolate>::of(host.clone(), By::Rpc),
        Err(failure) => return (Err(failure.clone()), Trace::default()),
    };
    let input = input(&execute, execute.deadline_ms);
    let (outcome, trace) = host.ask::<RunTask>(asking, &input, Attachment::None).await;
    match outcome {
        Ok(output) => (Ok(executed(execute, output, None, Fresh::Warm)), trace),
        Err(failure) => (Err(failure), trace),
    }
}

fn input(execute: &Execute, deadline_ms: u32) -> TaskInput {
    let Execute { task, way, owner, payload, .. } = execute;
    let owner = owner.as_str().to_owned();
    TaskInput { task: task.number(), way: *way, owner, payload: payload.clone(), deadline_ms }
}

/// What a task that ended like this says of its isolate.
const fn outcome_of(ran: Ran) -> Outcome {
    match ran {
        Ran::Answered => Outcome::Answered,
        Ran::Failed | Ran::Late => Outcome::Failed,
        Ran::Trapped | Ran::OutOfFuel => Outcome::Trapped,
        Ran::Foreign => Outcome::Broken,
    }
}

fn executed(execute: Execute, output: TaskOutput, pooled: Option<(Life, u32)>, start: Fresh) -> Told {
    let Execute { task, way, owner, .. } = execute;
    let TaskOutput { ran, output, isolate, ends: _ } = output;
    let isolate = IsolateState { owner: None, ..isolate };
    let (slot, waited_ms) = pooled.map_or((None, None), |(at, waited_ms)| (Some(at.slot), Some(waited_ms)));
    Told::Done(Executed { task, way, owner, ran, output, waited_ms, start, slot, isolate })
}

fn note(buckets: &mut [shared::isolation::Bucket], span: Span) {
    let milliseconds = u32::try_from(span.nanos() / 1_000_000).unwrap_or(u32::MAX);
    if let Some(bucket) = buckets.get_mut(bucket_of(milliseconds)) {
        bucket.count += 1;
    }
}
