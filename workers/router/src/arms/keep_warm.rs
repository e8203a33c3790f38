//! Keeping compute warm, now by as many calls as a body asks for, or from now on by the alarm of a tenant's object.

use std::collections::HashSet;

use futures::future::join_all;
use kit::client::Client;
use serde::Serialize;
use shared::{
    call::{AnyCompute, KeepWarm, PlanWarming, ServiceName, State},
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::{InstanceId, IsolateId, TenantId},
    keep_warm::{self, WarmingBody},
    protocol::ComputeReport,
    timing::{Place, Trace},
};

use super::{
    Arm,
    answer::ask,
    route::tenant_or_default,
    status::{ask_compute, render},
};
use crate::edge::Arrival;

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
pub(super) async fn now(arrival: &Arrival<'_>, engine: EngineName) -> Result<Vec<u8>, Failure> {
    let count = keep_warm::calls(&arrival.body().await?)?;
    let compute = Client::compute(arrival.env, engine)?;
    let Some(count) = count else { return ask_compute::<KeepWarm<_>>(arrival, &compute).await };
    let asked = (0..count).map(|_| ask::<KeepWarm<AnyCompute>>(arrival, &compute, &()));
    let mut trace = Trace::default();
    let mut calls = Vec::new();
    for (outcome, seen) in join_all(asked).await {
        calls.push(call(compute.name(), outcome, &seen.places));
        trace.append(seen);
    }
    let isolates = calls.iter().filter_map(|call| call.isolate).collect::<HashSet<_>>().len();
    Ok(render(arrival, compute.name().as_str(), None, Calls { isolates, calls }, trace))
}

/// Has the alarm of a tenant's object do so from now on.
pub(super) async fn plan(
    arrival: &Arrival<'_>,
    engine: EngineName,
    tenant: Option<TenantId>,
) -> Result<Vec<u8>, Failure> {
    let WarmingBody { tenant: of_body, plan } = WarmingBody::parse(&arrival.body().await?, engine)?;
    let tenant = tenant_or_default(tenant, of_body)?;
    let object = Client::<State>::object(arrival.env, &engine.object_of(&tenant))?;
    let (outcome, trace) = ask::<PlanWarming>(arrival, &object, &plan).await;
    Ok(render(arrival, Arm::New.as_str(), Some(&tenant), outcome?, trace))
}

fn call(compute: ServiceName, outcome: Result<ComputeReport, Failure>, places: &[Place]) -> Call {
    let place = places.iter().find(|place| place.service == compute);
    let error = outcome.as_ref().err().map(|failure| failure.code);
    Call {
        isolate: place.map(|place| place.isolate),
        instance: place.map(|place| place.instance),
        holds: outcome.ok(),
        error,
    }
}
