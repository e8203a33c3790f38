//! What a signal that keeps compute warm buys: the share of warm answers with it, and without.

use shared::routing::Routing;

use crate::{
    instrument::scenario::{Arm, Scenario, Serving},
    record::{ArmFinding, Card, CellFinding, KeepWarmFinding},
};

/// One finding for each arm with a signal that was measured beside the same without, policy by policy.
pub(in crate::record::analysis) fn all(
    scenario: &Scenario,
    cells: &[CellFinding],
    card: &Card,
) -> Vec<KeepWarmFinding> {
    let mut found: Vec<(Option<Routing>, KeepWarmFinding)> = Vec::new();
    for cell in cells {
        let Some(arms) = scenario.cells.get(&cell.name).map(|cell| &cell.arms) else { continue };
        let serving = |arm: &ArmFinding| arms.get(&arm.name).and_then(|arm: &Arm| arm.serving.as_ref());
        for kept in &cell.arms {
            let Some(own) = serving(kept).filter(|own| own.signal.is_some()) else { continue };
            let is_plain = |other: &&ArmFinding| serving(other).is_some_and(|other| other.differs_by_signal(own));
            let plain = cell.arms.iter().find(is_plain);
            let between = plain.and_then(|plain| between(cell, (kept, own), plain, card));
            found.extend(between.map(|finding| (own.routing, finding)));
        }
    }
    let mut policies: Vec<Option<Routing>> = Vec::new();
    for (routing, _) in &found {
        if !policies.contains(routing) {
            policies.push(*routing);
        }
    }
    found.sort_by_key(|(routing, _)| policies.iter().position(|policy| policy == routing));
    found.into_iter().map(|(_, finding)| finding).collect()
}

fn between(
    cell: &CellFinding,
    (kept, own): (&ArmFinding, &Serving),
    plain: &ArmFinding,
    card: &Card,
) -> Option<KeepWarmFinding> {
    let ([with, without], routing) = ([kept.traffic.as_ref()?, plain.traffic.as_ref()?], own.routing);
    Some(KeepWarmFinding {
        cell: cell.name.clone(),
        arm: kept.name.clone(),
        base: plain.name.clone(),
        routing: routing.map_or_else(|| card.placement.routing.clone(), |own| own.as_str().to_owned()),
        signals: with.signals,
        plain: without.warm?,
        kept: with.warm?,
        gain: with.warm?.gain_over(&without.warm?),
        plain_ms: median(plain),
        kept_ms: median(kept),
    })
}

/// The median of whatever most answers were.
fn median(arm: &ArmFinding) -> Option<f64> {
    let traffic = arm.traffic.as_ref()?;
    let times = [traffic.warm_ms, traffic.cold_ms].into_iter().flatten();
    times.max_by_key(|times| times.samples).map(|times| times.p50)
}
