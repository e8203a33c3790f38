//! How fast the simulator is, and how much memory it takes: plans of many sizes to be timed by whoever has a clock.

use shared::pool::{Configuration, Placement};

use crate::{
    findings::Findings,
    plan::{Arrivals, Costs, Duration, Plan, Tenants},
};

/// Isolates of the three sizes that are promised, with the least events a second on one core.
pub const PROMISED: [(u32, f64); 3] = [(64, 12e6), (10_000, 8e6), (1_000_000, 2e6)];

/// Most bytes of an isolate with its event, and of a tenant.
pub const PROMISED_BYTES: (f64, f64) = (48.0, 4.0);

/// A policy whose speed is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The placement.
    pub placement: Placement,
    /// Isolates.
    pub isolates: u32,
    /// Tenants.
    pub tenants: u32,
}

impl Pace {
    /// Every size with the default policy, and others beside.
    pub fn all() -> Vec<Self> {
        let pace = |placement, isolates, tenants| Self { placement, isolates, tenants };
        let sizes = PROMISED.map(|(isolates, _)| isolates);
        let placements = [Placement::Central, Placement::PowerOfTwo, Placement::LeastLoaded];
        let one = placements.into_iter().flat_map(|placement| sizes.map(|isolates| pace(placement, isolates, 1)));
        let many = sizes.map(|isolates| pace(Placement::Affinity, isolates, 1_000_000));
        one.chain(many).collect()
    }

    /// Ninety of a hundred isolates busy, or with many tenants a half, since starts are work as well.
    pub fn plan(self, requests: u64) -> Plan {
        let Self { placement, isolates, tenants } = self;
        let pool = Configuration { placement, ..Configuration::bare(isolates, tenants) };
        let share = if tenants == 1 { 0.9 } else { 0.3 };
        let open = Duration::Fixed(1.0);
        Plan {
            pool,
            machines: 1,
            arrivals: Arrivals::Poisson(share * f64::from(isolates)),
            tenants: if tenants == 1 { Tenants::One } else { Tenants::Zipf(tenants, 0.9) },
            service: Duration::Exponential(1_000.0),
            costs: Costs { open, open_cpu_ms: 0.0, request_cpu_ms: 0.0, isolate_bytes: 0, named: true, billed: false },
            patience_ms: None,
            shares_processor: false,
            requests,
            warm_up: requests / 5,
        }
    }

    /// Bytes of an isolate with its event, those of tenants taken off.
    pub fn bytes_each(self, found: &Findings) -> f64 {
        let tenants = if self.tenants == 1 { 0 } else { 4 * (self.tenants as usize + 1) };
        found.footprint.saturating_sub(tenants) as f64 / f64::from(self.isolates)
    }
}
