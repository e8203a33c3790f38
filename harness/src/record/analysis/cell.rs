//! What is found of one cell.

use std::collections::BTreeSet;

use statistics::{Estimate, MARGIN, Verdict, noise_floor, pairs_to_settle};

use super::{
    arm,
    claims::ClaimedPairs,
    comparison::Comparison,
    table::{ArmTable, CellTable},
};
use crate::{
    instrument::scenario::{Pairs, Procedure, Processes, Role},
    record::{AbsentArm, ArmFinding, Card, CellFinding, Noise, PairFinding},
};

/// Rounds that a verdict needs where rounds are drawn from: a single process tells nothing about how much processes differ.
const LEAST_ROUNDS: usize = 2;

/// What is found of a cell.
pub(super) fn finding(table: &CellTable, claimed: &ClaimedPairs, card: &Card) -> CellFinding {
    let seed = card.seed;
    let cell = table.cell;
    let compared: Vec<(&ArmTable, Comparison)> =
        table.arms.iter().map(|arm| (arm, comparison(table, arm, seed))).collect();
    let control = compared.iter().find_map(|(arm, comparison)| {
        let ratio = comparison.ratio.filter(|_| arm.arm.role == Role::Control)?;
        Some((arm.name, ratio, comparison.rounds))
    });
    let yardstick = control
        .filter(|(_, ratio, rounds)| !Verdict::disturbed(ratio) && enough_rounds(&cell.procedure, *rounds))
        .map(|(_, ratio, _)| ratio);
    let judged = compared.into_iter().map(|(arm, comparison)| {
        let ratio = comparison.ratio.filter(|_| enough_rounds(&cell.procedure, comparison.rounds));
        let pairs = comparison.pairs;
        let mut finding = arm::finding(arm, &cell.procedure, comparison, seed);
        if let (Role::Compared, Some(ratio), Some(control)) = (arm.arm.role, ratio, &yardstick) {
            judge(&mut finding, &ratio, control, pairs);
        }
        finding
    });
    let others = others(table, claimed, yardstick.as_ref(), seed);
    CellFinding {
        name: table.name.to_owned(),
        title: cell.title.clone(),
        procedure: cell.procedure.as_str().to_owned(),
        counts: cell.procedure.counts(),
        clients: cell.clients,
        clock: cell.clock,
        unavailable: table.arms.is_empty().then(|| missing(card, table.name)),
        base: cell.base.clone(),
        headline: cell.headline.clone(),
        pairs: count(pairs(table).len()),
        rounds: processes(table),
        arms: judged.collect(),
        absent: absent(table, card),
        noise: control.map(|(name, ratio, _)| noise(name, ratio)),
        others,
    }
}

/// Why a cell has no samples.
fn missing(card: &Card, cell: &str) -> String {
    card.unavailable.get(cell).map_or("the run ended before it", String::as_str).to_owned()
}

/// The arms that the target does not have, in the scenario's order.
fn absent(table: &CellTable, card: &Card) -> Vec<AbsentArm> {
    let reasons = card.absent.get(table.name);
    let absent = |name: &String| Some(AbsentArm { name: name.clone(), reason: reasons?.get(name)?.clone() });
    table.cell.arms.keys().filter_map(absent).collect()
}

/// The base is compared with nothing; neither is a ladder, whose rungs are no pairs.
fn comparison(table: &CellTable, arm: &ArmTable, seed: u64) -> Comparison {
    match (table.base(), &table.cell.procedure) {
        (_, Procedure::Ladder { .. } | Procedure::Audit(_) | Procedure::Traffic { .. }) | (None, _) => {
            Comparison::default()
        }
        (Some(base), _) if base.name == arm.name => Comparison::default(),
        (Some(base), Procedure::Paired { .. }) => Comparison::of(base, arm, seed).with_tails(base, arm, seed),
        (Some(base), Procedure::FirstRequest { .. } | Procedure::Open { .. }) => Comparison::of(base, arm, seed),
    }
}

