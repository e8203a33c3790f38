//! What load does to an arm: ever more clients or operations, or requests on a schedule.

use std::collections::{BTreeMap, BTreeSet};

use statistics::{P99_LEAST_SAMPLES, PerMille, quantile};

use super::table::{ArmTable, milliseconds};
use crate::{
    instrument::{
        samples::{Outcome, Sample},
        scenario::Counts,
    },
    record::{FailedBy, LoadFinding, Rung},
};

/// One rung for each number of what the ladder counts, over all rounds.
pub(super) fn rungs(arm: &ArmTable, counts: Counts) -> Vec<Rung> {
    let mut rungs: BTreeMap<u32, Vec<&Sample>> = BTreeMap::new();
    for sample in arm.measured() {
        rungs.entry(counted(sample, counts)).or_default().push(sample);
    }
    rungs.into_iter().map(|(number, rows)| rung(number, &rows)).collect()
}

/// The least number at which one got no right answer.
pub(super) fn first_failing(rungs: &[Rung]) -> Option<u32> {
    rungs.iter().filter(|rung| rung.errors > 0).map(|rung| rung.number).min()
}

/// What the first request without a right answer got at that number.
pub(super) fn failed_by(arm: &ArmTable, counts: Counts, number: Option<u32>) -> Option<FailedBy> {
    let number = number?;
    let failed = arm.measured().find(|sample| counted(sample, counts) == number && sample.outcome != Outcome::Right)?;
    Some(match (failed.outcome, failed.status) {
        (Outcome::Deadline, _) | (Outcome::Refused, 504) => FailedBy::Timeout,
        (Outcome::Refused, 429) => FailedBy::Overload,
        (Outcome::Refused, 400 | 422) => FailedBy::Limit,
        (Outcome::Wrong, _) => FailedBy::Wrong,
        (Outcome::Refused | Outcome::Broken | Outcome::Dropped | Outcome::Right, _) => FailedBy::Unavailable,
    })
}

fn counted(sample: &Sample, counts: Counts) -> u32 {
    match counts {
        Counts::Clients => sample.clients,
        Counts::Operations => sample.operations,
    }
}

/// What became of the arm's schedule.
pub(super) fn schedule(arm: &ArmTable, per_second: f64) -> LoadFinding {
    let dropped = arm.measured().filter(|sample| sample.outcome == Outcome::Dropped).count();
    let service = ascending(arm.right_answers().map(|sample| sample.times.last_byte));
    let sent = arm.measured().filter(|sample| sample.outcome != Outcome::Dropped);
    let lag = ascending(sent.filter_map(|sample| Some(sample.times.sent.saturating_sub(sample.times.scheduled?))));
    LoadFinding {
        per_second,
        dropped: dropped as u64,
        service_p50_ms: quantile(&service, PerMille::P50),
        service_p99_ms: p99(&service),
        // The lag is the instrument's own: here the largest of a few samples is better than nothing.
        lag_p50_ms: quantile(&lag, PerMille::P50).unwrap_or_default(),
        lag_p99_ms: quantile(&lag, PerMille::P99).unwrap_or_default(),
    }
}

/// How many arrivals were due in a second, over all rounds of traffic.
pub(super) fn due(arm: &ArmTable) -> f64 {
    let mut rounds: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for sample in arm.rows {
        rounds.entry(sample.round).or_default().extend(sample.times.scheduled);
    }
    let span = |due: &Vec<u64>| Some(milliseconds(due.iter().max()?.saturating_sub(*due.iter().min()?)) / 1e3);
    let (seconds, arrivals) = rounds.values().fold((0.0, 0_usize), |(seconds, arrivals), due| {
        (seconds + span(due).unwrap_or_default(), arrivals + due.len())
    });
    let arrivals = u32::try_from(arrivals).map_or(f64::INFINITY, f64::from);
    if seconds > 0.0 { arrivals / seconds } else { 0.0 }
}

fn rung(number: u32, rows: &[&Sample]) -> Rung {
    let right: Vec<&Sample> = rows.iter().copied().filter(|sample| sample.outcome == Outcome::Right).collect();
    let times = ascending(right.iter().map(|sample| sample.elapsed()));
    Rung {
        number,
        per_second: per_second(rows, &right),
        // How long the others waited before they gave up is no time of an answer.
        p50_ms: quantile(&times, PerMille::P50),
        p99_ms: p99(&times),
        errors: (rows.len() - right.len()) as u64,
    }
}

/// Operations over the time from the first sending to the last answer, in the rounds together. Among ever more clients each
/// answer is one.
fn per_second(rows: &[&Sample], right: &[&Sample]) -> f64 {
    let rounds: BTreeSet<u32> = right.iter().map(|sample| sample.round).collect();
    let wall = |round: &u32| {
        let began = rows.iter().filter(|sample| sample.round == *round).map(|sample| sample.times.sent).min()?;
        let of_round = right.iter().filter(|sample| sample.round == *round);
        let ended = of_round.map(|sample| sample.times.sent.saturating_add(sample.times.last_byte)).max()?;
        Some(milliseconds(ended.saturating_sub(began)) / 1e3)
    };
    let seconds: f64 = rounds.iter().filter_map(wall).sum();
    let answered: f64 = right.iter().map(|sample| f64::from(sample.operations)).sum();
    if seconds > 0.0 { answered / seconds } else { 0.0 }
}

fn p99(ascending: &[f64]) -> Option<f64> {
    if ascending.len() < P99_LEAST_SAMPLES { None } else { quantile(ascending, PerMille::P99) }
}

fn ascending(nanoseconds: impl Iterator<Item = u64>) -> Vec<f64> {
    let mut times: Vec<f64> = nanoseconds.map(milliseconds).collect();
    times.sort_unstable_by(f64::total_cmp);
    times
}
