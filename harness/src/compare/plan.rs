//! How much a run measures, and in which order it decides by its seed.

use std::time::Duration;

use serde::Serialize;

use super::{blocks::Extent, cold::STARTS, rounds::CELLS};

/// The size of a run.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Plan {
    /// Names every order and every resampling.
    pub seed: u64,
    /// Fresh processes for the paired cells.
    pub rounds: usize,
    /// Most pairs of a cell in a round.
    pub pairs: usize,
    /// After this time a cell begins no further pair in its round.
    #[serde(rename = "cell_ms", serialize_with = "in_milliseconds")]
    pub time: Duration,
    /// Fresh processes per arm for each of the two cold starts.
    pub cold: usize,
    /// Fresh processes for each cell with cold copies.
    pub copies: usize,
    /// Whether old and young tenants are compared.
    pub age: bool,
    /// Whether the hydration of 10 MB is measured.
    pub hydrate: bool,
}

impl Plan {
    /// Under 90 seconds of measuring.
    pub(super) fn quick(seed: u64) -> Self {
        let time = Duration::from_secs(2);
        Self { seed, rounds: 5, pairs: 30, time, cold: 8, copies: 12, age: false, hydrate: false }
    }

    /// The size at which results are worth keeping.
    pub(super) fn full(seed: u64) -> Self {
        let time = Duration::from_secs(12);
        Self { seed, rounds: 10, pairs: 30, time, cold: 30, copies: 30, age: true, hydrate: true }
    }

    /// How many steps of progress the run will tell, if no cell runs out of time.
    pub(super) fn steps(&self) -> usize {
        let cold = self.cold * STARTS;
        let paired = self.rounds * CELLS * self.pairs;
        let age = if self.age { self.pairs + self.copies + 10 } else { 0 };
        let hydrate = if self.hydrate { self.copies } else { 0 };
        cold + paired + age + hydrate
    }

    /// What one round of a paired cell measures.
    pub(super) fn extent(&self) -> Extent {
        Extent { pairs: self.pairs, time: self.time }
    }
}

fn in_milliseconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u128(time.as_millis())
}
