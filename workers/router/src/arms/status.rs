//! What objects and compute hold, without running SQL.

use kit::client::Client;
use serde::Serialize;
use shared::{
    call::{AnyCompute, Call, ComputeStatus, ObjectStatus},
    engine::EngineName,
    error::Failure,
    ids::TenantId,
    protocol::ComputeReport,
    timing::{Hop, Place, Trace},
};

use super::{Arm, answer::ask};
use crate::edge::{Arrival, Way};

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
pub(super) async fn of_object(
    arrival: &Arrival<'_>,
    arm: Arm,
    engine: EngineName,
    tenant: &TenantId,
) -> Result<Vec<u8>, Failure> {
    let object = arm.object(arrival.env, engine, tenant)?;
    let (outcome, trace) = ask::<ObjectStatus<_>>(arrival, &object, &engine).await;
    Ok(render(arrival, arm.as_str(), Some(tenant), outcome?, trace))
}

/// What the isolate of compute that happens to answer holds.
pub(super) async fn of_compute(arrival: &Arrival<'_>, engine: EngineName) -> Result<Vec<u8>, Failure> {
    let compute = Client::compute(arrival.env, engine)?;
    ask_compute::<ComputeStatus<_>>(arrival, &compute).await
}

/// Asks the isolate of compute that happens to answer.
pub(super) async fn ask_compute<C: Call<Service = AnyCompute, Input = (), Output = ComputeReport>>(
    arrival: &Arrival<'_>,
    compute: &Client<AnyCompute>,
) -> Result<Vec<u8>, Failure> {
    let (outcome, trace) = ask::<C>(arrival, compute, &()).await;
    Ok(render(arrival, compute.name().as_str(), None, outcome?, trace))
}

/// An answer of a status or of what changes one.
pub(super) fn render<T: Serialize>(
    arrival: &Arrival<'_>,
    service: &'static str,
    tenant: Option<&TenantId>,
    holds: T,
    trace: Trace,
) -> Vec<u8> {
    let Way { request_id: _, total_ms, hops, places } = arrival.way(trace);
    let status = Status { service, tenant, holds, total_ms, hops, places };
    serde_json::to_vec(&status).expect("numbers and names always render")
}
