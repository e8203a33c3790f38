//! What the caller and the runtime say of themselves and of the calls that they made.

use serde::{Deserialize, Serialize};

use super::{Batch, Plan, Transport};

/// One call, answered right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallReport {
    /// What was asked for.
    pub plan: Plan,
    /// From the call to its checked answer, in whole milliseconds of the caller's clock.
    pub elapsed_ms: u32,
    /// What travelled, where the caller writes it itself; the platform keeps to itself what a structured clone weighs.
    pub wire: Option<Wire>,
}

/// Many calls, all answered right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchReport {
    /// What was asked for.
    pub batch: Batch,
    /// From the first call to the last answer, in whole milliseconds of the caller's clock.
    pub elapsed_ms: u32,
    /// From each call to its answer, in the order in which the answers came.
    pub timings_ms: Vec<u32>,
    /// What each call carried there and back, where the caller writes it itself.
    pub wire: Option<Wire>,
    /// What crossed the border between JavaScript and WASM memory during the batch.
    pub border: BorderReport,
}

/// Bytes of one call on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    /// Of the question.
    pub question_bytes: u32,
    /// Of the reply.
    pub reply_bytes: u32,
}

/// What crossed the border between JavaScript and WASM memory at both ends of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorderReport {
    /// At the caller; none where other requests may have had a part in it.
    pub caller: Option<Crossings>,
    /// At the runtime; none where other requests or another isolate may have had a part in it.
    pub runtime: Option<Crossings>,
}

/// Copies between JavaScript and WASM memory, in both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossings {
    /// How many.
    pub copies: u64,
    /// How many bytes they had together.
    pub bytes: u64,
}

impl Crossings {
    /// What has crossed since an earlier reading.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self { copies: self.copies.saturating_sub(earlier.copies), bytes: self.bytes.saturating_sub(earlier.bytes) }
    }
}

/// What the runtime says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuntimeReport {
    /// Questions that it answered since its WASM instance began.
    pub answered: u64,
    /// What crossed its border since its isolate began.
    pub crossings: Crossings,
}

/// What the caller says of itself and of the ways that it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallerReport {
    /// The ways that the platform offers here.
    pub methods: Vec<MethodReport>,
    /// The runtime behind the service binding.
    pub runtime: RuntimeReport,
}

/// One way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodReport {
    /// Which.
    pub method: Transport,
    /// Why it is not available here, where it is not.
    pub unavailable: Option<String>,
}
