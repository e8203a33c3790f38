//! How far a run of tenants can be trusted.

use statistics::{PerMille, quantile};

use crate::{
    record::{Card, Trust},
    samples::Outcome,
    target::TargetKind,
    tenants::{findings::TenantFindings, plan::Plan, visit::Visit},
};

/// A later sending than this leaves the schedule a wish.
const MOST_LAG_MS: f64 = 20.0;

/// What makes the run invalid, what a reader should know, and the counts.
pub(super) fn of(visits: &[Visit], plan: &Plan, card: &Card, found: &TenantFindings) -> Trust {
    let mut lags: Vec<f64> =
        visits.iter().filter(|visit| visit.outcome != Outcome::Dropped).filter_map(Visit::lag_ms).collect();
    lags.sort_unstable_by(f64::total_cmp);
    let lag = quantile(&lags, PerMille::P99);
    Trust {
        invalid: invalid(visits, plan, found),
        warnings: warnings(plan, card, lag),
        requests: visits.len() as u64,
        errors: visits.iter().filter(|visit| !visit.is_right()).count() as u64,
        reconnects: visits.iter().filter(|visit| visit.connect_ns.is_some()).count() as u64,
        lag_p99_ms: lag,
        colos: Vec::new(),
    }
}

fn invalid(visits: &[Visit], plan: &Plan, found: &TenantFindings) -> Vec<String> {
    let wrong = visits.iter().filter(|visit| visit.outcome == Outcome::Wrong).count();
    let wrong = (wrong > 0).then(|| format!("{wrong} answers were not what was asked for"));
    let failing = found.groups.iter().filter(|group| group.failures.share.value > plan.error_limit).map(|group| {
        let (name, failures) = (group.scenario.as_str(), group.failures);
        format!("{name}, {}: {} of {} requests failed", group.contender, failures.hits, failures.of)
    });
    wrong.into_iter().chain(failing).collect()
}

fn warnings(plan: &Plan, card: &Card, lag: Option<f64>) -> Vec<String> {
    let mut warnings = Vec::new();
    let local = card.target != TargetKind::Deployed;
    if local && plan.placement.compute_isolates == Some(1) {
        warnings.push(
            "this place has one isolate for each Worker, so whoever comes second finds it warm: shares of warm requests \
             on a shared engine are upper bounds and do not carry over to production"
                .to_owned(),
        );
    }
    if (plan.time_scale - 1.0).abs() > f64::EPSILON {
        warnings.push(format!(
            "waiting times were divided by {}; eviction follows the platform's own clock (locally 10 s idle) and was not, so \
             gaps and sparse traffic are further from it than they seem",
            plan.time_scale
        ));
    }
    if let Some(lag) = lag.filter(|lag| *lag > MOST_LAG_MS) {
        warnings.push(format!("requests were sent late: {lag:.0} ms behind their schedule at the 99th percentile"));
    }
    warnings
}
