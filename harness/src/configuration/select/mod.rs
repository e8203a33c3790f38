//! Chooses among what a scenario measures: cells, arms, and known effects.

mod across;
mod arms;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use indexmap::IndexSet;

pub use self::arms::keep_arms;
use super::{
    check::check_handicap,
    claim::{About, about, about_quantity},
};
use crate::{
    error::{Error, Result},
    quantity::unknown,
    scenario::{Arm, Claim, CrossCheck, Scenario},
};

/// Removes all other cells, and what needs them.
pub fn keep_cells(scenario: &mut Scenario, names: &[String]) -> Result<()> {
    if let Some(name) = names.iter().find(|name| !scenario.cells.contains_key(*name)) {
        return Err(Error::usage(unknown("cell", name, scenario.cells.keys().map(String::as_str))));
    }
    let before = scenario.clone();
    scenario.cells.retain(|name, _| names.contains(name));
    scenario.legs.retain(|leg| names.contains(&leg.cell));
    across::keep_across(scenario);
    drop_changed(scenario, &before);
    Ok(())
}

/// Drops the claims and cross-checks that are no longer about the same cell, the same arm and the same base.
fn drop_changed(scenario: &mut Scenario, before: &Scenario) {
    let is_kept = |text: &str, about: fn(&str, &Scenario) -> Result<About, String>| {
        about(text, before).is_ok_and(|meant| about(text, scenario) == Ok(meant))
    };
    let holds = |claim: &Claim| is_kept(&claim.holds, about);
    let claims = scenario.claims.clone().into_iter().filter(|(_, claim)| holds(claim)).collect();
    let both = |check: &CrossCheck| [&check.one, &check.other].iter().all(|way| is_kept(way, about_quantity));
    let cross_checks = scenario.cross_checks.clone().into_iter().filter(|(_, check)| both(check)).collect();
    (scenario.claims, scenario.cross_checks) = (claims, cross_checks);
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
        let cells = scenario.cells.values_mut().filter(|cell| cell.procedure.can_hold_back());
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
        check_handicap(share).map_err(Error::usage)?;
        Ok(Self { arm: arm.to_owned(), share })
    }
}
