//! In what two runs differ besides their numbers, and what follows for comparing them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    instrument::{scenario::Medium, target::TargetKind},
    record::{Bundle, Run},
};

/// A value that differs between two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Where it stands in the record, such as `machine.kernel`.
    pub name: String,
    /// What it was; none where the baseline does not know.
    pub before: Option<String>,
    /// What it is; none where the newer run does not know.
    pub after: Option<String>,
    /// What kind of value it is.
    pub group: Group,
}

/// What a value is about, and with it what its change casts doubt on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What was measured.
    Target,
    /// How compute was spread over isolates.
    Isolates,
    /// The machine of the client, and of the local runtime.
    Machine,
    /// What the objects' data was kept on.
    Medium,
    /// Harness, compiler, runtime, commit.
    Versions,
    /// The Workers' WASM.
    Bundles,
    /// How much was measured.
    Size,
}

/// Every value of card, fingerprint and size that differs; loads and times differ always and are left out.
pub(super) fn changed(baseline: &Run, newer: &Run) -> Vec<Changed> {
    let mut changed = Vec::new();
    let sides = [baseline, newer].map(values);
    for ((group, name, before), (_, _, after)) in sides[0].iter().zip(&sides[1]) {
        if before != after {
            let (before, after) = (before.clone(), after.clone());
            changed.push(Changed { name: (*name).to_owned(), before, after, group: *group });
        }
    }
    changed.extend(bundles(baseline, newer));
    changed
}

/// What a reader should know before believing a comparison.
pub(super) fn warnings(baseline: &Run, newer: &Run) -> Vec<String> {
    let groups: BTreeSet<Group> = changed(baseline, newer).into_iter().map(|changed| changed.group).collect();
    let mut warnings: Vec<String> = groups.into_iter().map(|group| warning(group).to_owned()).collect();
    for (which, run) in [("the baseline", baseline), ("the newer run", newer)] {
        if let Some(first) = run.findings.trust.invalid.first() {
            warnings.push(format!("{which} is invalid: {first}"));
        }
        if !run.card.complete {
            warnings.push(format!("{which} is partial"));
        }
    }
    for (name, cell) in &newer.scenario.cells {
        if baseline.scenario.cells.get(name).is_some_and(|before| before != cell) {
            warnings.push(format!("{name} is declared differently in the two runs"));
        }
    }
    for cell in &newer.findings.cells {
        let before = baseline.findings.cell(&cell.name).filter(|before| before.base != cell.base);
        if let Some((before, after)) = before.and_then(|before| before.base.as_ref()).zip(cell.base.as_ref()) {
            warnings.push(format!("{}: the base was {before} and is {after}, so ratios do not compare", cell.name));
        }
    }
    warnings
}

const fn warning(group: Group) -> &'static str {
    match group {
        Group::Target => "the runs measured different targets; what differs in kind does not compare",
        Group::Isolates => "compute was spread differently over isolates, so arms that ask it do not compare",
        Group::Machine => "the machines differ, so times do not compare and ratios only with care",
        Group::Medium => "the objects' data was kept on another medium, so durable work does not compare",
        Group::Versions => "the versions differ",
        Group::Bundles => "the bundles differ",
        Group::Size => "the runs differ in what and how much they measured",
    }
}

type Value = (Group, &'static str, Option<String>);

/// The values in a fixed order.
fn values(run: &Run) -> Vec<Value> {
    let (card, fingerprint, size) = (&run.card, &run.fingerprint, &run.scenario.size);
    let machine = &fingerprint.machine;
    let placement = &card.placement;
    vec![
        (Group::Target, "target", Some(card.target.as_str().to_owned())),
        (Group::Target, "url", card.url.clone()),
        (
            Group::Isolates,
            "placement.compute_isolates",
            placement.compute_isolates.map(|isolates| isolates.to_string()),
        ),
        (Group::Isolates, "placement.routing", Some(placement.routing.clone())),
        (Group::Medium, "medium", medium(run).map(|medium| medium.as_str().to_owned())),
        (Group::Machine, "machine.platform", Some(machine.platform.clone())),
        (Group::Machine, "machine.kernel", machine.kernel.clone()),
        (Group::Machine, "machine.processor", machine.processor.clone()),
        (Group::Machine, "machine.threads", Some(machine.threads.to_string())),
        (Group::Versions, "version", Some(run.version.to_string())),
        (Group::Versions, "harness", Some(fingerprint.harness.clone())),
        (Group::Versions, "commit", fingerprint.commit.clone()),
        (Group::Versions, "dirty", fingerprint.dirty.map(|dirty| dirty.to_string())),
        (Group::Versions, "rustc", fingerprint.rustc.clone()),
        (Group::Versions, "workerd", fingerprint.workerd.clone()),
        (Group::Versions, "compatibility_date", fingerprint.compatibility_date.clone()),
        (Group::Size, "scenario", Some(run.scenario.name.clone())),
        (Group::Size, "size.rounds", Some(size.rounds.to_string())),
        (Group::Size, "size.pairs", Some(size.pairs.to_string())),
        (Group::Size, "size.block", Some(size.block.to_string())),
        (Group::Size, "size.cell_ms", Some(size.cell_ms.to_string())),
        (Group::Size, "size.most_ms", size.most_ms.map(|most| most.to_string())),
        (Group::Size, "size.starts", Some(size.starts.to_string())),
        (Group::Size, "size.deadline_ms", Some(size.deadline_ms.to_string())),
        (Group::Size, "size.error_limit", Some(size.error_limit.to_string())),
    ]
}

/// What the local runtime kept data on; earlier records do not say that it was a disk.
fn medium(run: &Run) -> Option<Medium> {
    let local = run.card.target == TargetKind::Workerd;
    run.card.medium.or_else(|| local.then_some(Medium::Disk))
}

fn bundles(baseline: &Run, newer: &Run) -> Vec<Changed> {
    let of = |run: &Run, worker: &str| {
        let bundle = run.fingerprint.bundles.iter().find(|bundle| bundle.worker == worker)?;
        Some((bundle.bytes, bundle.blake3.clone()))
    };
    let all = [baseline, newer].into_iter().flat_map(|run| &run.fingerprint.bundles);
    let workers: BTreeSet<&str> = all.map(|bundle: &Bundle| bundle.worker.as_str()).collect();
    let differing = workers.into_iter().filter_map(|worker| {
        let [before, after] = [baseline, newer].map(|run| of(run, worker));
        let told =
            |(bytes, blake3): (u64, String)| format!("{bytes} bytes {}", blake3.chars().take(8).collect::<String>());
        (before != after).then(|| Changed {
            name: format!("bundles.{worker}"),
            before: before.map(told),
            after: after.map(told),
            group: Group::Bundles,
        })
    });
    differing.collect()
}