/// The pairs of compared arms without the base; the later arm of the scenario in terms of the earlier.
fn others(table: &CellTable, claimed: &ClaimedPairs, control: Option<&Estimate>, seed: u64) -> Vec<PairFinding> {
    let is_wanted = |arm: &ArmTable, other: &ArmTable| match table.cell.pairs {
        Pairs::Every => true,
        Pairs::Claimed => claimed.holds(table.name, arm.name, other.name),
    };
    let base = table.base().map(|base| base.name);
    let ladder = matches!(table.cell.procedure, Procedure::Ladder { .. });
    let compared: Vec<&ArmTable> = table
        .arms
        .iter()
        .filter(|arm| !ladder && base.is_some() && arm.arm.role == Role::Compared && Some(arm.name) != base)
        .collect();
    let mut findings = Vec::new();
    for (place, other) in compared.iter().enumerate() {
        for arm in compared.iter().skip(place + 1).filter(|arm| is_wanted(arm, other)) {
            findings.extend(pair(&table.cell.procedure, other, arm, control, seed));
        }
    }
    findings
}

/// Whether so many rounds bear a verdict; first requests have none, for each has a process of its own.
pub(super) fn enough_rounds(procedure: &Procedure, rounds: usize) -> bool {
    match procedure {
        Procedure::Paired { .. } | Procedure::Open { .. } => rounds >= LEAST_ROUNDS,
        Procedure::FirstRequest { .. } | Procedure::Ladder { .. } | Procedure::Audit(_) | Procedure::Traffic { .. } => {
            true
        }
    }
}

fn pair(
    procedure: &Procedure,
    base: &ArmTable,
    arm: &ArmTable,
    control: Option<&Estimate>,
    seed: u64,
) -> Option<PairFinding> {
    let compared = Comparison::of(base, arm, seed);
    let control = control.filter(|_| enough_rounds(procedure, compared.rounds));
    let ratio = compared.ratio?;
    let verdict = control.map(|control| Verdict::of(&ratio, control));
    let open = control.filter(|_| verdict == Some(Verdict::Inconclusive));
    Some(PairFinding {
        arm: arm.name.to_owned(),
        base: base.name.to_owned(),
        ratio: ratio.into(),
        difference_ms: compared.difference?.into(),
        verdict,
        pairs_to_settle: open.and_then(|control| pairs_to_settle(&ratio, control, count(compared.pairs))),
        p_adjusted: compared.p_value,
    })
}

fn judge(finding: &mut ArmFinding, ratio: &Estimate, control: &Estimate, pairs: usize) {
    let verdict = Verdict::of(ratio, control);
    finding.verdict = Some(verdict);
    if verdict == Verdict::Inconclusive {
        finding.pairs_to_settle = pairs_to_settle(ratio, control, count(pairs));
    }
}

fn noise(control: &str, ratio: Estimate) -> Noise {
    let floor = noise_floor(&ratio);
    Noise {
        control: control.to_owned(),
        ratio: ratio.into(),
        floor,
        bar: floor.max(MARGIN - 1.0),
        disturbed: Verdict::disturbed(&ratio),
    }
}

/// The rounds and pairs in which anything was measured; the rungs of a ladder and traffic are none.
fn pairs(table: &CellTable) -> BTreeSet<(u32, u32)> {
    match table.cell.procedure {
        Procedure::Ladder { .. } | Procedure::Audit(_) | Procedure::Traffic { .. } => BTreeSet::new(),
        Procedure::Paired { .. } | Procedure::FirstRequest { .. } | Procedure::Open { .. } => {
            table.arms.iter().flat_map(ArmTable::pairs).collect()
        }
    }
}

fn processes(table: &CellTable) -> u32 {
    match table.cell.procedure {
        Procedure::FirstRequest { processes: Processes::PerArm } => {
            count(table.arms.iter().map(|arm| arm.measured().count()).sum())
        }
        Procedure::FirstRequest { processes: Processes::PerPair } => count(pairs(table).len()),
        Procedure::Paired { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. }
        | Procedure::Audit(_)
        | Procedure::Traffic { .. } => {
            let rounds = |arm: &ArmTable| arm.measured().map(|sample| sample.round).collect::<Vec<_>>();
            count(table.arms.iter().flat_map(rounds).collect::<BTreeSet<u32>>().len())
        }
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
