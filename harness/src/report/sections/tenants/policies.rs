//! What the choice of an isolate does: the tables that have a row or a column for each routing policy.

use indexmap::IndexSet;
use shared::routing::Routing;

use super::{Sent, share, table, traffic};
use crate::{
    instrument::scenario::Arm,
    numbers::count,
    record::Run,
    report::document::{Cell, Row, Table, Text},
};

/// One row per policy and arm with a stateless engine: what the signal bought.
pub(super) fn keep_warm(run: &Run) -> Table {
    let rows = run.findings.keep_warm.iter().map(|kept| -> Row {
        // The policy has a column of its own.
        let arm = run.scenario.cells.get(&kept.cell).and_then(|cell| cell.arms.get(&kept.base));
        vec![
            kept.routing.as_str().into(),
            arm.map_or_else(|| kept.base.clone(), |arm| unrouted(&kept.base, arm)).into(),
            share(Some(&kept.plain)),
            share(Some(&kept.kept)),
            Cell::short(Some(&kept.gain)),
            Cell::number(kept.plain_ms),
            Cell::number(kept.kept_ms),
            Cell::figure(count(kept.signals)),
        ]
    });
    let heads = ["warm without", "warm with", "gain", "p50 ms without", "p50 ms with", "signals"];
    let said = "What a signal to compute every so often buys, by the policy that chooses the isolate.";
    table("keep-warm", (&["policy", "arm"], &heads), rows.collect()).captioned(said)
}

/// One row per cell and architecture that asks compute, a column per policy: the share of warm answers. Without rows where one
/// policy goes for all.
pub(super) fn policies(run: &Run) -> Table {
    let sent = traffic(run);
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
                let names: [Cell; 2] = [Text::plain(of.name).into(), Text::arm(unrouted).into()];
                rows.push(names.into_iter().chain(shares.iter().map(|one| share(one.as_ref()))).collect());
            }
        }
    }
    let heads: Vec<&str> = policies.iter().map(|one| one.as_str()).collect();
    let said = "Requests that were served warm, with 95 % intervals, by the policy that chose the isolate.";
    table("warm, by policy", (&["cell", "arm"], &heads), rows).captioned(said)
}

fn routing(arm: &Arm) -> Option<Routing> {
    arm.serving.as_ref()?.routing
}

/// The name of an arm without its policy.
fn unrouted(name: &str, arm: &Arm) -> String {
    let policy = routing(arm).map(|routing| format!(":{}", routing.as_str()));
    policy.and_then(|policy| name.strip_suffix(&policy)).unwrap_or(name).to_owned()
}
