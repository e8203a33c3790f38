//! How far a run can be trusted: what makes it invalid, and what a reader should know.

use std::collections::BTreeSet;

use statistics::MARGIN;

use super::{
    cell::enough_rounds,
    table::{ArmTable, CellTable, Values, pairs},
    traffic,
};
use crate::{
    instrument::{
        samples::{Outcome, Sample, Samples},
        scenario::{Medium, Procedure, Role, Scenario},
    },
    record::{ArmFinding, Card, CellFinding, Noise, Trust},
};

/// A client that uses more of a processor than this measures itself.
const MOST_CLIENT_PROCESSOR: f64 = 0.9;

/// A client that sends half of its requests later than this, in milliseconds, does not keep its schedule.
const MOST_LAG_P50_MS: f64 = 0.1;

/// Single requests that are later than this, in milliseconds at the 99th percentile, tell of a busy machine.
const MOST_LAG_P99_MS: f64 = 1.0;

/// The same limit for traffic of tenants, whose arms stand side by side, each with a process of its own that what it is sent wakes:
/// with fewer cores than processes the client waits behind them for its turn. Measured with six arms on two busy cores: a median
/// of 0.03 ms among idle gaps, of 0.03 to 1.3 ms in sparse traffic, where engines start. What is found of traffic does not hang on
/// that, since shares do not change by milliseconds and times are counted from the sending; but a schedule that is kept no better
/// than this is a wish.
const MOST_LAG_IN_TRAFFIC_P50_MS: f64 = 20.0;

/// With fewer samples of an arm in a cell of first requests, a control beyond the margin is only a warning.
const ENOUGH_STARTS: u64 = 30;

/// How far the run can be trusted.
pub(super) fn of(
    samples: &Samples,
    scenario: &Scenario,
    card: &Card,
    tables: &[CellTable],
    cells: &[CellFinding],
) -> Trust {
    let arms = || cells.iter().flat_map(|cell| &cell.arms);
    let lag = arms().filter_map(|arm| Some(arm.load?.lag_p99_ms)).max_by(f64::total_cmp);
    let colos: BTreeSet<&str> = samples.rows().iter().filter_map(Sample::colo).collect();
    let mut trust = Trust {
        invalid: Vec::new(),
        warnings: Vec::new(),
        requests: samples.len() as u64,
        errors: arms().map(|arm| arm.errors.hits).sum(),
        reconnects: arms().map(|arm| arm.reconnects).sum(),
        lag_p99_ms: lag,
        colos: colos.into_iter().map(str::to_owned).collect(),
    };
    judge_run(&mut trust, card);
    trust.warnings.extend(medium(scenario, card).map(str::to_owned));
    trust.warnings.extend(traffic::warnings(scenario, card));
    for (table, cell) in tables.iter().zip(cells) {
        judge_answers(&mut trust, table, scenario.size.error_limit);
        judge_noise(&mut trust, table, cell);
        for arm in &cell.arms {
            judge_arm(&mut trust, table, arm);
        }
    }
    trust
}

/// What the objects' data was kept on, where a reader has to know it.
fn medium(scenario: &Scenario, card: &Card) -> Option<&'static str> {
    match (scenario.medium, card.medium?) {
        (_, Medium::Memory) => {
            Some("the objects' data was kept in memory, so that a commit costs processor time and no wait for a disk")
        }
        (Medium::Memory, Medium::Disk) => Some(
            "the objects' data was kept on a disk, whose speed is part of every durable call; the bounds are meant for memory",
        ),
        (Medium::Disk, Medium::Disk) => None,
    }
}

fn judge_run(trust: &mut Trust, card: &Card) {
    if !card.complete {
        let why = card.ended_by.as_deref().unwrap_or("it did not reach its end");
        trust.warnings.push(format!("the run is partial: {why}"));
    }
    trust.warnings.extend(card.shortened.clone());
    if let Some(share) = card.client_processor.filter(|share| *share > MOST_CLIENT_PROCESSOR) {
        trust.invalid.push(format!("the client was the bottleneck: it used {} of a processor", percent(share)));
    }
    if let [_, _, ..] = trust.colos.as_slice() {
        let (colos, named) = (trust.colos.len(), trust.colos.join(", "));
        trust.invalid.push(format!("answers came from {colos} colos ({named}), and nothing compares across colos"));
    }
    if trust.reconnects > 0 {
        trust.warnings.push(format!("connections made anew on the way: {}", trust.reconnects));
    }
}

/// Wrong answers count wherever they came; other failures are what a ladder looks for, and a dropped arrival was never sent.
fn judge_answers(trust: &mut Trust, table: &CellTable, limit: f64) {
    let name = table.name;
    for arm in &table.arms {
        let wrong = arm.rows.iter().filter(|sample| sample.outcome == Outcome::Wrong).count();
        if wrong > 0 {
            trust.invalid.push(format!("{name}: wrong answers of {}: {wrong}", arm.name));
        }
    }
    let sent = || table.arms.iter().flat_map(ArmTable::measured).filter(|sample| sample.outcome != Outcome::Dropped);
    let (all, failed) = (count(sent()), count(sent().filter(|sample| sample.outcome != Outcome::Right)));
    // Some procedures look for failures.
    let looks = matches!(table.cell.procedure, Procedure::Ladder { .. } | Procedure::Audit(_));
    if failed > limit * all && !looks {
        let limit = percent(limit);
        trust.invalid.push(format!("{name}: {failed} of {all} requests failed, more than the limit of {limit}"));
    }
}

