//! What became of the calls of batches while things went wrong.

use statistics::median;

use super::table::{ArmTable, milliseconds};
use crate::{
    instrument::{
        samples::{Outcome, Phase, Sample, Tally},
        scenario::{Audited, Procedure},
    },
    record::AuditFinding,
};

/// What is found of an arm; nothing in a cell of another kind.
pub(super) fn finding(arm: &ArmTable, procedure: &Procedure) -> Option<AuditFinding> {
    let Procedure::Audit(audit) = procedure else { return None };
    let batches: Vec<&Sample> = arm.measured().collect();
    let right: Vec<&Sample> = arm.right_answers().collect();
    let looks: Vec<&Sample> = arm.rows.iter().copied().filter(|row| row.phase == Phase::Afterwards).collect();
    let told = |rows: &[&Sample], of: fn(&Tally) -> u64| {
        rows.iter().filter_map(|row| row.tally.as_deref()).map(of).sum::<u64>()
    };
    let calls = |rows: &[&Sample]| rows.iter().map(|row| u64::from(row.operations)).sum::<u64>();
    // Instances tell neither their messages nor their rows.
    let are_calls = audit.of == Audited::Calls;
    let per_call = |count: u64| Some(number(count) / number(calls(&right))).filter(|_| are_calls && !right.is_empty());
    let times: Vec<f64> = right.iter().map(|row| milliseconds(row.elapsed())).collect();
    let answered = told(&batches, |tally| tally.answered);
    Some(AuditFinding {
        looks: looks.len() as u64,
        batches: batches.len() as u64,
        unanswered: batches.iter().filter(|row| row.outcome != Outcome::Right).count() as u64,
        asked: calls(&batches),
        answered,
        dead: told(&batches, |tally| tally.dead),
        effects: told(&looks, |tally| tally.effects),
        lost: told(&looks, |tally| tally.lost),
        doubled: told(&looks, |tally| tally.doubled),
        reordered: told(&looks, |tally| tally.reordered),
        waiting: told(&looks, |tally| tally.waiting),
        left: told(&looks, |tally| tally.left),
        messages_per_call: per_call(told(&batches, |tally| tally.messages)),
        rows_per_call: per_call(told(&batches, |tally| tally.rows_written)),
        ledger_rows_per_effect: Some(told(&looks, |tally| tally.effects))
            .filter(|effects| are_calls && *effects > 0)
            .map(|effects| number(told(&looks, |tally| tally.ledger_rows)) / number(effects)),
        redelivered: told(&batches, |tally| tally.redelivered),
        per_second: per_second(&batches, answered),
        p50_ms: median(&times),
    })
}

/// Answered calls over the time for which each client waited, of as many clients as there were.
fn per_second(batches: &[&Sample], answered: u64) -> Option<f64> {
    let waited: f64 = batches.iter().map(|row| milliseconds(row.elapsed()) / 1e3 / f64::from(row.clients.max(1))).sum();
    (waited > 0.0).then(|| number(answered) / waited)
}

fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
