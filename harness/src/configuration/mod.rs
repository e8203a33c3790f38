//! What a run is told to do: a scenario declared in Rust, changed by files and by the command line, layer over layer.
//!
//! ```text
//! Study::split(EngineName::Sqlite).scenario ── Layer::read("lab.toml") ── Layer::flag("--rounds", "size.rounds", 7) ── configure ── Configured
//!                                                                                                 │
//!                                                      change: keep_cells, keep_arms, Handicap ───┘
//! ```
//!
//! Tables are merged key by key, every other value is replaced as a whole; a procedure of another kind replaces the one
//! that was there. What no scenario may say is refused with the layer and the path that said it.

mod across;
mod change;
mod check;
mod claim;
mod layer;
#[cfg(test)]
mod made;
mod merge;
mod path;
mod print;
mod select;
mod templates;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use self::{
    layer::Layer,
    print::print,
    select::{Handicap, keep_arms, keep_cells},
};
use crate::{
    error::{Error, Result},
    scenario::Scenario,
};

/// A scenario with everything that was said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Configured {
    /// What is to be done.
    pub scenario: Scenario,
    /// Where each value that a layer or a choice set comes from, by its path: `size.rounds` from `--rounds`. For a choice of
    /// cells or arms that is the table which holds them.
    pub origins: BTreeMap<String, String>,
}

/// Lays the layers over the scenario, the last on top; a wrong value is a usage error naming its layer and its path.
pub fn configure(base: &Scenario, layers: Vec<Layer>) -> Result<Configured> {
    let mut merged = whole(base)?;
    let mut origins = BTreeMap::new();
    for layer in layers {
        merge::merge(&mut merged, &layer, &mut origins)
            .map_err(|(path, message)| Error::usage(format!("{}: {path}: {message}", layer.origin)))?;
    }
    let scenario: Scenario = serde_path_to_error::deserialize(merged).map_err(|error| {
        let path = path::of(error.path());
        refusal(&origins, &path, &error.into_inner().to_string())
    })?;
    check::check(&scenario).map_err(|fault| refusal(&origins, &fault.path, &fault.message))?;
    Ok(Configured { scenario, origins })
}

impl Configured {
    /// Forgets where values came from that are no longer there, such as those of cells that were not chosen.
    fn forget_removed(&mut self, whole: &Value) {
        let mut present = BTreeSet::new();
        collect(whole, "", &mut present);
        self.origins.retain(|path, _| present.contains(path));
    }
}

/// The scenario in the shape of a layer.
fn whole(scenario: &Scenario) -> Result<Value> {
    serde_json::to_value(scenario).map_err(|error| Error::internal(format!("{}: {error}", scenario.name)))
}

fn collect(value: &Value, path: &str, present: &mut BTreeSet<String>) {
    if let Value::Object(table) = value {
        for (key, value) in table {
            collect(value, &path::join(path, key), present);
        }
    }
    present.insert(path.to_owned());
}

/// The error for a value: told by whoever set it, or set something below it, or all of what it is in.
fn refusal(origins: &BTreeMap<String, String>, path: &str, message: &str) -> Error {
    let below: Vec<(&String, &String)> = origins.iter().filter(|(set, _)| path::is_within(set, path)).collect();
    let (path, origin) = match below.as_slice() {
        [] => {
            let above = origins.iter().find(|(set, _)| path::is_within(path, set));
            (path, above.map_or("the scenario", |(_, origin)| origin.as_str()).to_owned())
        }
        [(set, origin)] => (set.as_str(), (*origin).clone()),
        several => {
            let names: BTreeSet<&str> = several.iter().map(|(_, origin)| origin.as_str()).collect();
            (path, names.into_iter().collect::<Vec<_>>().join(" and "))
        }
    };
    Error::usage(format!("{origin}: {path}: {message}"))
}
