//! Draws the findings from the visits: a pure function, so that whoever has the visits can draw them again.

mod break_even;
mod claims;
mod keep_warm;
#[cfg(test)]
mod tests;
mod trust;

use std::collections::BTreeMap;

use statistics::{PerMille, median, median_interval, quantile, quantile_interval};

use super::{
    census::{self, Served, Tally, Warmth, again::again, heat::heat, pool::pool, services::services},
    contender::Contender,
    findings::{GapFinding, GroupFinding, ScheduleFinding, TenantFindings, Times},
    plan::Plan,
    traffic::Shape,
    visit::{Purpose, Variant, Visit},
};
use crate::{
    record::{Card, Findings, Share},
    samples::Outcome,
};

/// What the visits of a run say, whole or partial.
///
/// The same visits, plan and seed give the same findings. Groups without visits are left out.
pub(crate) fn findings(visits: &[Visit], plan: &Plan, card: &Card) -> Findings {
    let groups: Vec<GroupFinding> = plan
        .shapes
        .iter()
        .flat_map(|shape| {
            let variants = [Variant::Plain, Variant::KeepWarm];
            variants.into_iter().flat_map(move |variant| {
                plan.contenders.iter().filter_map(move |contender| group(visits, shape, contender, variant))
            })
        })
        .collect();
    let keep_warm = keep_warm::all(plan, &groups);
    let break_even = break_even::all(visits, plan, card.seed);
    let tenants = TenantFindings { groups, keep_warm, break_even };
    let claims = claims::all(plan, &tenants);
    let trust = trust::of(visits, plan, card, &tenants);
    Findings { claims, trust, tenants: Some(tenants), ..Findings::default() }
}

fn group(visits: &[Visit], shape: &Shape, contender: &Contender, variant: Variant) -> Option<GroupFinding> {
    let is_of = |visit: &&Visit| visit.scenario == shape.name && visit.variant == variant && visit.is_of(contender);
    let mut by_pass: BTreeMap<u32, Vec<&Visit>> = BTreeMap::new();
    for visit in visits.iter().filter(is_of) {
        by_pass.entry(visit.pass).or_default().push(visit);
    }
    let passes: Vec<Vec<Served>> = by_pass.into_values().map(census::served).collect();
    let longest = passes.iter().max_by_key(|pass| pass.len())?;
    let counted = || passes.iter().flatten().filter(|served| served.visit.purpose == Purpose::Measured);
    let served = || counted().filter_map(|served| Some((served.visit, served.warmth?)));
    let requests = counted().count() as u64;
    let failures = counted().filter(|served| !served.visit.is_right()).count() as u64;
    let of_warmth = |warm: bool| {
        let fitting = served().filter(|(_, warmth)| (*warmth == Warmth::Warm) == warm);
        times(fitting.map(|(visit, _)| visit.milliseconds()))
    };
    let openings = passes.iter().flatten().filter(|served| served.visit.purpose == Purpose::Opening);
    let openings = openings.filter(|served| served.warmth.is_some()).map(|served| served.visit.milliseconds());
    let copies = served().filter_map(|(visit, _)| visit.copy_state);
    Some(GroupFinding {
        scenario: shape.name,
        contender: contender.label(),
        engine: contender.engine,
        variant,
        passes: u32::try_from(passes.len()).unwrap_or(u32::MAX),
        requests,
        failures: census::share(failures, requests)?,
        warm: warm(served()),
        coalesced: served().filter(|(_, warmth)| *warmth == Warmth::Coalesced).count() as u64,
        copies: copies.map(|copy| copy == shared::timing::CopyState::Hit).collect::<Tally>().share(),
        cold_ms: of_warmth(false),
        warm_ms: of_warmth(true),
        openings_ms: times(openings),
        again: again(&passes),
        services: services(longest),
        pool: pool(longest),
        heat: heat(&shape.traffic, &passes),
        gaps: gaps(&passes),
        schedule: shape.traffic.is_scheduled().then(|| schedule(&passes)),
    })
}

fn warm<'a>(served: impl Iterator<Item = (&'a Visit, Warmth)>) -> Option<Share> {
    served.map(|(_, warmth)| warmth == Warmth::Warm).collect::<Tally>().share()
}

/// What a list of times says; `None` for none.
fn times(milliseconds: impl Iterator<Item = f64>) -> Option<Times> {
    let mut times: Vec<f64> = milliseconds.collect();
    times.sort_unstable_by(f64::total_cmp);
    Some(Times {
        samples: times.len() as u64,
        p50: median(&times)?,
        p50_interval: median_interval(&times).map(Into::into),
        p95: quantile_interval(&times, PerMille::P95).map(Into::into),
    })
}

/// What each gap does, ascending.
fn gaps(passes: &[Vec<Served>]) -> Vec<GapFinding> {
    let mut by_gap: BTreeMap<u64, Vec<(Served, bool)>> = BTreeMap::new();
    for pass in passes {
        let mut lives = BTreeMap::new();
        for served in pass {
            let awake =
                served.visit.object().is_some() && lives.get(&served.visit.tenant) == Some(&served.visit.object());
            lives.insert(served.visit.tenant, served.visit.object());
            if let Some(gap) = served.visit.gap_ns.filter(|_| served.warmth.is_some()) {
                by_gap.entry(gap).or_default().push((*served, awake));
            }
        }
    }
    let finding = |(gap, trials): (u64, Vec<(Served, bool)>)| GapFinding {
        gap_seconds: super::visit::nanoseconds_as_milliseconds(gap) / 1e3,
        warm: warm(trials.iter().filter_map(|(served, _)| Some((served.visit, served.warmth?)))),
        awake: trials.iter().map(|(_, awake)| *awake).collect::<Tally>().share(),
        ms: times(trials.iter().map(|(served, _)| served.visit.milliseconds())),
    };
    by_gap.into_iter().map(finding).collect()
}

fn schedule(passes: &[Vec<Served>]) -> ScheduleFinding {
    let visits = || passes.iter().flatten().map(|served| served.visit);
    let mut lags: Vec<f64> =
        visits().filter(|visit| visit.outcome != Outcome::Dropped).filter_map(Visit::lag_ms).collect();
    lags.sort_unstable_by(f64::total_cmp);
    let lag = |share| quantile(&lags, share).unwrap_or_default();
    ScheduleFinding {
        dropped: visits().filter(|visit| visit.outcome == Outcome::Dropped).count() as u64,
        lag_p50_ms: lag(PerMille::P50),
        lag_p99_ms: lag(PerMille::P99),
        signals: visits().filter(|visit| visit.purpose == Purpose::KeepWarm).count() as u64,
    }
}
