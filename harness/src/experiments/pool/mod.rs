//! `cargo lab pool`: what it costs that a task is kept from those before it, and what a pool of isolates saves.

mod cells;
mod claims;
mod scenario;
#[cfg(test)]
mod tests;
mod trials;

use shared::call::ServiceName;

use crate::{
    error::Result,
    experiments::{self, Arguments, study::Study},
    machine::project::Project,
};

/// Measures every way in which a task can have an isolate against a Worker that is bound and always there. Compute takes no part in that,
/// so nothing is spread.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiments::run(project, &Study::pool(), &[], arguments)
}

impl Study {
    /// What pools of isolates cost and save.
    pub fn pool() -> Self {
        Self {
            scenario: scenario::scenario(),
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: vec![ServiceName::PoolHost, ServiceName::Pool, ServiceName::Router],
        }
    }
}
