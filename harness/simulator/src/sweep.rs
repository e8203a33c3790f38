//! The cheapest policy that holds a promise.

use shared::{
    choice::Choice as _,
    pool::{Keeping, Placement, Span},
};

use crate::{
    findings::Findings,
    plan::Plan,
    run::TooFewEvents,
    seeds::{Spread, run_all},
};

/// What has to hold, with the whole of its interval over seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// Most milliseconds that 99 of 100 requests wait.
    pub wait_p99_ms: Option<f64>,
    /// Most of all requests that wait for an isolate to be made.
    pub cold_rate: Option<f64>,
    /// Most of all requests that are refused.
    pub refused_rate: f64,
}

/// One policy of a sweep, and what it does.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What differs.
    pub placement: Placement,
    /// What differs.
    pub keeping: Keeping,
    /// For how long, where that is fixed, in milliseconds.
    pub keep_alive_ms: Option<u64>,
    /// Isolates of a machine.
    pub size: u32,
    /// What came of it.
    pub spread: Spread,
    /// Dollars a day.
    pub dollars: f64,
    /// Whether the promise holds.
    pub holds: bool,
}

impl Candidate {
    /// Its name, in the words of the options.
    pub fn name(&self) -> String {
        let kept = self.keep_alive_ms.map_or(String::new(), |ms| format!(" {} s", ms / 1_000));
        format!("{}, {}{kept}, {} isolates", self.placement.as_str(), self.keeping.as_str(), self.size)
    }
}

impl Promise {
    /// Whether it holds for every seed's like: the upper end of each interval is within its bound.
    pub fn holds(&self, spread: &Spread) -> bool {
        let within = |measure: &dyn Fn(&Findings) -> f64, most: f64| {
            let upper = spread.of(measure).map_or_else(|| spread.mean(measure), |estimate| estimate.interval.high);
            upper <= most
        };
        self.wait_p99_ms.is_none_or(|most| within(&|found| found.wait_ms(0.99), most))
            && self.cold_rate.is_none_or(|most| within(&Findings::cold_rate, most))
            && within(&Findings::refused_rate, self.refused_rate)
    }
}

/// Tries policies and sizes around a plan, the cheapest that holds first, then the others by price.
///
/// Dollars are equal for all that use as many names, so that memory decides between those: the one with fewer isolates open comes first.
pub fn sweep(plan: &Plan, promise: &Promise, first: u64, seeds: u32) -> Result<Vec<Candidate>, TooFewEvents> {
    let policies = policies(plan);
    let plans: Vec<Plan> = policies.iter().map(|policy| with(plan, policy)).collect();
    let runs: Vec<(&Plan, u64)> =
        plans.iter().flat_map(|plan| (0..u64::from(seeds)).map(move |seed| (plan, first + seed))).collect();
    let findings = run_all(&runs)?;
    let spreads = findings.chunks(seeds.max(1) as usize).map(|findings| Spread { findings: findings.to_vec() });
    let mut found: Vec<Candidate> = policies
        .into_iter()
        .zip(spreads)
        .map(|((placement, keeping, keep_alive_ms, size), spread)| {
            let dollars = spread.mean(|found| found.dollars_a_day().total());
            let holds = promise.holds(&spread);
            Candidate { placement, keeping, keep_alive_ms, size, spread, dollars, holds }
        })
        .collect();
    let open = |candidate: &Candidate| candidate.spread.mean(|found| found.open);
    found.sort_by(|one, other| {
        let by_dollars = ((one.dollars * 1e4).round()).total_cmp(&(other.dollars * 1e4).round());
        other.holds.cmp(&one.holds).then(by_dollars).then(open(one).total_cmp(&open(other)))
    });
    Ok(found)
}

type Policy = (Placement, Keeping, Option<u64>, u32);

fn policies(plan: &Plan) -> Vec<Policy> {
    let size = plan.pool.size;
    let sizes = [size.div_ceil(4), size.div_ceil(2), size, size.saturating_mul(2)];
    let keeping: &[(Keeping, Option<u64>)] = if plan.pool.owners == 1 && plan.pool.least == plan.pool.size {
        &[(Keeping::Lru, None)]
    } else {
        &[
            (Keeping::Fixed, Some(60_000)),
            (Keeping::Fixed, Some(600_000)),
            (Keeping::Lru, None),
            (Keeping::Lfu, None),
            (Keeping::Histogram, None),
        ]
    };
    let placements: &[Placement] = if plan.pool.owners == 1 {
        &[Placement::Central, Placement::PowerOfTwo, Placement::RoundRobin]
    } else {
        &[Placement::Central, Placement::Affinity]
    };
    let mut found = Vec::new();
    for &placement in placements {
        for &(keeping, keep_alive) in keeping {
            found.extend(sizes.iter().map(|&size| (placement, keeping, keep_alive, size)));
        }
    }
    found
}

fn with(plan: &Plan, &(placement, keeping, keep_alive_ms, size): &Policy) -> Plan {
    let mut plan = plan.clone();
    let was_fixed = plan.pool.least == plan.pool.size;
    (plan.pool.placement, plan.pool.keeping, plan.pool.size) = (placement, keeping, size);
    plan.pool.least = if was_fixed { size } else { plan.pool.least.min(size) };
    if let Some(ms) = keep_alive_ms {
        plan.pool.keep_alive = Span::from_millis(ms);
    }
    plan
}
