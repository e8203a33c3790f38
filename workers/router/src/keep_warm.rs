//! Keeping compute warm, now by as many calls as a body asks for, or from now on by the alarm of a tenant's object.

use std::collections::HashSet;

use futures::future::join_all;
use kit::{client::Client, stream::Attachment};
use serde::Serialize;
use shared::{
    call::{Compute, ComputePostgres, ComputeService, KeepWarm, PlanWarming, State},
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::{InstanceId, IsolateId, TenantId},
    keep_warm::{self, WarmingBody},
    protocol::ComputeReport,
    timing::{Place, Trace},
};

use crate::{
    Arrival,
    arm::{Arm, asking, in_time},
    route::tenant_or_default,
    status::{ask_compute, render},
};

/// What one of several calls found.
#[derive(Serialize)]
struct Call {
    /// Which isolate answered; null where none did.
    isolate: Option<IsolateId>,
    instance: Option<InstanceId>,
    #[serde(rename = "status")]
    holds: Option<ComputeReport>,
    error: Option<ErrorCode>,
}

#[derive(Serialize)]
struct Calls {
    /// How many isolates answered.
    isolates: usize,
    calls: Vec<Call>,
}

/// Starts the engine of the isolate that happens to answer, or sends as many calls as the body says, all at once, so that no
/// isolate that is busy with one is the first to be free for the next.
pub(crate) async fn now(arrival: &Arrival<'_>, engine: EngineName, body: &[u8]) -> Result<Vec<u8>, Failure> {
    match engine {
        EngineName::Sqlite => ask::<Compute>(arrival, body).await,
        EngineName::Postgres => ask::<ComputePostgres>(arrival, body).await,
    }
}

async fn ask<S: ComputeService>(arrival: &Arrival<'_>, body: &[u8]) -> Result<Vec<u8>, Failure> {
    let Some(count) = keep_warm::calls(body)? else { return ask_compute::<S, KeepWarm<S>>(arrival).await };
    let compute = Client::<S>::service(arrival.env)?;
    let asked = (0..count)
        .map(|_| in_time::<S, _>(compute.ask::<KeepWarm<S>>(asking(arrival.request_id), &(), Attachment::None)));
    let mut trace = Trace::default();
    let mut calls = Vec::new();
    for (outcome, seen) in join_all(asked).await {
        calls.push(call::<S>(outcome, &seen.places));
        trace.append(seen);
    }
    let isolates = calls.iter().filter_map(|call| call.isolate).collect::<HashSet<_>>().len();
    Ok(render(arrival, S::NAME.as_str(), None, Calls { isolates, calls }, trace))
}

/// Has the alarm of a tenant's object do so from now on.
pub(crate) async fn plan(
    arrival: &Arrival<'_>,
    engine: EngineName,
    tenant: Option<TenantId>,
    body: &[u8],
) -> Result<Vec<u8>, Failure> {
    let WarmingBody { tenant: of_body, plan } = WarmingBody::parse(body, engine)?;
    let tenant = tenant_or_default(tenant, of_body)?;
    let object = Client::<State>::object(arrival.env, &engine.object_of(&tenant))?;
    let asked = object.ask::<PlanWarming>(asking(arrival.request_id), &plan, Attachment::None);
    let (outcome, trace) = in_time::<State, _>(asked).await;
    Ok(render(arrival, Arm::New.as_str(), Some(&tenant), outcome?, trace))
}

fn call<S: ComputeService>(outcome: Result<ComputeReport, Failure>, places: &[Place]) -> Call {
    let place = places.iter().find(|place| place.service == S::NAME);
    let error = outcome.as_ref().err().map(|failure| failure.code);
    Call {
        isolate: place.map(|place| place.isolate),
        instance: place.map(|place| place.instance),
        holds: outcome.ok(),
        error,
    }
}
