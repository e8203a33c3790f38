//! The bounds that the project set itself, and whether a run says that they hold.

use serde::Serialize;
use shared::statistics::{Estimate, Outcome, difference};

use super::{
    lane::{Cell, Lane},
    plan::Plan,
    report::{Numbers, hop_ratio, lane_ratio},
    samples::Samples,
};

/// One bound with what was found.
#[derive(Debug, Serialize)]
pub(super) struct Target {
    /// What is bounded.
    pub name: &'static str,
    /// The largest value allowed.
    pub bound: f64,
    /// What was found.
    pub found: Numbers,
    /// Whether the bound holds: met, not met, undecided.
    pub outcome: &'static str,
    /// The unit of bound and finding.
    pub unit: Unit,
}

/// In what a bound is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    /// A ratio of times.
    Times,
    /// Milliseconds.
    Milliseconds,
}

/// Every bound that the run has samples for.
pub(super) fn all(samples: &Samples, plan: &Plan) -> Vec<Target> {
    let times = |cell, base, lane| lane_ratio(samples, plan, cell, base, lane);
    let ratios = [
        ("hot query, new / native", 1.5, times(Cell::Hot, Lane::Native, Lane::New)),
        ("hot query, traditional / native", 1.15, times(Cell::Hot, Lane::Native, Lane::Traditional)),
        ("write, new / native", 1.6, times(Cell::Write, Lane::Native, Lane::New)),
        ("write, traditional / native", 1.15, times(Cell::Write, Lane::Native, Lane::Traditional)),
        ("hop, envelope / JavaScript pair", 1.3, hop_ratio(samples, plan)),
        ("10,000 / 100 writes, warm copy", 1.2, times(Cell::AgeWarm, Lane::Young, Lane::Old)),
        ("10,000 / 100 writes, cold copy", 1.2, times(Cell::AgeCold, Lane::Young, Lane::Old)),
    ];
    let hydrated = samples.pairs(Cell::Hydrate, |pair| pair.of(Lane::Small), |pair| pair.of(Lane::Large));
    let taxes = [
        ("opening the engine in a cold isolate", 50.0, opening(samples, plan)),
        ("hydrating 10 MB", 60.0, difference(&hydrated, plan.seed)),
    ];
    let judged = |unit| {
        move |(name, bound, found): (&'static str, f64, Option<Estimate>)| {
            let found = found?;
            let outcome = Outcome::of(&found, bound).as_str();
            Some(Target { name, bound, found: found.into(), outcome, unit })
        }
    };
    let ratios = ratios.into_iter().filter_map(judged(Unit::Times));
    ratios.chain(taxes.into_iter().filter_map(judged(Unit::Milliseconds))).collect()
}

/// How much longer the first request to compute takes than the second: the start of its WASM and of its engine.
fn opening(samples: &Samples, plan: &Plan) -> Option<Estimate> {
    let first = samples.pairs(Cell::ColdEngine, |_| Some(0.0), |pair| pair.of(Lane::KeepWarm));
    let again = samples.pairs(Cell::ColdEngineAgain, |_| Some(0.0), |pair| pair.of(Lane::KeepWarm));
    let pairs = first.into_iter().zip(again).map(|(first, again)| {
        let both = first.into_iter().zip(again);
        both.map(|(mut first, again)| {
            first.base = again.arm;
            first
        })
        .collect()
    });
    difference(&pairs.collect::<Vec<_>>(), plan.seed)
}
