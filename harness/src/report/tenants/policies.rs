//! What the choice of an isolate does: the tables that have a row or a column for each routing policy.

use indexmap::IndexSet;
use shared::routing::Routing;

use super::{Facts, kept_warm, shapes, share};
use crate::{
    report::numbers::{count, number_or_none, short},
    tenants::{contender::Contender, findings::TenantFindings, plan::Plan, traffic::Shape, visit::Variant},
};

/// One row per policy and contender with a stateless engine: what the signal bought.
pub(in crate::report) fn keep_warm(plan: &Plan, found: &TenantFindings) -> Facts {
    let heads =
        ["policy", "contender", "warm without", "warm with", "gain [95 %]", "p50 ms without", "p50 ms with", "signals"];
    // The policy has a column of its own.
    let unrouted = |label: &str| {
        let contender = plan.contenders.iter().find(|contender| contender.label() == label);
        contender.map_or_else(|| label.to_owned(), Contender::unrouted)
    };
    let rows = found.keep_warm.iter().map(|kept| {
        vec![
            kept.routing.clone(),
            unrouted(&kept.contender),
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

/// One row per scenario and architecture that asks compute, a column per policy: the share of warm answers. Without rows where
/// one policy goes for all.
pub(in crate::report) fn policies(plan: &Plan, found: &TenantFindings) -> Facts {
    let policies = plan.policies();
    let routed = plan.contenders.iter().filter(|contender| contender.routing.is_some());
    let names: IndexSet<String> = routed.map(Contender::unrouted).collect();
    let group = |shape: &Shape, name: &str, policy: Routing, variant: Variant| {
        let is = |contender: &&Contender| contender.unrouted() == name && contender.routing == Some(policy);
        found.group(shape.name, &plan.contenders.iter().find(is)?.label(), variant)
    };
    let mut rows = Vec::new();
    for shape in shapes(plan, found) {
        for name in &names {
            for variant in [Variant::Plain, Variant::KeepWarm] {
                let groups: Vec<_> = policies.iter().map(|policy| group(shape, name, *policy, variant)).collect();
                if groups.iter().any(Option::is_some) {
                    let shares = groups.iter().map(|group| share(group.and_then(|group| group.warm.as_ref())));
                    let names = [shape.name.as_str().to_owned(), kept_warm(name, variant)];
                    rows.push(names.into_iter().chain(shares).collect());
                }
            }
        }
    }
    let heads: Vec<&str> =
        ["scenario", "contender"].into_iter().chain(policies.iter().map(|one| one.as_str())).collect();
    Facts::of(&heads, rows).named_by(2)
}

/// What the figures of [`policies`] are.
pub(in crate::report) const POLICIES: &str =
    "Requests that were served warm, with 95 % intervals, by the policy that chose the isolate.";
