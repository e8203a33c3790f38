//! What an experiment asks, and what a quick run takes of it.

#[cfg(test)]
pub(crate) mod sound;
#[cfg(test)]
mod tests;

use shared::call::ServiceName;
#[cfg(test)]
use shared::{engine::EngineName, routing::Routing};

use crate::instrument::scenario::Scenario;

/// A scenario, and what a quick run takes of it.
#[derive(Clone, Debug)]
pub struct Study {
    /// All of it.
    pub scenario: Scenario,
    /// The cells and trials of a quick run.
    pub quick_cells: &'static [&'static str],
    /// What is changed for one, as TOML.
    pub quick_sizes: &'static str,
    /// The Workers that are asked, and whom they ask; the local runtime serves no others.
    pub workers: Vec<ServiceName>,
}

#[cfg(test)]
impl Study {
    /// One of every kind that there is, for tests that are about all of them.
    pub(crate) fn every() -> Vec<Self> {
        let policies = [Routing::Random, Routing::TenantAffine];
        let tenants = Self::tenants(&EngineName::ALL, &policies, 2.0);
        vec![
            Self::split(EngineName::Sqlite),
            Self::split(EngineName::Postgres),
            Self::rpc(),
            Self::call(),
            Self::workflow(),
            Self::pool(),
            tenants,
        ]
    }
}
