//! What is said of calls that were made, and of the ways there are.

use std::time::Duration;

use kit::{
    bindings, border,
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{RpcRuntime, RuntimeStatus, ServiceName},
    choice::Choice,
    error::Failure,
    ids::{IsolateId, RequestId},
    limits,
    rpc::{
        Batch, BatchReport, BorderReport, CallerReport, Codec, Crossings, MethodReport, RuntimeReport, Transport, Wire,
    },
    timing::{Hop, Trace},
};

use crate::{
    calls::Answered,
    visits,
    way::{self, Doors},
};

/// What both ends have seen cross their borders so far.
pub(crate) struct Reading {
    caller: Crossings,
    only: Option<u64>,
    runtime: RuntimeReport,
    isolate: Option<IsolateId>,
    /// The question for the runtime's report, and the reply.
    asked: Option<Wire>,
}

impl Reading {
    /// Asks the runtime, then reads here; so that asking counts neither here before a batch nor there after it.
    pub(crate) async fn take(request_id: RequestId) -> Result<Self, Failure> {
        let (runtime, Trace { hops, places }) = ask_runtime(request_id).await?;
        let isolate = places.first().map(|place| place.isolate);
        let asked = hops.first().map(|hop| Wire { question_bytes: hop.question_bytes, reply_bytes: hop.reply_bytes });
        Ok(Self { caller: border::crossings(), only: visits::only(), runtime, isolate, asked })
    }

    /// The same with a reading of our own that was taken earlier.
    pub(crate) fn at(self, caller: Crossings) -> Self {
        Self { caller, ..self }
    }
}

/// The report of a batch, and the trace of its first call.
pub(crate) fn of_batch(
    batch: Batch,
    elapsed_ms: u32,
    answered: Vec<Answered>,
    before: &Reading,
    after: &Reading,
) -> (BatchReport, Trace) {
    let timings_ms = answered.iter().map(|call| call.hop.elapsed_ms).collect();
    let first = answered.into_iter().next();
    let answered_there = u64::from(batch.calls) * u64::from(batch.plan.depth);
    let of_first = first.as_ref().and_then(|call| call.below.places.first()).map(|place| place.isolate);
    let alone = of_first.is_some()
        && [before.isolate, after.isolate] == [of_first; 2]
        && after.runtime.answered.saturating_sub(before.runtime.answered) == answered_there;
    let border = BorderReport {
        caller: (before.only.is_some() && before.only == after.only).then(|| after.caller.since(before.caller)),
        runtime: alone.then(|| between(before, after)),
    };
    let wire = first.as_ref().and_then(|call| wire(batch.plan.codec, &call.hop));
    let trace = first.map(trace).unwrap_or_default();
    (BatchReport { batch, elapsed_ms, timings_ms, wire, border }, trace)
}

/// What crossed at the runtime between two readings, but for the reply to the first and the question of the second.
fn between(before: &Reading, after: &Reading) -> Crossings {
    let crossed = after.runtime.crossings.since(before.runtime.crossings);
    let reply = before.asked.map_or(0, |wire| wire.reply_bytes);
    let question = after.asked.map_or(0, |wire| wire.question_bytes);
    crossed.since(Crossings { copies: 2, bytes: u64::from(reply) + u64::from(question) })
}

/// What a call weighed on the wire, where we write it ourselves.
pub(crate) fn wire(codec: Option<Codec>, hop: &Hop) -> Option<Wire> {
    match codec? {
        Codec::Postcard | Codec::Bytes | Codec::Json | Codec::MessagePack => {
            Some(Wire { question_bytes: hop.question_bytes, reply_bytes: hop.reply_bytes })
        }
        Codec::StructuredClone | Codec::CapnWeb => None,
    }
}

/// The trace of a call; one that ran inline has gone nowhere.
pub(crate) fn trace(Answered { hop, mut below }: Answered) -> Trace {
    if hop.from != hop.to {
        below.hops.push(hop);
    }
    below
}

/// The ways there are, and the runtime behind the service binding.
pub(crate) async fn status(doors: &Doors, request_id: RequestId) -> Result<(CallerReport, Trace), Failure> {
    let methods =
        Transport::ALL.iter().map(|&method| MethodReport { method, unavailable: way::unavailable(doors, method) });
    let (runtime, trace) = ask_runtime(request_id).await?;
    Ok((CallerReport { methods: methods.collect(), runtime }, trace))
}

async fn ask_runtime(request_id: RequestId) -> Result<(RuntimeReport, Trace), Failure> {
    let asking = Asking {
        request_id,
        from: ServiceName::RpcCaller,
        patience: Duration::from_millis(limits::RPC_DEADLINE_MS.into()),
    };
    let client = Client::<RpcRuntime>::service(&bindings::env())?;
    let (outcome, trace) = client.ask::<RuntimeStatus>(asking, &(), Attachment::None).await;
    Ok((outcome?, trace))
}
