//! What was believed before the run, answered by its intervals.

use statistics::{Answer, Comparison, Estimate};

use super::keep_warm::gain;
use crate::{
    record::{ClaimFinding, Ranged},
    scenario::Kind,
    tenants::{
        contender::{Contender, EnginePlace},
        findings::TenantFindings,
        plan::Plan,
        traffic::ScenarioName,
        visit::Variant,
    },
};

/// The upper end of the interval of 7 warm requests in a burst of 100, as an earlier deployment showed them.
const EARLIER_BURST: f64 = 0.137;

/// All claims, for every contender whose engine is shared by tenants. What was not measured is undecided, and so is what no
/// scenario of the plan could answer.
pub(super) fn all(plan: &Plan, found: &TenantFindings) -> Vec<ClaimFinding> {
    let shared = plan.contenders.iter().filter(|contender| contender.place == EnginePlace::Compute);
    shared.flat_map(|contender| of_contender(plan, found, contender)).collect()
}

fn of_contender(plan: &Plan, found: &TenantFindings, contender: &Contender) -> Vec<ClaimFinding> {
    let label = contender.label();
    let warm = |scenario| found.group(scenario, &label, Variant::Plain)?.warm.map(|share| share.share);
    let claim = |scenario: ScenarioName, (what, question): (&str, String), (comparison, bound), value| {
        plan.shape(scenario)?;
        let name = format!("{}.{label}.{what}", scenario.as_str());
        Some(answered(name, question, comparison, bound, value))
    };
    let kept = found.keep_warm.iter().find(|kept| kept.contender == label).map(|kept| kept.gain);
    [
        claim(
            ScenarioName::Second,
            ("warm", format!("{label}: is the same tenant's second request warm (an earlier deployment: 20 of 20)?")),
            (Comparison::Greater, 0.9),
            warm(ScenarioName::Second),
        ),
        claim(
            ScenarioName::CrossTenant,
            (
                "warm",
                format!("{label}: does one tenant's request warm the place for most others (an earlier deployment: 3 of 20)?"),
            ),
            (Comparison::Greater, 0.5),
            warm(ScenarioName::CrossTenant),
        ),
        claim(
            ScenarioName::Burst,
            ("warm", format!("{label}: is a burst of new tenants mostly cold (an earlier deployment: 7 of 100 warm)?")),
            (Comparison::AtMost, EARLIER_BURST),
            warm(ScenarioName::Burst),
        ),
        claim(
            ScenarioName::Sparse,
            ("keep_warm.gain", format!("{label}: does a keep-warm signal make more answers to sparse traffic warm?")),
            (Comparison::Greater, 0.0),
            kept,
        ),
        claim(
            ScenarioName::Gaps,
            (
                "longest.gain",
                format!("{label}: after the longest idle gap, are more tenants warm than with the engine in their object?"),
            ),
            (Comparison::Greater, 0.5),
            after_longest_gap(plan, found, contender),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn answered(name: String, question: String, comparison: Comparison, bound: f64, found: Option<Ranged>) -> ClaimFinding {
    let answer = found.map_or(Answer::Undecided, |found| Answer::of(&Estimate::from(found), comparison, bound));
    ClaimFinding {
        holds: format!("{name} {comparison} {bound}"),
        name,
        kind: Kind::Hypothesis,
        question,
        found,
        none_failed_up_to: None,
        answer,
    }
}

/// How much larger the share of warm answers is than that of `traditional` on the same engine.
fn after_longest_gap(plan: &Plan, found: &TenantFindings, contender: &Contender) -> Option<Ranged> {
    let other = plan.contenders.iter().find(|other| other.arm == "traditional" && other.is_comparable(contender))?;
    let warm =
        |contender: &Contender| found.group(ScenarioName::Gaps, &contender.label(), Variant::Plain)?.gaps.last()?.warm;
    Some(gain(&warm(contender)?, &warm(other)?))
}
