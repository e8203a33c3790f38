//! What a signal that keeps compute warm buys: the share of warm answers with it, and without.

use crate::{
    record::{Ranged, Share},
    tenants::{
        contender::{Contender, EnginePlace},
        findings::{GroupFinding, KeepWarmFinding},
        plan::Plan,
        traffic::ScenarioName,
        visit::Variant,
    },
};

/// One finding for each contender that was asked with and without, policy by policy.
pub(super) fn all(plan: &Plan, groups: &[GroupFinding]) -> Vec<KeepWarmFinding> {
    let group = |contender: &str, variant: Variant| {
        groups.iter().find(|group| {
            group.scenario == ScenarioName::Sparse && group.contender == contender && group.variant == variant
        })
    };
    let finding = |contender: &Contender| {
        let label = contender.label();
        let (without, with) = (group(&label, Variant::Plain)?, group(&label, Variant::KeepWarm)?);
        Some(KeepWarmFinding {
            routing: contender.routing.map_or_else(|| plan.placement.routing.clone(), |own| own.as_str().to_owned()),
            signals: with.schedule.map_or(0, |schedule| schedule.signals),
            plain: without.warm?,
            kept: with.warm?,
            gain: gain(&with.warm?, &without.warm?),
            plain_ms: median(without),
            kept_ms: median(with),
            contender: label,
        })
    };
    let policies = plan.policies();
    let with_compute = plan.contenders.iter().filter(|contender| contender.place != EnginePlace::Object);
    let mut with_compute: Vec<&Contender> = with_compute.collect();
    with_compute.sort_by_key(|contender| policies.iter().position(|policy| Some(*policy) == contender.routing));
    with_compute.into_iter().filter_map(finding).collect()
}

/// By how much one share is larger than another, each with Wilson's interval: Newcombe's interval, whose ends add as squares
/// how far the two reach towards it.
pub(super) fn gain(more: &Share, less: &Share) -> Ranged {
    let (more, less) = (more.share, less.share);
    let value = more.value - less.value;
    let below = (more.value - more.lower).hypot(less.upper - less.value);
    let above = (more.upper - more.value).hypot(less.value - less.lower);
    Ranged { value, lower: value - below, upper: value + above }
}

/// The median of whatever most answers were.
fn median(group: &GroupFinding) -> Option<f64> {
    let times = [group.warm_ms, group.cold_ms].into_iter().flatten();
    times.max_by_key(|times| times.samples).map(|times| times.p50)
}
