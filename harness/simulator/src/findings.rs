//! What a simulation found.

use hdrhistogram::Histogram;
use shared::pool::{Counters, Refusal};

use crate::price::{Dollars, PRICES};

/// Parts of a day.
pub const DAY_COLUMNS: usize = 48;
/// Groups of tenants: the 10 that ask most, the next 90, the next 900, and so on.
pub const DAY_ROWS: usize = 6;

/// One part of a day of one group of tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCell {
    /// Requests that began.
    pub started: u64,
    /// Those of them that waited for an isolate to be made.
    pub cold: u64,
}

/// What happened after the warm-up. Times are in milliseconds.
#[derive(Clone, Debug)]
pub struct Findings {
    /// How long was simulated, in seconds.
    pub seconds: f64,
    /// What the engines did.
    pub counters: Counters,
    /// Waits of the requests that began, in microseconds.
    pub waits: Histogram<u64>,
    /// How many of them waited at all.
    pub waited: u64,
    /// All of their waits together.
    pub wait_ms: f64,
    /// From arrival to end, all together.
    pub sojourn_ms: f64,
    /// The squares of these, all together.
    pub sojourn_squares: f64,
    /// Those that this was taken of.
    pub sojourns: u64,
    /// Requests in the system, in the mean over time.
    pub in_system: f64,
    /// Requests that ran, in the mean over time.
    pub running: f64,
    /// Isolates, in the mean over time.
    pub open: f64,
    /// The most isolates at any time.
    pub most_open: u32,
    /// What they took in memory, in the mean over time.
    pub bytes: f64,
    /// Names that were billed.
    pub names: u64,
    /// Processor that was used.
    pub cpu_ms: f64,
    /// Arrivals, answers, openings and ticks of the whole run, with those of the warm-up.
    pub events: u64,
    /// Bytes that engines and events took at their largest.
    pub footprint: usize,
    /// When isolates were missing, and for whom.
    pub day: [[DayCell; DAY_COLUMNS]; DAY_ROWS],
    /// Requests that were neither done nor refused at the end.
    pub left: u64,
}

impl Findings {
    /// The mean wait of those that began.
    pub fn mean_wait_ms(&self) -> f64 {
        self.wait_ms / self.counters.started.max(1) as f64
    }

    /// A quantile of the waits.
    pub fn wait_ms(&self, share: f64) -> f64 {
        self.waits.value_at_quantile(share) as f64 / 1e3
    }

    /// The share of requests that waited at all.
    pub fn waiting_share(&self) -> f64 {
        self.waited as f64 / self.counters.started.max(1) as f64
    }

    /// The share of requests that waited for an isolate to be made.
    pub fn cold_rate(&self) -> f64 {
        self.counters.cold as f64 / self.counters.started.max(1) as f64
    }

    /// The share of requests that was refused, for any reason.
    pub fn refused_rate(&self) -> f64 {
        self.counters.refusals() as f64 / self.counters.arrived.max(1) as f64
    }

    /// The share of requests that was refused for one reason.
    pub fn refused_rate_of(&self, kind: Refusal) -> f64 {
        self.counters.refused(kind) as f64 / self.counters.arrived.max(1) as f64
    }

    /// From arrival to end, in the mean.
    pub fn mean_sojourn_ms(&self) -> f64 {
        self.sojourn_ms / self.sojourns.max(1) as f64
    }

    /// The variance of that.
    pub fn sojourn_variance(&self) -> f64 {
        self.sojourn_squares / self.sojourns.max(1) as f64 - self.mean_sojourn_ms().powi(2)
    }

    /// The share of the isolates that ran something, in the mean over time.
    pub fn utilisation(&self) -> f64 {
        self.running / self.open.max(f64::MIN_POSITIVE)
    }

    /// What a day of it costs.
    pub fn dollars_a_day(&self) -> Dollars {
        let days = self.seconds / 86_400.0;
        // A name is billed for the whole of its day: a shorter run stands for the day.
        let names = self.names as f64 / days.max(1.0);
        let requests = self.counters.started as f64 / days.max(f64::MIN_POSITIVE);
        let cpu = self.cpu_ms / days.max(f64::MIN_POSITIVE);
        Dollars {
            names: names * PRICES.name_day,
            requests: requests / 1e6 * PRICES.million_requests,
            cpu: cpu / 1e6 * PRICES.million_cpu_ms,
        }
    }
}
