//! What is told of tasks and pools.

use serde::Serialize;
use shared::isolation::{Executed, HostReport, PoolReport};

use crate::edge::Way;

#[derive(Serialize)]
struct Timed<T> {
    #[serde(flatten)]
    what: T,
    timing: Way,
}

#[derive(Serialize)]
struct Pools {
    pools: Vec<PoolTold>,
}

#[derive(Serialize)]
struct Status {
    pools: Vec<PoolTold>,
    host: HostReport,
}

/// A pool, with its refusals as one object.
#[derive(Serialize)]
struct PoolTold {
    #[serde(flatten)]
    pool: PoolReport,
    refusals: serde_json::Map<String, serde_json::Value>,
}

impl From<PoolReport> for PoolTold {
    fn from(mut pool: PoolReport) -> Self {
        let refused = std::mem::take(&mut pool.refused).into_iter();
        let refusals = refused.map(|(kind, count)| (<&str>::from(kind).to_owned(), count.into())).collect();
        Self { pool, refusals }
    }
}

/// An answer, with the way of the request at its end.
pub(super) fn json<T: Serialize>(what: T, timing: Way) -> Vec<u8> {
    serde_json::to_vec(&Timed { what, timing }).expect("numbers and names always render")
}

/// A task that was answered.
pub(super) fn of_task(executed: Executed, timing: Way) -> Vec<u8> {
    json(executed, timing)
}

/// Pools that were changed.
pub(super) fn of_pools(pools: Vec<PoolReport>, timing: Way) -> Vec<u8> {
    json(Pools { pools: pools.into_iter().map(PoolTold::from).collect() }, timing)
}

/// Everything that there is.
pub(super) fn of_status(pools: Vec<PoolReport>, host: HostReport, timing: Way) -> Vec<u8> {
    json(Status { pools: pools.into_iter().map(PoolTold::from).collect(), host }, timing)
}
