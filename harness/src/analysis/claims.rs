//! The answers to what was claimed before the run.

use shared::statistics::Answer;

use crate::{
    quantity::Condition,
    record::{ClaimFinding, Findings},
    scenario::{Claim, Scenario},
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
            answer: condition.zip(found).map_or(Answer::Undecided, |(condition, found)| condition.answer(found)),
        }
    };
    scenario.claims.iter().map(answered).collect()
}
