//! `cargo lab compare`: the compute split against the object with the engine inside and the object's own SQLite.

use crate::{
    error::Result,
    experiment::{self, Arguments},
    project::Project,
    scenario::Study,
};

/// Measures and says which is faster.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiment::run(project, &Study::split(), arguments)
}
