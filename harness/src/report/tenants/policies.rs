//! What the choice of an isolate does: the tables that have a row or a column for each routing policy.

use indexmap::IndexSet;
use shared::routing::Routing;

use super::{Facts, Sent, cells, share};
use crate::{
    record::Run,
    report::numbers::{count, number_or_none, short},
    scenario::Arm,
};

/// One row per policy and arm with a stateless engine: what the signal bought.
pub(in crate::report) fn keep_warm(run: &Run) -> Facts {
    let heads =
        ["policy", "arm", "warm without", "warm with", "gain [95 %]", "p50 ms without", "p50 ms with", "signals"];
    let rows = run.findings.keep_warm.iter().map(|kept| {
        // The policy has a column of its own.
        let arm = run.scenario.cells.get(&kept.cell).and_then(|cell| cell.arms.get(&kept.base));
        vec![
            kept.routing.clone(),
            arm.map_or_else(|| kept.base.clone(), |arm| unrouted(&kept.base, arm)),
            share(Some(&kept.plain)),
            share(Some(&kept.kept)),
            short(&kept.gain),
            number_or_none(kept.plain_ms),
            number_or_none(kept.kept_ms),
            count(kept.signals),
        ]
    });
    Facts::of(&heads, rows.collect()).named_by(2)
}

/// One row per cell and architecture that asks compute, a column per policy: the share of warm answers. Without rows where one
/// policy goes for all.
pub(in crate::report) fn policies(run: &Run) -> Facts {
    let sent = cells(run);
    let routed = |of: &Sent<'_>| of.cell.arms.values().filter_map(routing).collect::<Vec<_>>();
    let policies: IndexSet<Routing> = sent.iter().flat_map(routed).collect();
    let mut rows = Vec::new();
    for of in &sent {
        let arms = || of.cell.arms.iter().filter_map(|(name, arm)| Some((unrouted(name, arm), name, routing(arm)?)));
        let names: IndexSet<String> = arms().map(|(unrouted, ..)| unrouted).collect();
        for unrouted in &names {
            let warm = |policy: &Routing| {
                let (_, name, _) = arms().find(|(name, _, routing)| name == unrouted && routing == policy)?;
                of.found.arm(name)?.traffic.as_ref()?.warm
            };
            let shares: Vec<_> = policies.iter().map(warm).collect();
            if shares.iter().any(Option::is_some) {
                let shares = shares.iter().map(|one| share(one.as_ref()));
                rows.push([of.name.to_owned(), unrouted.clone()].into_iter().chain(shares).collect());
            }
        }
    }
    let heads: Vec<&str> = ["cell", "arm"].into_iter().chain(policies.iter().map(|one| one.as_str())).collect();
    Facts::of(&heads, rows).named_by(2)
}

fn routing(arm: &Arm) -> Option<Routing> {
    arm.serving.as_ref()?.routing
}

/// The name of an arm without its policy.
fn unrouted(name: &str, arm: &Arm) -> String {
    let policy = routing(arm).map(|routing| format!(":{}", routing.as_str()));
    policy.and_then(|policy| name.strip_suffix(&policy)).unwrap_or(name).to_owned()
}

/// What the figures of [`policies`] are.
pub(in crate::report) const POLICIES: &str =
    "Requests that were served warm, with 95 % intervals, by the policy that chose the isolate.";
