//! `cargo lab rpc`: what one hop between Workers costs, by transport, codec, payload, depth and concurrency.

mod cells;
mod claims;
mod scenario;

use shared::call::ServiceName;

use crate::{
    error::Result,
    experiments::{self, Arguments, study::Study},
    machine::project::Project,
};

/// Measures every way to call a function against calling it inline. Compute takes no part in that, so nothing is spread.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiments::run(project, &Study::rpc(), &[], arguments)
}

impl Study {
    /// What one hop between Workers costs.
    pub fn rpc() -> Self {
        Self {
            scenario: scenario::scenario(),
            quick_cells: &scenario::QUICK,
            quick_sizes: scenario::QUICK_SIZES,
            workers: vec![ServiceName::RpcRuntime, ServiceName::RpcCaller, ServiceName::Router],
        }
    }
}
