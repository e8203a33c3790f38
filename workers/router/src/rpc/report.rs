//! What is told of measured calls, in the names of the request.

use serde::Serialize;
use shared::{
    rpc::{BatchReport, BorderReport, CallReport, Codec, Function, Mode, Plan, Transport, Wire},
    summary::Summary,
};

use crate::edge::Way;

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

/// An answer, with the way of the request at its end.
pub(super) fn json<T: Serialize>(what: T, timing: Way) -> Vec<u8> {
    serde_json::to_vec(&Told { what, timing }).expect("numbers and names always render")
}

/// What is told of one call.
pub(super) fn of_call(CallReport { plan, elapsed_ms, wire }: CallReport) -> impl Serialize {
    CallTold { plan: of_plan(&plan), elapsed_ms, wire }
}

/// What is told of many.
pub(super) fn of_batch(report: BatchReport) -> impl Serialize {
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
