//! `cargo lab workflow`: what it costs that an instance of a workflow outlives its object, and which habits make engines slow.

mod cell;
mod cells;
mod claims;
mod kills;
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

/// Measures the engine against an object that writes a row, and against an engine that is built as slow ones are. Compute takes no
/// part in that, so nothing is spread.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiments::run(project, &Study::workflow(), &[], arguments)
}

impl Study {
    /// What durable workflows cost.
    pub fn workflow() -> Self {
        Self {
            scenario: scenario::scenario(),
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: vec![
                ServiceName::CallTarget,
                ServiceName::CallSource,
                ServiceName::WorkflowTracker,
                ServiceName::Workflow,
                ServiceName::Router,
            ],
        }
    }
}
