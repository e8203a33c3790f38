//! Holds two ways of measuring the same thing against each other.

use statistics::{Accord, Estimate, ratio_of_independent};

use crate::{
    instrument::scenario::{CrossCheck, Scenario},
    ranged::Ranged,
    record::{CrossCheckFinding, Findings, Way, quantity::Quantity},
};

/// Every cross-check of the scenario; what was not measured in both ways is undecided.
pub(super) fn all(scenario: &Scenario, findings: &Findings) -> Vec<CrossCheckFinding> {
    let way = |quantity: &String| Way { found: found(quantity, scenario, findings), quantity: quantity.clone() };
    let finding = |(name, check): (&String, &CrossCheck)| {
        let (one, other) = (way(&check.one), way(&check.other));
        let ratio = ratio(&one, &other);
        CrossCheckFinding {
            name: name.clone(),
            question: check.question.clone(),
            one,
            other,
            ratio: ratio.map(Ranged::from),
            accord: ratio.as_ref().map_or(Accord::Undecided, Accord::of),
        }
    };
    scenario.cross_checks.iter().map(finding).collect()
}

fn found(quantity: &str, scenario: &Scenario, findings: &Findings) -> Option<Ranged> {
    let found = Quantity::parse(quantity, scenario).ok()?.find(findings);
    // What no number of clients reached has no value that a file could hold.
    found.filter(|found| found.value.is_finite())
}

/// Both come from different cells, so that their intervals do not depend on each other but for the luck of the processes that
/// they share, which makes the interval too wide rather than too narrow.
fn ratio(one: &Way, other: &Way) -> Option<Estimate> {
    ratio_of_independent(&one.found?.into(), &other.found?.into())
}
