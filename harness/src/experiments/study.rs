//! What an experiment asks, and what a quick run takes of it.

#[cfg(test)]
pub(crate) mod sound;
#[cfg(test)]
mod tests;

use shared::call::ServiceName;

use crate::instrument::scenario::Scenario;

/// A scenario, and what a quick run takes of it.
#[derive(Clone, Debug)]
pub struct Study {
    /// All of it.
    pub scenario: Scenario,
    /// The cells of a quick run.
    pub quick_cells: &'static [&'static str],
    /// What is changed for one, as TOML.
    pub quick_sizes: &'static str,
    /// The Workers that are asked, and whom they ask; the local runtime serves no others.
    pub workers: Vec<ServiceName>,
}
