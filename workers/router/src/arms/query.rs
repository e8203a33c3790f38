//! One query through one arm, answered with its rows and its timing block.

use shared::{
    engine::EngineName,
    error::Failure,
    ids::TenantId,
    protocol::{QueryInput, QueryOutput},
    statement::QueryBody,
    timing::Timing,
};

use super::{
    Arm,
    route::{Pinging, tenant_or_default},
};
use crate::edge::{Arrival, Way};

/// Runs the query of a body.
pub(super) async fn run(
    arrival: &Arrival<'_>,
    (arm, engine): (Arm, EngineName),
    tenant: Option<TenantId>,
    pinging: Pinging,
) -> Result<Vec<u8>, Failure> {
    let query = QueryBody::parse(&arrival.body().await?, engine)?;
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
    let (outcome, trace) = arm.query(arrival, &input).await;
    let mut output = outcome?;
    let results = std::mem::take(&mut output.results);
    Ok(with_timing(results, &timing(&output, arrival.way(trace))))
}

fn timing(output: &QueryOutput, way: Way) -> Timing {
    let Way { request_id, total_ms, hops, places } = way;
    Timing {
        request_id,
        total_ms,
        turn_wait_ms: output.turn_wait_ms,
        engine: output.engine,
        copy: output.copy,
        version: output.version,
        replayed: output.replayed,
        hops,
        places,
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
