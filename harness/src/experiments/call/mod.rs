//! `cargo lab call`: what it costs that a call between two objects is never lost and never made twice.

mod cells;
mod claims;
mod faults;
mod ladders;
mod questions;
mod scenario;
#[cfg(test)]
mod tests;

use shared::call::ServiceName;

use crate::{
    error::Result,
    experiments::{self, Arguments, study::Study},
    machine::project::Project,
};

/// Measures every way in which one object calls another against a plain call. Compute takes no part in that, so nothing is
/// spread.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiments::run(project, &Study::call(), &[], arguments)
}

impl Study {
    /// What a durable call between objects costs.
    pub fn call() -> Self {
        Self {
            scenario: scenario::scenario(),
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: vec![ServiceName::CallTarget, ServiceName::CallSource, ServiceName::Router],
        }
    }
}
