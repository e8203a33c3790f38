//! One query through one arm, answered with its rows and its timing block.

use kit::{clock::WorkerClock, identity};
use shared::{
    call::ServiceName,
    engine::EngineName,
    error::Failure,
    ids::TenantId,
    protocol::{QueryInput, QueryOutput},
    statement::QueryBody,
    timing::{Clock, Timing, Trace},
};

use crate::{
    Arrival,
    arm::Arm,
    route::{Pinging, tenant_or_default},
};

/// Runs the query of a body.
pub(crate) async fn run(
    arrival: &Arrival<'_>,
    (arm, engine): (Arm, EngineName),
    tenant: Option<TenantId>,
    pinging: Pinging,
    body: &[u8],
) -> Result<Vec<u8>, Failure> {
    let query = QueryBody::parse(body, engine)?;
    let input = QueryInput {
        tenant: tenant_or_default(tenant, query.tenant)?,
        engine,
        batch: query.batch,
        idempotency_key: query.idempotency_key,
        pings: match pinging {
            Pinging::AsAsked => query.pings,
            Pinging::Never => 0,
        },
    };
    let (outcome, trace) = arm.query(arrival.env, arrival.request_id, input).await;
    let mut output = outcome?;
    let results = std::mem::take(&mut output.results);
    Ok(with_timing(results, &timing(arrival, &output, trace)))
}

fn timing(arrival: &Arrival<'_>, output: &QueryOutput, mut trace: Trace) -> Timing {
    trace.places.insert(0, identity::here(ServiceName::Router));
    Timing {
        request_id: arrival.request_id,
        total_ms: WorkerClock.now().since(arrival.at),
        turn_wait_ms: output.turn_wait_ms,
        engine: output.engine,
        copy: output.copy,
        version: output.version,
        replayed: output.replayed,
        hops: trace.hops,
        places: trace.places,
        pings: output.pings,
    }
}

/// Adds the timing block to the object that was rendered where the SQL ran.
fn with_timing(mut results: Vec<u8>, timing: &Timing) -> Vec<u8> {
    results.pop();
    results.extend_from_slice(b",\"timing\":");
    serde_json::to_writer(&mut results, timing).expect("numbers and names always render");
    results.push(b'}');
    results
}
