//! The answers to what was claimed before the run.

use std::collections::BTreeSet;

use statistics::Answer;

use crate::{
    instrument::scenario::{Claim, Scenario},
    ranged::Ranged,
    record::{
        ClaimFinding, Findings,
        quantity::{Condition, Quantity},
    },
};

/// Every claim of the scenario with its answer; what was not measured is undecided.
pub(super) fn answered(scenario: &Scenario, findings: &Findings) -> Vec<ClaimFinding> {
    let answered = |(name, claim): (&String, &Claim)| {
        let condition = Condition::parse(&claim.holds, scenario).ok();
        let found = condition.as_ref().and_then(|condition| condition.quantity.find(findings));
        ClaimFinding {
            name: name.clone(),
            kind: claim.kind,
            question: claim.question.clone(),
            holds: claim.holds.clone(),
            // What no rung reached has an answer, but no value that a file could hold.
            found: found.filter(|found| found.value.is_finite()),
            none_failed_up_to: condition
                .as_ref()
                .filter(|_| found.is_some_and(|found| found.value.is_infinite()))
                .and_then(|condition| condition.quantity.highest()),
            answer: condition
                .zip(found)
                .filter(|(condition, found)| is_reached(condition, *found))
                .map_or(Answer::Undecided, |(condition, found)| condition.answer(found)),
        }
    };
    scenario.claims.iter().map(answered).collect()
}

/// Whether a ladder on which nothing failed went as far as the claim; what it says of higher numbers nobody has seen.
fn is_reached(condition: &Condition, found: Ranged) -> bool {
    let highest = condition.quantity.highest().filter(|_| found.value.is_infinite());
    highest.is_none_or(|highest| f64::from(highest) >= condition.number)
}

/// The pairs of arms that claims and cross-checks compare, each with its cell.
pub(super) struct ClaimedPairs(BTreeSet<(String, String, String)>);

impl ClaimedPairs {
    /// Whether a claim compares two arms of a cell, whichever it names first.
    pub(super) fn holds(&self, cell: &str, arm: &str, other: &str) -> bool {
        let of = |arm: &str, other: &str| (cell.to_owned(), arm.to_owned(), other.to_owned());
        self.0.contains(&of(arm, other)) || self.0.contains(&of(other, arm))
    }
}

/// The pairs of arms that the claims and cross-checks of a scenario compare.
pub(super) fn pairs(scenario: &Scenario) -> ClaimedPairs {
    let conditions = scenario.claims.values().filter_map(|claim| Condition::parse(&claim.holds, scenario).ok());
    let ways = scenario.cross_checks.values().flat_map(|check| [&check.one, &check.other]);
    let quantities = ways.filter_map(|way| Quantity::parse(way, scenario).ok());
    let pair = |quantity: Quantity| Some((quantity.cell, quantity.arm, quantity.against?));
    ClaimedPairs(conditions.map(|condition| condition.quantity).chain(quantities).filter_map(pair).collect())
}
