//! Keeping isolates of compute warm: by request, by the clock of compute itself, and by the alarm of an object.
//!
//! A call that keeps warm does what a query would do first, starting the engine, and nothing else. It reaches one isolate,
//! which the platform chooses, so warming one says nothing of the others; only behind a spreader a number of calls surely
//! reaches as many isolates. Whether it helps is a question to measure, not a promise.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::TenantId,
    limits,
    statement::malformed,
};

/// What an object's alarm is asked to do: a call every so often, so many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmingPlan {
    /// Whose compute.
    pub engine: EngineName,
    /// From one call to the next, in milliseconds.
    pub every_ms: u32,
    /// How many calls.
    pub times: u32,
}

/// How far an object's alarm has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmingReport {
    /// From one call to the next, in milliseconds.
    pub every_ms: u32,
    /// Calls that are still to be made.
    pub left: u32,
    /// Calls that were made and failed; the next is made all the same.
    pub failed: u32,
}

/// The body of `POST /new/keep-warm`: `{ "tenant"?, "every_ms", "times" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarmingBody {
    /// Whose object.
    pub tenant: Option<TenantId>,
    /// What it is to do.
    pub plan: WarmingPlan,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWarming {
    tenant: Option<String>,
    every_ms: Option<Value>,
    times: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCalls {
    calls: Option<Value>,
}

impl WarmingBody {
    /// Reads and checks a body for the compute that has an engine.
    pub fn parse(body: &[u8], engine: EngineName) -> Result<Self, Failure> {
        let raw: RawWarming = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
        let tenant = raw.tenant.as_deref().map(TenantId::parse).transpose()?;
        let every_ms = count("every_ms", raw.every_ms.as_ref(), limits::WARMING_EVERY_MS)?;
        let times = count("times", raw.times.as_ref(), 1..=limits::WARMING_TIMES)?;
        Ok(Self { tenant, plan: WarmingPlan { engine, every_ms, times } })
    }
}

/// How many calls the body of `POST /compute/keep-warm` asks for: `{ "calls"? }`. None stands for one, answered by itself.
pub fn calls(body: &[u8]) -> Result<Option<u32>, Failure> {
    if body.is_empty() {
        return Ok(None);
    }
    let raw: RawCalls = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    raw.calls.map(|calls| count("calls", Some(&calls), 1..=limits::KEEP_WARM_CALLS)).transpose()
}

fn count(name: &str, value: Option<&Value>, bounds: RangeInclusive<u32>) -> Result<u32, Failure> {
    let count = value.and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    count.filter(|count| bounds.contains(count)).ok_or_else(|| {
        let (least, most) = (bounds.start(), bounds.end());
        Failure::new(ErrorCode::BadCount, format!("\"{name}\" is a whole number from {least} to {most}"))
    })
}

#[cfg(test)]
mod tests;
