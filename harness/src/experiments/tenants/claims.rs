//! What is believed of many tenants before the run, for every arm whose engine is shared by tenants.

use indexmap::IndexMap;

use crate::instrument::scenario::{Arm, Claim, EnginePlace, Kind};

/// The upper end of the interval of 7 warm requests in a burst of 100, as an earlier deployment showed them.
const EARLIER_BURST: f64 = 0.137;

/// The claims about these arms, by name.
pub(super) fn claims(arms: &IndexMap<String, Arm>) -> IndexMap<String, Claim> {
    let shared = |arm: &Arm| arm.serving.as_ref().is_some_and(|serving| serving.place == EnginePlace::Compute);
    let names = arms.iter().filter(|(_, arm)| shared(arm)).map(|(name, _)| name.as_str());
    names.flat_map(|name| of_arm(name, arms)).collect()
}

fn of_arm(arm: &str, arms: &IndexMap<String, Arm>) -> Vec<(String, Claim)> {
    let claim = |what: &str, question: &str, holds: String| {
        let name: String = format!("{arm}_{what}").replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        (name, Claim { kind: Kind::Hypothesis, question: format!("{arm}: {question}"), holds })
    };
    let kept = arm.replacen("new", "new_kept_warm", 1);
    let mut claims = vec![
        claim(
            "second_warm",
            "is the same tenant's second request warm (an earlier deployment: 20 of 20)?",
            format!("second.{arm}.warm > 0.9"),
        ),
        claim(
            "cross_tenant_warm",
            "does one tenant's request warm the place for most others (an earlier deployment: 3 of 20)?",
            format!("cross_tenant.{arm}.warm > 0.5"),
        ),
        claim(
            "burst_warm",
            "is a burst of new tenants mostly cold (an earlier deployment: 7 of 100 warm)?",
            format!("burst.{arm}.warm <= {EARLIER_BURST}"),
        ),
        claim(
            "keep_warm_gain",
            "does a keep-warm signal make more answers to sparse traffic warm?",
            format!("sparse.{kept}/{arm}.warm_gain > 0"),
        ),
    ];
    if let Some(other) = in_object(arm, arms) {
        claims.push(claim(
            "longest_gain",
            "after the longest idle gap, are more tenants warm than with the engine in their object?",
            format!("gaps.{arm}/{other}.longest_gain > 0.5"),
        ));
    }
    claims
}

/// The arm on the same engine that has it in the tenant's object.
fn in_object<'a>(arm: &str, arms: &'a IndexMap<String, Arm>) -> Option<&'a str> {
    let own = arms.get(arm)?.serving.as_ref()?;
    let is_other = |other: &Arm| {
        let serving = other.serving.as_ref();
        serving.is_some_and(|serving| serving.architecture == "traditional" && serving.is_comparable(own))
    };
    arms.iter().find(|(_, other)| is_other(other)).map(|(name, _)| name.as_str())
}
