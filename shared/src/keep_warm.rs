//! Keeping isolates of compute warm: by request, by the clock of compute itself, and by the alarm of an object.
//!
//! A call that keeps warm does what a query would do first, starting the engine, and nothing else. It reaches one isolate,
//! which the platform chooses, so warming one says nothing of the others; only behind a spreader a number of calls surely
//! reaches as many isolates. Whether it helps is a question to measure, not a promise.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{body, engine::EngineName, error::Failure, ids::TenantId, limits};

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
    #[serde(default)]
    every_ms: Value,
    #[serde(default)]
    times: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCalls {
    calls: Option<Value>,
}

impl WarmingBody {
    /// Reads and checks a body for the compute that has an engine.
    pub fn parse(body: &[u8], engine: EngineName) -> Result<Self, Failure> {
        let raw: RawWarming = body::parse(body)?;
        let tenant = raw.tenant.as_deref().map(TenantId::parse).transpose()?;
        let every_ms = body::count("every_ms", &raw.every_ms, &limits::WARMING_EVERY_MS)?;
        let times = body::count("times", &raw.times, &(1..=limits::WARMING_TIMES))?;
        Ok(Self { tenant, plan: WarmingPlan { engine, every_ms, times } })
    }
}

/// How many calls the body of `POST /compute/keep-warm` asks for: `{ "calls"? }`. None stands for one, answered by itself.
pub fn calls(body: &[u8]) -> Result<Option<u32>, Failure> {
    if body.is_empty() {
        return Ok(None);
    }
    let raw: RawCalls = body::parse(body)?;
    raw.calls.map(|calls| body::count("calls", &calls, &(1..=limits::KEEP_WARM_CALLS))).transpose()
}

#[cfg(test)]
mod tests;
