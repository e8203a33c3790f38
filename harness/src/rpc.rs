//! `cargo lab rpc`: what one hop between Workers costs, by transport, codec, payload, depth and concurrency.

use crate::{
    error::Result,
    experiment::{self, Arguments},
    project::Project,
    scenario::Study,
};

/// Measures every way to call a function against calling it inline. Compute takes no part in that, so nothing is spread.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    experiment::run(project, &Study::rpc(), &[], arguments)
}
