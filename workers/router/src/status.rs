//! What objects and compute hold, without running SQL.

use kit::{client::Client, clock::WorkerClock, identity, stream::Attachment};
use serde::Serialize;
use shared::{
    call::{Call, Compute, ComputePostgres, ComputeService, ComputeStatus, ServiceName},
    engine::EngineName,
    error::Failure,
    ids::TenantId,
    protocol::ComputeReport,
    timing::{Clock, Hop, Place, Trace},
};

use crate::{
    Arrival,
    arm::{Arm, asking, in_time},
};

#[derive(Serialize)]
struct Status<'a, T> {
    service: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a TenantId>,
    #[serde(rename = "status")]
    holds: T,
    total_ms: u32,
    hops: Vec<Hop>,
    places: Vec<Place>,
}

/// What the object of a tenant holds.
pub(crate) async fn of_object(
    arrival: &Arrival<'_>,
    arm: Arm,
    engine: EngineName,
    tenant: &TenantId,
) -> Result<Vec<u8>, Failure> {
    let (outcome, trace) = arm.status(arrival.env, arrival.request_id, engine, tenant).await;
    Ok(render(arrival, arm.as_str(), Some(tenant), outcome?, trace))
}

/// What the isolate of compute that happens to answer holds.
pub(crate) async fn of_compute(arrival: &Arrival<'_>, engine: EngineName) -> Result<Vec<u8>, Failure> {
    match engine {
        EngineName::Sqlite => ask_compute::<Compute, ComputeStatus<_>>(arrival).await,
        EngineName::Postgres => ask_compute::<ComputePostgres, ComputeStatus<_>>(arrival).await,
    }
}

/// Asks the isolate of compute that happens to answer.
pub(crate) async fn ask_compute<S: ComputeService, C: Call<Service = S, Input = (), Output = ComputeReport>>(
    arrival: &Arrival<'_>,
) -> Result<Vec<u8>, Failure> {
    let compute = Client::<S>::service(arrival.env)?;
    let (outcome, trace) = in_time::<S, _>(compute.ask::<C>(asking(arrival.request_id), &(), Attachment::None)).await;
    Ok(render(arrival, S::NAME.as_str(), None, outcome?, trace))
}

/// An answer of a status or of what changes one.
pub(crate) fn render<T: Serialize>(
    arrival: &Arrival<'_>,
    service: &'static str,
    tenant: Option<&TenantId>,
    holds: T,
    mut trace: Trace,
) -> Vec<u8> {
    trace.places.insert(0, identity::here(ServiceName::Router));
    let total_ms = WorkerClock.now().since(arrival.at);
    let status = Status { service, tenant, holds, total_ms, hops: trace.hops, places: trace.places };
    serde_json::to_vec(&status).expect("numbers and names always render")
}