fn judge_noise(trust: &mut Trust, table: &CellTable, cell: &CellFinding) {
    let name = table.name;
    let Some(noise) = &cell.noise else {
        let pairs = table.arms.iter().filter(|arm| !arm.values.is_empty() && arm.arm.role == Role::Compared).count();
        if table.base().is_some() && pairs > 1 && !matches!(table.cell.procedure, Procedure::Ladder { .. }) {
            trust.warnings.push(format!("{name}: without an A/A control there is no verdict"));
        }
        return;
    };
    if noise.disturbed {
        judge_disturbed(trust, table, noise);
    } else {
        judge_rounds(trust, table, cell, noise);
    }
    if noise.floor > MARGIN - 1.0 {
        let (floor, margin) = (percent(noise.floor), percent(MARGIN - 1.0));
        let so = "so nothing is called equivalent";
        trust.warnings.push(format!("{name}: the noise floor of {floor} is above the margin of {margin}, {so}"));
    }
}

/// Says what the cell gives no verdict on because it was measured in one round only.
fn judge_rounds(trust: &mut Trust, table: &CellTable, cell: &CellFinding, noise: &Noise) {
    let name = table.name;
    let one_round = |base: &str, arm: &str| {
        let sides = table.arm(base).zip(table.arm(arm));
        let rounds = sides.map_or(0, |(base, arm)| pairs(&base.values, &arm.values).len());
        !enough_rounds(&table.cell.procedure, rounds)
    };
    let base = table.cell.base.as_deref().unwrap_or_default();
    if one_round(base, &noise.control) {
        let what = if cell.rounds > 1 { "the A/A control has " } else { "" };
        trust.warnings.push(format!("{name}: {what}one round only, so nothing is judged"));
        return;
    }
    let arms = cell.arms.iter().filter(|arm| arm.ratio.is_some() && one_round(base, &arm.name));
    let others = cell.others.iter().filter(|pair| one_round(&pair.base, &pair.arm));
    let named = arms.map(|arm| arm.name.clone()).chain(others.map(|pair| format!("{}/{}", pair.arm, pair.base)));
    for unjudged in named {
        trust.warnings.push(format!("{name}: {unjudged} has one round only, so it is not judged"));
    }
}

fn judge_disturbed(trust: &mut Trust, table: &CellTable, noise: &Noise) {
    let (name, control, ratio) = (table.name, &noise.control, noise.ratio);
    let base = table.cell.base.as_deref().unwrap_or_default();
    let found = format!(
        "{name}: {control} is {base} once more, yet takes {:.3} times as long ({:.3} to {:.3})",
        ratio.value, ratio.lower, ratio.upper
    );
    let starts = table.arms.iter().filter(|arm| [control.as_str(), base].contains(&arm.name));
    let fewest = starts.map(|arm| arm.right_answers().count() as u64).min().unwrap_or_default();
    if table.cell.procedure.is_first_request() && fewest < ENOUGH_STARTS {
        trust
            .warnings
            .push(format!("{found}; {fewest} samples are too few to call the run invalid, but nothing is judged"));
    } else {
        trust.invalid.push(format!("{found}, beyond the margin of {}, so nothing is judged", percent(MARGIN - 1.0)));
    }
}

fn judge_arm(trust: &mut Trust, table: &CellTable, arm: &ArmFinding) {
    let (cell, name) = (table.name, &arm.name);
    if let Some(share) = arm.handicap {
        trust
            .warnings
            .push(format!("{cell}: the client holds answers of {name} back by {} on purpose", percent(share)));
    }
    if let Some(load) = arm.load {
        let late = |lag: f64, share: &str, most: f64| {
            format!("requests of {name} were sent {lag:.2} ms late at {share}, more than {most} ms")
        };
        let most = if arm.traffic.is_some() { MOST_LAG_IN_TRAFFIC_P50_MS } else { MOST_LAG_P50_MS };
        if load.lag_p50_ms > most {
            let late = late(load.lag_p50_ms, "p50", most);
            trust.invalid.push(format!("{cell}: the client was the bottleneck: {late}"));
        } else if load.lag_p99_ms > MOST_LAG_P99_MS {
            trust.warnings.push(format!("{cell}: {}", late(load.lag_p99_ms, "p99", MOST_LAG_P99_MS)));
        }
        if load.dropped > 0 {
            let dropped = load.dropped;
            trust.warnings.push(format!("{cell}: arrivals of {name} dropped, all connections being taken: {dropped}"));
        }
    }
    let without_ratio = |values: &Values| values.values().any(|value| *value <= 0.0);
    let sides = [table.arm(name), table.base()];
    if arm.ratio.is_some() && sides.into_iter().flatten().any(|arm| without_ratio(&arm.values)) {
        trust
            .warnings
            .push(format!("{cell}: in some pairs {name} has no ratio, so that each round counts as one pair"));
    }
}

fn count<'a>(samples: impl Iterator<Item = &'a Sample>) -> f64 {
    u32::try_from(samples.count()).map_or(f64::INFINITY, f64::from)
}

/// A share in per cent: one digit behind the point, or three where it is small.
fn percent(share: f64) -> String {
    let scale = if share < 0.01 { 1000.0 } else { 10.0 };
    format!("{} %", (share * 100.0 * scale).round() / scale)
}
