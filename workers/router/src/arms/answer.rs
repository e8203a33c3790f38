//! What is asked of the arms, done; and the one way in which their objects and compute are asked.

use std::time::Duration;

use kit::client::Client;
use shared::{call::Call, error::Failure, limits, timing::Trace};

use super::{keep_warm, query, route::Asked, status};
use crate::edge::Arrival;

/// Does what is asked for, and answers with JSON.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Vec<u8>, Failure> {
    match asked {
        Asked::ObjectStatus { arm, engine, tenant } => status::of_object(arrival, arm, engine, &tenant).await,
        Asked::ComputeStatus(engine) => status::of_compute(arrival, engine).await,
        Asked::KeepWarm(engine) => keep_warm::now(arrival, engine).await,
        Asked::PlanWarming { engine, tenant } => keep_warm::plan(arrival, engine, tenant).await,
        Asked::Query { arm, engine, tenant, pings } => query::run(arrival, (arm, engine), tenant, pings).await,
    }
}

/// Asks within the time of a query. Of an object that answers nothing at all, nobody knows whether it has stored.
pub(super) async fn ask<C: Call>(
    arrival: &Arrival<'_>,
    service: &Client<C::Service>,
    input: &C::Input,
) -> (Result<C::Output, Failure>, Trace) {
    let patience = Duration::from_millis(limits::QUERY_DEADLINE_MS);
    let late =
        || service.failure("no answer in time; a write may have been stored, so try again under an idempotency key");
    arrival.ask::<C>(service, input, patience, late).await
}
