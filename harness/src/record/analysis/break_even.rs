//! From how many requests on one architecture is cheaper than another: a cold start once, then warm requests.

use statistics::{Estimate, Interval, difference, ratio_of_independent};

use super::table::{ArmTable, CellTable, Values, pairs};
use crate::{
    instrument::scenario::{Procedure, Processes, Role},
    record::BreakEven,
};

/// Every two architectures with a cold start and warm requests, the earlier of the two as the base.
pub(super) fn all(tables: &[CellTable], seed: u64) -> Vec<BreakEven> {
    let cold = |table: &&CellTable| table.cell.procedure == Procedure::FirstRequest { processes: Processes::PerArm };
    let mut names: Vec<&str> = Vec::new();
    for arm in tables.iter().filter(cold).flat_map(|table| &table.arms).filter(|arm| counts(arm)) {
        if !names.contains(&arm.name) {
            names.push(arm.name);
        }
    }
    let pairs =
        names.iter().enumerate().flat_map(|(index, base)| names.iter().skip(index + 1).map(move |arm| (*base, *arm)));
    pairs.filter_map(|(base, arm)| between(tables, base, arm, seed)).collect()
}

fn between(tables: &[CellTable], base: &str, arm: &str, seed: u64) -> Option<BreakEven> {
    let of_both = |table: &CellTable, values: fn(&ArmTable) -> Values| {
        let arms = [table.arm(base)?, table.arm(arm)?];
        let [base, arm] = arms.map(|arm| if counts(arm) { values(arm) } else { Values::new() });
        difference(&pairs(&base, &arm), seed)
    };
    let measured = |arm: &ArmTable| arm.values.clone();
    let again = |arm: &ArmTable| arm.again();
    let first = |procedure: &dyn Fn(&Procedure) -> bool, values| {
        let is_waited_for = |table: &&CellTable| procedure(&table.cell.procedure) && table.cell.clock.is_usual();
        tables.iter().filter(is_waited_for).find_map(|table| of_both(table, values))
    };
    let is_cold = |procedure: &Procedure| *procedure == Procedure::FirstRequest { processes: Processes::PerArm };
    let cold = first(&is_cold, measured)?;
    // A second request is warm too, if less so than one in a loop.
    let warm = first(&|procedure| matches!(procedure, Procedure::Paired { .. }), measured)
        .or_else(|| first(&is_cold, again))?;
    Some(BreakEven {
        arm: arm.to_owned(),
        base: base.to_owned(),
        cold_ms: cold.into(),
        warm_ms: warm.into(),
        requests: even(&cold, &warm).map(Into::into),
        conclusion: conclusion(&cold, &warm, base, arm),
    })
}

/// Whether the arm is an architecture, asked for one thing at a time.
fn counts(arm: &ArmTable) -> bool {
    arm.arm.role == Role::Compared && arm.arm.batch.is_none()
}

/// How many requests make up for what the first one cost more; none where one of them is not known to cost more or less, or both
/// go the same way.
pub(super) fn even(cold: &Estimate, warm: &Estimate) -> Option<Estimate> {
    let turned = |estimate: &Estimate| {
        let interval = estimate.interval;
        let turned = Interval { low: -interval.high, high: -interval.low };
        Estimate { value: -estimate.value, interval: turned }
    };
    // Whichever of the two is a gain is turned into a cost, for the quotient of two that lie above zero.
    ratio_of_independent(cold, &turned(warm)).or_else(|| ratio_of_independent(&turned(cold), warm))
}

/// The conclusion as a sentence.
pub(super) fn conclusion(cold: &Estimate, warm: &Estimate, base: &str, arm: &str) -> String {
    let unknown = |estimate: &Estimate| estimate.interval.contains(0.0);
    let from = |cheaper: &str| {
        let number = ordinal(-cold.value / warm.value);
        format!("{cheaper} is cheaper from the {number} warm request of an instance on")
    };
    let untold = |what: &str| format!("cannot be told: the interval of {what} includes zero");
    match (unknown(cold), unknown(warm)) {
        (true, true) => untold("either difference"),
        (true, false) => untold("the difference of cold starts"),
        (false, true) => untold("the difference of warm requests"),
        (false, false) => match (cold.value > 0.0, warm.value > 0.0) {
            (true, true) => format!("{arm} costs more than {base} at every number of requests"),
            (false, false) => format!("{arm} costs less than {base} at every number of requests"),
            (true, false) => from(arm),
            (false, true) => from(base),
        },
    }
}

/// The first whole number beyond the break-even as a word: 37th for 36.4.
fn ordinal(requests: f64) -> String {
    let number = requests.floor() + 1.0;
    let ending = match (number % 10.0, number % 100.0) {
        (_, teen) if (11.0..=13.0).contains(&teen) => "th",
        (1.0, _) => "st",
        (2.0, _) => "nd",
        (3.0, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
