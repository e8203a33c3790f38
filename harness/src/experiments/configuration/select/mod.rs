//! Chooses among what a scenario measures: cells, arms, and known effects.

mod arms;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use indexmap::IndexSet;

pub use self::arms::keep_arms;
use crate::{
    error::{Error, Result},
    instrument::scenario::{Arm, Claim, CrossCheck, Scenario},
    record::quantity::{Condition, Quantity, unknown},
};

/// The largest share of its own time by which an answer is held back.
const MOST_HANDICAP: f64 = 10.0;

/// Removes all other cells and trials, and what needs them.
pub fn keep_cells(scenario: &mut Scenario, names: &[String]) -> Result<()> {
    let known = || scenario.cells.keys().chain(scenario.trials.keys()).map(String::as_str);
    if let Some(name) = names.iter().find(|name| known().all(|known| known != name.as_str())) {
        return Err(Error::usage(unknown("cell", name, known())));
    }
    scenario.trials.retain(|name, _| names.contains(name));
    let before = scenario.clone();
    scenario.cells.retain(|name, _| names.contains(name));
    scenario.legs.retain(|leg| names.contains(&leg.cell));
    keep_across(scenario);
    drop_changed(scenario, &before);
    Ok(())
}

/// Removes from what says something over several cells those that are gone, or are compared with another base than the first,
/// and what is left with fewer than two.
fn keep_across(scenario: &mut Scenario) {
    let cells = &scenario.cells;
    let keep = |names: &mut Vec<String>| {
        let base = |name: &String| cells.get(name).and_then(|cell| cell.base.as_ref());
        let first = names.iter().find_map(base);
        names.retain(|name| first.is_some() && base(name) == first);
        names.len() >= 2
    };
    scenario.surveys.retain(|_, survey| keep(&mut survey.cells));
    scenario.fits.retain(|_, fit| keep(&mut fit.cells));
}

/// Drops the claims and cross-checks that are no longer about the same cell, the same arm and the same base.
fn drop_changed(scenario: &mut Scenario, before: &Scenario) {
    let claimed =
        |holds: &str, scenario: &Scenario| Some(about(Condition::parse(holds, scenario).ok()?.quantity, scenario));
    let named = |way: &str, scenario: &Scenario| Some(about(Quantity::parse(way, scenario).ok()?, scenario));
    let claims = scenario.claims.clone().into_iter().filter(|(_, Claim { holds, .. })| {
        claimed(holds, scenario).is_some_and(|about| claimed(holds, before) == Some(about))
    });
    let cross_checks = scenario.cross_checks.clone().into_iter().filter(|(_, CrossCheck { one, other, .. })| {
        [one, other].into_iter().all(|way| named(way, scenario).is_some_and(|about| named(way, before) == Some(about)))
    });
    (scenario.claims, scenario.cross_checks) = (claims.collect(), cross_checks.collect());
}

/// What a quantity is about: the cell, the arm, and what that is held against, where it is.
fn about(quantity: Quantity, scenario: &Scenario) -> (String, String, Option<String>) {
    let base = scenario.cells.get(&quantity.cell).and_then(|cell| cell.base.clone());
    let base = quantity.against.or(base).filter(|_| quantity.measure.is_relative());
    (quantity.cell, quantity.arm, base)
}

/// A known effect: every answer of an arm is held back by a share of its own time.
#[derive(Clone, Debug, PartialEq)]
pub struct Handicap {
    /// The arm.
    pub arm: String,
    /// The share.
    pub share: f64,
}

impl Handicap {
    /// Sets it in every cell that has the arm, in which answers can be held back and in which the client's clock counts.
    pub fn apply(&self, scenario: &mut Scenario) -> Result<()> {
        let cells = scenario.cells.values_mut().filter(|cell| cell.can_hold_back());
        let arms = cells.flat_map(|cell| &mut cell.arms).filter(|(_, arm)| arm.reading.is_none());
        let arms: Vec<(&String, &mut Arm)> = arms.collect();
        if arms.iter().all(|(name, _)| **name != self.arm) {
            let known: IndexSet<&str> = arms.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Error::usage(unknown("arm of a paired or first_request cell", &self.arm, known)));
        }
        let held_back = arms.into_iter().filter(|(name, _)| **name == self.arm).map(|(_, arm)| arm);
        held_back.for_each(|arm| arm.handicap = Some(self.share));
        Ok(())
    }
}

impl FromStr for Handicap {
    type Err = Error;

    /// Reads a text such as `new_2=0.05`.
    fn from_str(text: &str) -> Result<Self> {
        let parts = text.rsplit_once('=').and_then(|(arm, share)| Some((arm, share.parse().ok()?)));
        let Some((arm, share)) = parts.filter(|(arm, _)| !arm.is_empty()) else {
            return Err(Error::usage(format!("{text:?} is not an arm and a share, such as new_2=0.05")));
        };
        if !(0.0..=MOST_HANDICAP).contains(&share) {
            let message = format!("{share} is not between 0 and {MOST_HANDICAP}, as a share of the arm's own time");
            return Err(Error::usage(message));
        }
        Ok(Self { arm: arm.to_owned(), share })
    }
}
