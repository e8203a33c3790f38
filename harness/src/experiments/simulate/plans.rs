//! What is simulated for the report: the plan that was asked for, and those beside it.

use std::{fs, sync::Arc};

use shared::{
    choice::Choice as _,
    pool::{Configuration, Keeping, Placement, Span},
};
use simulator::{Arrivals, Costs, Duration, Plan, Tenants, trace::Trace};

use super::arguments::{Arguments, Traffic};
use crate::{
    error::{Error, Result},
    numbers::{count, percent},
};

/// A day, in milliseconds.
const DAY_MS: f64 = 86_400_000.0;

impl Arguments {
    /// The plan that was asked for.
    pub(super) fn plan(&self, costs: Costs) -> Result<Plan> {
        let trace = self.trace.as_deref().map(|path| {
            let text = fs::read_to_string(path).map_err(|error| Error::file(path, &error))?;
            Trace::parse(&text).map_err(|message| Error::usage(format!("{}: {message}", path.display())))
        });
        let trace = trace.transpose()?;
        let count = trace.as_ref().map_or(self.tenants, |trace| trace.tenants);
        let slots = f64::from(self.slots) * f64::from(self.machines) * f64::from(self.concurrency);
        let per_second = (self.load * slots * 1e3 / self.service_ms).max(1e-6);
        let mut requests = self.requests.unwrap_or(if self.quick { 300_000 } else { 2_000_000 });
        let mut warm_up = requests / 10;
        let arrivals = match (trace, self.traffic) {
            (Some(trace), _) => {
                (requests, warm_up) = (trace.calls.len() as u64, 0);
                Arrivals::Trace(Arc::new(trace))
            }
            (None, Traffic::Poisson) => Arrivals::Poisson(per_second),
            (None, Traffic::Bursts) => {
                Arrivals::Bursts { per_second, factor: 10.0, share: 0.1, burst_ms: 20.0 * self.service_ms }
            }
            (None, Traffic::Day) => {
                // A whole number of days would take more requests than anybody waits for: the day is as long as they last.
                let day_ms = (precise(requests - warm_up) / per_second * 1e3).min(DAY_MS);
                Arrivals::Day { per_second, swing: 0.8, day_ms }
            }
        };
        let tenants = match count {
            1 => Tenants::One,
            _ if self.zipf <= 0.0 => Tenants::Even(count),
            _ => Tenants::Zipf(count, self.zipf),
        };
        let placement = match self.placement {
            Placement::Affinity if count == 1 => Placement::Central,
            chosen => chosen,
        };
        let pool = Configuration {
            queue: self.queue,
            concurrency: self.concurrency,
            placement,
            discipline: self.discipline,
            keeping: self.keep_alive,
            keep_alive: Span::from_millis(self.keep_alive_ms.into()),
            spares: self.spares.min(self.slots),
            ..Configuration::bare(self.slots, count)
        };
        pool.check().map_err(|failure| Error::usage(failure.message))?;
        Ok(Plan {
            pool,
            machines: self.machines,
            arrivals,
            tenants,
            service: Duration::Exponential(self.service_ms),
            costs,
            patience_ms: self.patience_ms,
            shares_processor: false,
            requests,
            warm_up,
        })
    }

    pub(super) fn seeds(&self) -> u32 {
        self.seeds.unwrap_or(if self.quick { 5 } else { 10 })
    }

    /// Where there are many points, each has fewer seeds.
    pub(super) fn few_seeds(&self) -> u32 {
        self.seeds().min(if self.quick { 3 } else { 5 })
    }

    /// The policy in the words of the options.
    pub(super) fn name(&self) -> String {
        let placement = if self.tenants == 1 && self.placement == Placement::Affinity {
            Placement::Central
        } else {
            self.placement
        };
        format!("{}, {}", placement.as_str(), self.keep_alive.as_str())
    }

