//! The tables and sentences of a run of tenants, as text that every form of the report prints.

pub(super) mod csv;
mod policies;
#[cfg(test)]
mod tests;

pub(super) use self::policies::{POLICIES, keep_warm, policies};
use super::numbers::{NONE, count, number, number_or_none, percent, short, trimmed};
use crate::{
    record::{Ranged, Run, Share},
    tenants::{
        findings::{GapFinding, GroupFinding, Pool, TenantFindings, Times},
        plan::Plan,
        traffic::{ScenarioName, Shape},
        visit::Variant,
    },
};

/// A table as text: the first columns name what a row is of, the others hold figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// How many columns name the row.
    pub names: usize,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Facts {
    fn of(heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { names: 1, heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows }
    }

    fn named_by(self, names: usize) -> Self {
        Self { names, ..self }
    }
}

/// The plan and the findings of a run of tenants; none of another run.
pub(super) fn parts(run: &Run) -> Option<(&Plan, &TenantFindings)> {
    Some((run.tenants.as_ref()?, run.findings.tenants.as_ref()?))
}

/// The scenarios that have findings, in the plan's order.
pub(super) fn shapes<'a>(plan: &'a Plan, found: &'a TenantFindings) -> impl Iterator<Item = &'a Shape> {
    plan.shapes.iter().filter(|shape| found.of(shape.name).next().is_some())
}

/// What was sent, with its letter.
pub(super) fn title(shape: &Shape) -> String {
    format!("{}. {}", shape.name.letter(), shape.traffic.title())
}

/// How the run was made: placement, and the time scale where there is one.
pub(super) fn circumstances(plan: &Plan) -> String {
    let scale = if (plan.time_scale - 1.0).abs() > f64::EPSILON {
        format!("; waiting times divided by {}, eviction by the platform is not", plan.time_scale)
    } else {
        String::new()
    };
    format!("{}{scale}", plan.placement.in_words())
}

/// A contender and, where there are two, its variant.
pub(super) fn name(group: &GroupFinding) -> String {
    kept_warm(&group.contender, group.variant)
}

fn kept_warm(contender: &str, variant: Variant) -> String {
    match variant {
        Variant::Plain => contender.to_owned(),
        Variant::KeepWarm => format!("{contender} + keep-warm"),
    }
}

/// One row per contender: requests, failures, the share of warm answers, times, isolates.
pub(super) fn groups(found: &TenantFindings, scenario: ScenarioName) -> Facts {
    let heads = [
        "contender",
        "requests",
        "failed",
        "warm [95 %]",
        "first ms",
        "cold p50 ms [95 %]",
        "cold p95",
        "warm p50 ms [95 %]",
        "warm p95",
        "isolates",
    ];
    let row = |group: &GroupFinding| {
        vec![
            name(group),
            count(group.requests),
            count(group.failures.hits),
            share(group.warm.as_ref()),
            number_or_none(group.openings_ms.map(|times| times.p50)),
            median(group.cold_ms.as_ref()),
            tail(group.cold_ms.as_ref()),
            median(group.warm_ms.as_ref()),
            tail(group.warm_ms.as_ref()),
            count(seen(&group.pool)),
        ]
    };
    without_empty_columns(&Facts::of(&heads, found.of(scenario).map(row).collect()))
}

/// One row per contender: who came back to where, and how many isolates there are.
pub(super) fn again(found: &TenantFindings, scenario: ScenarioName) -> Facts {
    let heads = [
        "contender",
        "known isolate",
        "own isolate",
        "object awake",
        "copy there",
        "joined a start",
        "isolates there are",
    ];
    let row = |group: &GroupFinding| {
        vec![
            name(group),
            share(group.again.anybody.as_ref()),
            share(group.again.tenant.as_ref()),
            share(group.again.awake.as_ref()),
            share(group.copies.as_ref()),
            count(group.coalesced),
            pool(&group.pool),
        ]
    };
    without_empty_columns(&Facts::of(&heads, found.of(scenario).map(row).collect()))
}

/// What the columns of [`again`] mean.
pub(super) const AGAIN: &str = "known isolate: the request came to an isolate that had served anybody before in its pass; own \
                                isolate: one that had served this tenant before; object awake: the tenant's object was still \
                                in memory; copy there: the engine held the tenant's data at the right version.";

/// One row per contender and Worker: distinct places in the pass with the most requests.
pub(super) fn census(found: &TenantFindings, scenario: ScenarioName) -> Facts {
    let rows = found.of(scenario).flat_map(|group| {
        group.services.iter().map(|service| {
            vec![
                name(group),
                service.service.clone(),
                count(service.isolates),
                count(service.instances),
                if service.objects == 0 { NONE.to_owned() } else { count(service.objects) },
            ]
        })
    });
    Facts::of(&["contender", "Worker", "isolates", "WASM instances", "objects"], rows.collect())
}

