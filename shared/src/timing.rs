//! Readings of clocks, and what one request saw on its way: hops, places and states of engines and copies.
//!
//! The caller times a hop; the callee never reports its own duration. Every duration is the difference of two readings
//! of one clock. Inside a Worker a clock shows whole milliseconds, and deployed it advances only across I/O.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{InstanceId, IsolateId, ObjectLifeId, RequestId},
    service_name::ServiceName,
    version::Version,
};

/// Milliseconds since 1970, as a Worker's clock shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixMillis(pub u64);

impl UnixMillis {
    /// Whole milliseconds from `earlier` to here; zero where the clock stood still or was set back.
    pub fn since(self, earlier: Self) -> u32 {
        u32::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(u32::MAX)
    }
}

/// Where readings come from: the platform's clock in a Worker, a hand-moved one in tests.
pub trait Clock {
    /// The reading now.
    fn now(&self) -> UnixMillis;
}

/// One call from one Worker to another, timed by the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Who asked.
    pub from: ServiceName,
    /// Who answered.
    pub to: ServiceName,
    /// From the call to its reply, by the caller's clock.
    pub elapsed_ms: u32,
    /// Bytes of the question, with attachments that travelled as bytes.
    pub question_bytes: u32,
    /// Bytes of the reply.
    pub reply_bytes: u32,
}

/// Where a request was answered: three lifetimes, each with its own id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which Worker.
    pub service: ServiceName,
    /// Its V8 isolate.
    pub isolate: IsolateId,
    /// The instantiation of its WASM module.
    pub instance: InstanceId,
    /// The life of its object, where it has one.
    pub object: Option<ObjectLifeId>,
}

/// Whether the engine had to be started for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineState {
    /// This request started it.
    Cold,
    /// It waited for a start that another request had begun; an engine that starts without waiting never shows this.
    Coalesced,
    /// It was running.
    Warm,
}

/// Whether the tenant's pages had to be brought to the engine for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// There was no usable copy: all pages were hydrated.
    Miss,
    /// The copy was behind: the missing changes were applied.
    Stale,
    /// The copy was at the right version.
    Hit,
}

/// What a reply says of its way: every hop in order of completion, every place in order of visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Hops below the answering Worker.
    pub hops: Vec<Hop>,
    /// The answering Worker and those below it.
    pub places: Vec<Place>,
}

impl Trace {
    /// Adds what another call saw.
    pub fn append(&mut self, mut other: Self) {
        self.hops.append(&mut other.hops);
        self.places.append(&mut other.places);
    }
}

/// The timing block of an answer at the edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Names the request in logs.
    pub request_id: RequestId,
    /// From the arrival at the router to the finished answer, by the router's clock.
    pub total_ms: u32,
    /// How long a write waited for its turn in the object.
    pub turn_wait_ms: u32,
    /// The state of the WASM engine; null where there is none (the object's own SQLite, or an answer from the store).
    pub engine: Option<EngineState>,
    /// The state of the tenant's copy; null where there is none.
    pub copy: Option<CopyState>,
    /// The version that was read or made; null where the arm has none.
    pub version: Option<Version>,
    /// Whether the answer was stored under the idempotency key by an earlier attempt.
    pub replayed: bool,
    /// Each call between Workers.
    pub hops: Vec<Hop>,
    /// Each Worker that took part, with its isolate, WASM instance and object life.
    pub places: Vec<Place>,
    /// The pings that `POST /{arm}/timing` asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pings: Option<Pings>,
}

/// A batch of empty calls between two clock readings, for a hop that is shorter than the clock's millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pings {
    /// How many, one after the other.
    pub count: u32,
    /// For all of them, by the caller's clock.
    pub elapsed_ms: u32,
}

#[cfg(test)]
mod tests;