    /// What was asked for, for the report.
    pub(super) fn asked(&self, plan: &Plan) -> Vec<(&'static str, String)> {
        let traffic = match &plan.arrivals {
            Arrivals::Poisson(per_second) => format!("{per_second:.1} requests a second, independent of each other"),
            Arrivals::Bursts { per_second, .. } => format!("{per_second:.1} requests a second, half of them in bursts"),
            Arrivals::Day { per_second, day_ms, .. } => {
                format!(
                    "{per_second:.1} requests a second in the mean of a day of {:.1} h, 1.8 times that at noon",
                    day_ms / 3_600_000.0
                )
            }
            Arrivals::Trace(trace) => format!("a trace of {} requests", count(trace.calls.len() as u64)),
        };
        vec![
            ("policy", self.name()),
            ("isolates", format!("{} of each of {} machines", count(self.slots.into()), self.machines)),
            ("tenants", format!("{}, Zipf {}", count(plan.tenants.count().into()), self.zipf)),
            ("traffic", traffic),
            ("load", percent(self.load)),
            ("service", format!("{} ms", self.service_ms)),
            ("requests", format!("{} of each seed", count(plan.requests))),
        ]
    }
}

/// The policy that was asked for, then others with the same requests.
pub(super) fn policies(plan: &Plan) -> Vec<(String, Plan)> {
    let placements: &[Placement] = if plan.pool.owners == 1 {
        &[Placement::Central, Placement::PowerOfTwo, Placement::LeastLoaded, Placement::RoundRobin, Placement::Random]
    } else {
        &[Placement::Affinity, Placement::Central]
    };
    let keeping: &[Keeping] = if plan.pool.owners == 1 { &[Keeping::Lru] } else { Keeping::ALL };
    let mut found = vec![(name(plan), plan.clone())];
    for &placement in placements {
        for &keeping in keeping {
            let mut other = plan.clone();
            (other.pool.placement, other.pool.keeping) = (placement, keeping);
            // Besides the placement that was asked for, one way to keep is enough to see what placement does.
            let is_beside = placement == plan.pool.placement || keeping == plan.pool.keeping || plan.pool.owners == 1;
            if is_beside && !found.iter().any(|(known, _)| *known == name(&other)) {
                found.push((name(&other), other));
            }
        }
    }
    found
}

fn name(plan: &Plan) -> String {
    format!("{}, {}", plan.pool.placement.as_str(), plan.pool.keeping.as_str())
}

/// Pools of other sizes, for each way to keep isolates.
pub(super) fn sizes(plan: &Plan) -> Vec<(String, Vec<Plan>)> {
    if plan.pool.owners == 1 {
        return Vec::new();
    }
    let of = |keeping: Keeping| {
        let sizes = [1_u32, 2, 4, 8, 16].map(|times| (plan.pool.size / 2).max(1).saturating_mul(times));
        let plans = sizes.map(|size| {
            let mut plan = shorter(plan, 2);
            (plan.pool.size, plan.pool.keeping) = (size.min(1 << 20), keeping);
            plan.pool.spares = plan.pool.spares.min(size);
            plan
        });
        (keeping.as_str().to_owned(), plans.to_vec())
    };
    Keeping::ALL.iter().copied().map(of).collect()
}

/// Isolates of one owner under ever more load, for each placement.
pub(super) fn loads(plan: &Plan) -> Vec<(String, Vec<(f64, Plan)>)> {
    let placements =
        [Placement::Central, Placement::LeastLoaded, Placement::PowerOfTwo, Placement::RoundRobin, Placement::Random];
    let size = plan.pool.size.min(1_000);
    placements
        .map(|placement| {
            let plans = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95].map(|load| {
                let pool = Configuration { placement, queue: 10_000, ..Configuration::bare(size, 1) };
                let per_second = load * f64::from(size) * 1e3 / plan.service.mean_ms();
                let arrivals = Arrivals::Poisson(per_second);
                (load, Plan { pool, arrivals, tenants: Tenants::One, machines: 1, ..shorter(plan, 2) })
            });
            (placement.as_str().to_owned(), plans.to_vec())
        })
        .to_vec()
}

/// The same with fewer requests, where they are drawn.
pub(super) fn shorter(plan: &Plan, times: u64) -> Plan {
    let mut plan = plan.clone();
    if !matches!(plan.arrivals, Arrivals::Trace(_)) {
        (plan.requests, plan.warm_up) = (plan.requests / times, plan.warm_up / times);
    }
    plan
}

#[expect(clippy::cast_precision_loss, reason = "requests of a simulation are far fewer than 2^52")]
fn precise(requests: u64) -> f64 {
    requests as f64
}