/// Three rows per contender: warm answers, objects that were awake and the median, in a column for each gap.
pub(super) fn gaps(found: &TenantFindings) -> Facts {
    let groups: Vec<&GroupFinding> = found.of(ScenarioName::Gaps).collect();
    let mut seconds: Vec<f64> = groups.iter().flat_map(|group| group.gaps.iter().map(|gap| gap.gap_seconds)).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    let row = |group: &GroupFinding, what: &str, write: &dyn Fn(&GapFinding) -> Option<String>| {
        let cell = |at: &f64| {
            let gap = group.gaps.iter().find(|gap| gap.gap_seconds.total_cmp(at).is_eq());
            gap.and_then(write).unwrap_or_else(|| NONE.to_owned())
        };
        std::iter::once(format!("{} {what}", group.contender)).chain(seconds.iter().map(cell)).collect::<Vec<String>>()
    };
    let of = |share: Share| format!("{}/{}", share.hits, share.of);
    let rows = groups.iter().flat_map(|group| {
        [
            row(group, "warm", &|gap| gap.warm.map(of)),
            row(group, "awake", &|gap| gap.awake.map(of)),
            row(group, "p50 ms", &|gap| Some(number(gap.ms?.p50))),
        ]
    });
    let rows = rows.collect();
    let heads = std::iter::once("idle s".to_owned()).chain(seconds.iter().map(|at| trimmed(*at)));
    Facts { names: 1, heads: heads.collect(), rows }
}

/// One row per two contenders on an engine.
pub(super) fn break_even(found: &TenantFindings) -> Facts {
    let heads = ["pair", "first request, ms more", "each further, ms more", "even after", "conclusion"];
    let rows = found.break_even.iter().map(|pair| {
        vec![
            format!("{} against {}", pair.contender, pair.base),
            short(&pair.first_ms),
            short(&pair.further_ms),
            pair.requests.as_ref().map_or_else(|| NONE.to_owned(), short),
            pair.conclusion.clone(),
        ]
    });
    Facts::of(&heads, rows.collect())
}

/// What the rows of [`break_even`] mean.
pub(super) const BREAK_EVEN: &str = "From the scenario of second requests, tenant by tenant: what a new tenant's first request \
                                     costs more, after tenants before it have come, and each further one. The number is of \
                                     further requests in the life of a tenant's instance.";

/// What a schedule did, where there was one.
pub(super) fn schedule(found: &TenantFindings, scenario: ScenarioName) -> Option<String> {
    let schedules = || found.of(scenario).filter_map(|group| group.schedule);
    let lag = schedules().map(|schedule| schedule.lag_p99_ms).reduce(f64::max)?;
    let dropped: u64 = schedules().map(|schedule| schedule.dropped).sum();
    Some(format!("sent at most {} ms late at the 99th percentile, {} dropped", number(lag), count(dropped)))
}

/// A share with its interval: `98 % [93, 99]`.
fn share(share: Option<&Share>) -> String {
    let Some(share) = share else { return NONE.to_owned() };
    let Ranged { value, lower, upper } = share.share;
    format!("{} [{:.0}, {:.0}]", percent(value), lower * 100.0, upper * 100.0)
}

fn median(times: Option<&Times>) -> String {
    let Some(times) = times else { return NONE.to_owned() };
    times.p50_interval.as_ref().map_or_else(|| number(times.p50), short)
}

fn tail(times: Option<&Times>) -> String {
    number_or_none(times.and_then(|times| Some(times.p95?.value)))
}

fn seen(pool: &Pool) -> u64 {
    match pool {
        Pool::Estimated { seen, .. } | Pool::CannotTell { seen, .. } => *seen,
    }
}

fn pool(pool: &Pool) -> String {
    match pool {
        Pool::Estimated { isolates: Ranged { value, lower, upper }, .. } => {
            format!("{value:.1} [{lower:.1}, {upper:.1}]")
        }
        Pool::CannotTell { why, .. } => format!("cannot tell: {why}"),
    }
}

/// A column that no row has anything in says nothing.
fn without_empty_columns(facts: &Facts) -> Facts {
    let is_empty = |column: usize| {
        column >= facts.names && facts.rows.iter().all(|row| row.get(column).is_none_or(|text| text == NONE))
    };
    let kept: Vec<usize> = (0..facts.heads.len()).filter(|column| !is_empty(*column)).collect();
    let pick = |row: &Vec<String>| kept.iter().filter_map(|column| row.get(*column).cloned()).collect();
    Facts { names: facts.names, heads: pick(&facts.heads), rows: facts.rows.iter().map(pick).collect() }
}
