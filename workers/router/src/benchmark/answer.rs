//! The next part of a benchmark, as much of it as one request may do.

use futures::future::join_all;
use kit::{clock::WorkerClock, identity};
use serde::Deserialize;
use serde_json::Value;
use shared::{
    body,
    engine::EngineName,
    error::{ErrorCode, Failure},
    limits,
    protocol::QueryInput,
    timing::{Clock, Trace},
};

use super::{
    cursor::{Key, Progress},
    plan::{Kind, Plan, Purpose, Step},
    report,
    sample::Sample,
};
use crate::{access, edge::Arrival};

/// Iterations or tenants of a body that does not say how many.
const DEFAULT_COUNT: u32 = 5;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    iterations: Option<Value>,
    tenants: Option<Value>,
    /// Only the first call of a benchmark needs it; its cursors know.
    engine: Option<String>,
    cursor: Option<String>,
}

/// What one step did.
struct Done {
    purpose: Purpose,
    sample: Sample,
    invocations: usize,
}

/// Runs the next part of a benchmark.
pub(crate) async fn answer(arrival: &Arrival<'_>, kind: Kind) -> Result<Vec<u8>, Failure> {
    let body = arrival.body().await?;
    let key = access::signing_key(arrival.env);
    let mut progress = begin(kind, &body, &key)?;
    let mut invocations = 0;
    loop {
        let steps = next_steps(&progress, limits::INVOCATIONS.saturating_sub(invocations));
        if steps.is_empty() {
            break;
        }
        progress.steps_done += steps.len();
        for done in join_all(steps.into_iter().map(|step| execute(arrival, step))).await {
            invocations += done.invocations;
            match done.purpose {
                Purpose::Measure => progress.samples.push(done.sample),
                // A preparation that fails shows in every sample after it; its own time means nothing.
                Purpose::Prepare => {}
            }
        }
    }
    Ok(report::json(&progress, invocations, &key))
}

/// The steps that may run at once now: one, or a chunk of tenants in a burst, as many as surely fit.
fn next_steps(progress: &Progress, invocations_left: usize) -> Vec<Step> {
    let mut left = invocations_left;
    let mut steps = Vec::new();
    while let Some(step) = progress.plan.step(progress.steps_done + steps.len(), progress.run) {
        let cost = step.arm.most_invocations();
        let may_join = steps.is_empty() || progress.plan.kind == Kind::Burst;
        if cost > left || !may_join {
            break;
        }
        left -= cost;
        steps.push(step);
    }
    steps
}

fn begin(kind: Kind, body: &[u8], key: &Key) -> Result<Progress, Failure> {
    let body: Body = if body.is_empty() { Body::default() } else { body::parse(body)? };
    let engine = body.engine.as_deref().map(EngineName::parse).transpose()?;
    if let Some(cursor) = &body.cursor {
        if body.iterations.is_some() || body.tenants.is_some() {
            return Err(Failure::new(ErrorCode::BadChoice, "a cursor knows how often; send no count beside it"));
        }
        let progress = Progress::resume(cursor, kind, key)?;
        return match engine {
            Some(engine) if engine != progress.plan.engine => {
                Err(Failure::new(ErrorCode::BadChoice, "the cursor belongs to a benchmark of another engine"))
            }
            Some(_) | None => Ok(progress),
        };
    }
    let (count, most, name, other) = match kind {
        Kind::Burst => (body.tenants, limits::TENANTS, "tenants", body.iterations),
        Kind::ColdStart | Kind::HotQuery | Kind::Write | Kind::Compare => {
            (body.iterations, limits::ITERATIONS, "iterations", body.tenants)
        }
    };
    if other.is_some() {
        return Err(Failure::new(ErrorCode::BadCount, format!("this benchmark counts \"{name}\" and nothing else")));
    }
    let bounds = 1..=u32::try_from(most).unwrap_or(u32::MAX);
    let count = count.map_or(Ok(DEFAULT_COUNT), |count| body::count(name, &count, &bounds))?;
    let count = usize::try_from(count).unwrap_or(most);
    Ok(Progress::begin(Plan { kind, count, engine: engine.unwrap_or_default() }, identity::new_request()))
}

async fn execute(arrival: &Arrival<'_>, step: Step) -> Done {
    let clock = WorkerClock;
    let input =
        QueryInput { tenant: step.tenant, engine: step.engine, batch: step.batch, idempotency_key: None, pings: 0 };
    let started = clock.now();
    let (outcome, trace) = step.arm.query(arrival, &input).await;
    let elapsed_ms = clock.now().since(started);
    let Trace { hops, places } = trace;
    Done {
        purpose: step.purpose,
        // Without a trace nobody knows how many there were.
        invocations: if hops.is_empty() { step.arm.most_invocations() } else { hops.len() },
        sample: Sample::new(step.section, step.arm, elapsed_ms, &outcome, &places),
    }
}

#[cfg(test)]
mod tests;
