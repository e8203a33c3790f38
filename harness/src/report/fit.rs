//! The unknowns of a fit, in units that suit a reader.

use super::coordinate::unit;
use crate::{
    ranged::Ranged,
    record::{FitFinding, FittedArm},
};

/// A cost in milliseconds is told in microseconds.
const MICROSECONDS: f64 = 1e3;

/// The heads of the unknowns: the constant, then each coordinate that varied for any arm.
pub(crate) fn heads(fit: &FitFinding) -> Vec<String> {
    let constant = ["constant µs".to_owned()].into_iter();
    constant.chain(varied(fit).map(|name| format!("µs per {}", unit(name).0))).collect()
}

/// The unknowns of an arm, under the heads; none where a coordinate does not vary among its cells.
pub(crate) fn unknowns(fit: &FitFinding, arm: &FittedArm) -> Vec<Option<Ranged>> {
    let slope = |name: &String| Some(times(arm.factors_ms.get(name)?, MICROSECONDS * unit(name).1));
    [Some(times(&arm.constant_ms, MICROSECONDS))].into_iter().chain(varied(fit).map(slope)).collect()
}

fn varied(fit: &FitFinding) -> impl Iterator<Item = &String> {
    fit.over.iter().filter(|name| fit.arms.iter().any(|arm| arm.factors_ms.contains_key(*name)))
}

fn times(Ranged { value, lower, upper }: &Ranged, factor: f64) -> Ranged {
    Ranged { value: value * factor, lower: lower * factor, upper: upper * factor }
}
