//! `/rpc/…`: measured calls, which the caller makes; here they are parsed and told.

use std::time::Duration;

use kit::{
    client::{Asking, Client},
    clock::WorkerClock,
    deadline::within,
    identity,
    stream::Attachment,
};
use serde::Serialize;
use shared::{
    call::{Call, CallerStatus, MakeBatch, MakeCall, RpcCaller, ServiceName},
    error::{ErrorCode, Failure},
    ids::RequestId,
    limits,
    rpc::{Batch, BatchReport, BorderReport, CallReport, Codec, Function, Mode, Plan, Transport, Wire},
    summary::Summary,
    timing::{Clock, Hop, Place, Trace},
};

use crate::{Arrival, access};

/// How much longer the router waits than it tells the caller to.
const GRACE: Duration = Duration::from_secs(1);

/// What is asked of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /rpc/execute`.
    Call,
    /// `POST /rpc/benchmark`.
    Batch,
    /// `GET /rpc/status`.
    Status,
}

impl Asked {
    /// What the path segment behind `rpc` names.
    pub(crate) fn of_segment(segment: &str) -> Option<Self> {
        match segment {
            "execute" => Some(Self::Call),
            "benchmark" => Some(Self::Batch),
            "status" => Some(Self::Status),
            _ => None,
        }
    }
}

/// The way of a request, at the end of every answer.
#[derive(Serialize)]
struct Way {
    request_id: RequestId,
    total_ms: u32,
    hops: Vec<Hop>,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct Told<T> {
    #[serde(flatten)]
    what: T,
    timing: Way,
}

/// What every answer repeats of the plan, in the names of the request.
#[derive(Serialize)]
struct PlanTold {
    method: Transport,
    codec: Option<Codec>,
    function: Function,
    size: u32,
    depth: u32,
}

#[derive(Serialize)]
struct CallTold {
    #[serde(flatten)]
    plan: PlanTold,
    elapsed_ms: u32,
    wire: Option<Wire>,
}

#[derive(Serialize)]
struct BatchTold {
    #[serde(flatten)]
    plan: PlanTold,
    mode: Mode,
    concurrency: u32,
    calls: u32,
    clock: &'static str,
    elapsed_ms: u32,
    per_call_ms: f64,
    #[serde(flatten)]
    percentiles: PercentilesTold,
    wire: Option<Wire>,
    border: BorderReport,
    timings_ms: Vec<u32>,
}

/// Of single calls; null where there are too few to tell.
#[derive(Default, Serialize)]
#[expect(clippy::struct_field_names, reason = "on the wire the unit stands in the name")]
struct PercentilesTold {
    mean_ms: Option<f64>,
    min_ms: Option<f64>,
    p50_ms: Option<f64>,
    p95_ms: Option<f64>,
    p99_ms: Option<f64>,
    max_ms: Option<f64>,
}

/// Has the caller do what a body asks for.
pub(crate) async fn run(arrival: &Arrival<'_>, asked: Asked, body: &[u8]) -> Result<Vec<u8>, Failure> {
    let invocations = (!access::is_local(arrival.env)).then_some(limits::RPC_INVOCATIONS);
    match asked {
        Asked::Call => {
            let plan = Plan::parse(body, invocations)?;
            let (report, trace) = ask::<MakeCall>(arrival, &plan, plan.deadline_ms).await?;
            Ok(render(arrival, trace, of_call(report)))
        }
        Asked::Batch => {
            let batch = Batch::parse(body, invocations)?;
            let (report, trace) = ask::<MakeBatch>(arrival, &batch, batch.plan.deadline_ms).await?;
            Ok(render(arrival, trace, of_batch(report)))
        }
        Asked::Status => {
            let (report, trace) = ask::<CallerStatus>(arrival, &(), limits::RPC_DEADLINE_MS).await?;
            Ok(render(arrival, trace, report))
        }
    }
}

async fn ask<C: Call<Service = RpcCaller>>(
    arrival: &Arrival<'_>,
    input: &C::Input,
    deadline_ms: u32,
) -> Result<(C::Output, Trace), Failure> {
    let caller = Client::<RpcCaller>::service(arrival.env)?;
    let patience = Duration::from_millis(deadline_ms.into());
    let asking = Asking { request_id: arrival.request_id, from: ServiceName::Router, patience };
    let asked = caller.ask::<C>(asking, input, Attachment::None);
    let (outcome, trace) = within(patience + GRACE, asked).await.ok_or_else(|| {
        Failure::new(
            ErrorCode::DeadlineExceeded,
            format!("the caller did not answer within {deadline_ms} ms; try again"),
        )
    })?;
    Ok((outcome?, trace))
}

fn of_call(CallReport { plan, elapsed_ms, wire }: CallReport) -> CallTold {
    CallTold { plan: of_plan(&plan), elapsed_ms, wire }
}

fn of_batch(report: BatchReport) -> BatchTold {
    let BatchReport { batch, elapsed_ms, timings_ms, wire, border } = report;
    BatchTold {
        plan: of_plan(&batch.plan),
        mode: batch.mode,
        concurrency: batch.concurrency,
        calls: batch.calls,
        clock: "whole milliseconds of the caller's clock; deployed it stands still but for I/O",
        elapsed_ms,
        per_call_ms: f64::from(elapsed_ms) / f64::from(batch.calls.max(1)),
        percentiles: percentiles(&timings_ms),
        wire,
        border,
        timings_ms,
    }
}

fn of_plan(plan: &Plan) -> PlanTold {
    PlanTold { method: plan.method, codec: plan.codec, function: plan.function, size: plan.size, depth: plan.depth }
}

fn percentiles(timings_ms: &[u32]) -> PercentilesTold {
    let times: Vec<f64> = timings_ms.iter().copied().map(f64::from).collect();
    Summary::of(&times).map_or_else(PercentilesTold::default, |summary| PercentilesTold {
        mean_ms: Some(summary.mean),
        min_ms: Some(summary.least),
        p50_ms: Some(summary.p50),
        p95_ms: summary.p95,
        p99_ms: summary.p99,
        max_ms: Some(summary.greatest),
    })
}

fn render<T: Serialize>(arrival: &Arrival<'_>, mut trace: Trace, what: T) -> Vec<u8> {
    trace.places.insert(0, identity::here(ServiceName::Router));
    let timing = Way {
        request_id: arrival.request_id,
        total_ms: WorkerClock.now().since(arrival.at),
        hops: trace.hops,
        places: trace.places,
    };
    serde_json::to_vec(&Told { what, timing }).expect("numbers and names always render")
}
