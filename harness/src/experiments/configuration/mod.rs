//! What a run is told to do: a scenario declared in Rust, whose sizes and procedures files and flags may change, layer over
//! layer, and among whose cells and arms the command line may choose.
//!
//! ```text
//! Study::split(engine).scenario ── Layer::parse("--quick") ── Layer::read("lab.toml") ── Layer::flag("--rounds") ── configure ─┐
//!                                                                                                                             ▼
//!                                            print ◄── Configured ◄── choose: keep_cells, keep_arms, Handicap ◄── Configured
//! ```
//!
//! The questions, the arms and the claims are the scenario's own: what is asked is said in one place.

mod layer;
#[cfg(test)]
mod made;
mod print;
mod select;
mod set;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use self::{
    layer::Layer,
    print::print,
    select::{Handicap, keep_arms, keep_cells},
};
use crate::{
    error::{Error, Result},
    instrument::scenario::Scenario,
};

/// A scenario with everything that was said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Configured {
    /// What is to be done.
    pub scenario: Scenario,
    /// Where each value that a layer set comes from, by its path: `size.rounds` from `--rounds`. For a choice of cells or arms
    /// that is the table which holds them.
    pub origins: BTreeMap<String, String>,
}

/// Lays the layers over the scenario, the last on top; a wrong value is a usage error naming its layer and its path.
pub fn configure(base: &Scenario, layers: Vec<Layer>) -> Result<Configured> {
    let mut configured = Configured { scenario: base.clone(), origins: BTreeMap::new() };
    for Layer { origin, values } in layers {
        for (path, value) in values {
            let place = path.join(".");
            set::set(&mut configured.scenario, &path, &value)
                .map_err(|message| Error::usage(format!("{origin}: {place}: {message}")))?;
            configured.origins.insert(place, origin.clone());
        }
    }
    Ok(configured)
}

impl Configured {
    /// Chooses in the name of a flag, such as by [`keep_cells`] for `--cells`; an error leaves everything as it was.
    pub fn choose(&mut self, flag: &str, choose: impl FnOnce(&mut Scenario) -> Result<()>) -> Result<()> {
        let mut chosen = self.scenario.clone();
        choose(&mut chosen)?;
        let before = std::mem::replace(&mut self.scenario, chosen);
        if !before.cells.keys().eq(self.scenario.cells.keys()) {
            self.note("cells".to_owned(), flag);
        }
        for (name, cell) in self.scenario.cells.clone() {
            let Some(earlier) = before.cells.get(&name) else { continue };
            // The order counts: the first is the base.
            if !earlier.arms.keys().eq(cell.arms.keys()) {
                self.note(format!("cells.{name}.arms"), flag);
            }
            for (arm_name, arm) in &cell.arms {
                if arm.handicap != earlier.arms.get(arm_name).and_then(|arm| arm.handicap) {
                    self.note(format!("cells.{name}.arms.{arm_name}.handicap"), flag);
                }
            }
        }
        // Of a cell that is not there nothing was set.
        let cells = &self.scenario.cells;
        let cell = |place: &str| place.strip_prefix("cells.")?.split('.').next().map(str::to_owned);
        self.origins.retain(|place, _| cell(place).is_none_or(|name| cells.contains_key(&name)));
        Ok(())
    }

    fn note(&mut self, place: String, flag: &str) {
        let noted = self.origins.entry(place);
        noted.and_modify(|origin| *origin = format!("{origin} and {flag}")).or_insert_with(|| flag.to_owned());
    }
}
