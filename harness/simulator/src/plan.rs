//! What is simulated: a pool, who asks it for what, and what that costs.

use std::sync::Arc;

use shared::{pool::Configuration, random::Random};

use crate::{exponential::Exponential, trace::Trace};

/// One simulation, but for its seed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The pool of each machine.
    pub pool: Configuration,
    /// Machines, each with a pool of its own; a tenant's home among them is chosen by rendezvous with bounded load.
    pub machines: u32,
    /// When requests come.
    pub arrivals: Arrivals,
    /// Whose they are.
    pub tenants: Tenants,
    /// How long a request takes in an isolate that is there.
    pub service: Duration,
    /// What else is to be known.
    pub costs: Costs,
    /// How long a request may wait, in milliseconds; none for as long as it takes.
    pub patience_ms: Option<f64>,
    /// Whether the requests of a machine share one processor, so that each slows down all others.
    pub shares_processor: bool,
    /// How many requests come.
    pub requests: u64,
    /// How many of the first are not counted, so that the pool has settled.
    pub warm_up: u64,
}

/// When requests come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Independent of each other, so many a second in the mean.
    Poisson(f64),
    /// A Poisson stream that is `factor` times as dense in bursts as between them. Bursts take `burst_ms` in the mean and `share` of the time.
    Bursts {
        /// Requests a second, in the mean over everything.
        per_second: f64,
        /// How much denser.
        factor: f64,
        /// Which share of the time.
        share: f64,
        /// How long a burst is.
        burst_ms: f64,
    },
    /// A Poisson stream whose density goes up and down once in `day_ms`, by `swing` of its mean.
    Day {
        /// Requests a second, in the mean over a day.
        per_second: f64,
        /// From 0, always the same, to 1, silent at night.
        swing: f64,
        /// How long a day is.
        day_ms: f64,
    },
    /// As it was; durations and tenants are those of the trace.
    Trace(Arc<Trace>),
}

impl Arrivals {
    /// How many come in a second in the mean, where that is known beforehand.
    pub fn per_second(&self) -> f64 {
        match self {
            Self::Poisson(per_second) | Self::Bursts { per_second, .. } | Self::Day { per_second, .. } => *per_second,
            Self::Trace(trace) => {
                let last = trace.calls.last().map_or(0, |call| call.at);
                trace.calls.len() as f64 / (last as f64 / 1e9).max(1e-9)
            }
        }
    }
}

/// Whose requests they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tenants {
    /// All of one.
    One,
    /// Of any, each as often as another.
    Even(u32),
    /// Of the k-th with a weight of k to this power, negated.
    Zipf(u32, f64),
}

impl Tenants {
    /// How many there are.
    pub const fn count(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Even(count) | Self::Zipf(count, _) => count,
        }
    }
}

/// How long something takes, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Duration {
    /// Always the same.
    Fixed(f64),
    /// Exponential, with this mean.
    Exponential(f64),
}

impl Duration {
    /// The mean.
    pub const fn mean_ms(self) -> f64 {
        match self {
            Self::Fixed(ms) | Self::Exponential(ms) => ms,
        }
    }

    pub(crate) fn draw(self, random: &mut Random, exponential: &Exponential) -> u64 {
        let ms = match self {
            Self::Fixed(ms) => ms,
            Self::Exponential(ms) => exponential.draw(random) * ms,
        };
        // What takes no time would happen before it began where two events meet.
        ((ms * 1e6 + 0.5) as u64).max(1)
    }
}

/// What an isolate costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// How long it takes to make one.
    pub open: Duration,
    /// Processor that it takes to make one, in milliseconds.
    pub open_cpu_ms: f64,
    /// Processor that a request takes, in milliseconds.
    pub request_cpu_ms: f64,
    /// What one takes in memory, in bytes.
    pub isolate_bytes: u64,
    /// Whether isolates have names, so that making one again costs no name; without, each one made is billed.
    pub named: bool,
    /// Whether names are counted, which takes 4 bytes for each tenant and each slot.
    pub billed: bool,
}
