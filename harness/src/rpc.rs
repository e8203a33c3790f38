//! `cargo lab rpc`: what one hop between Workers costs, by transport, codec, payload, depth and concurrency.

use crate::{
    error::{Error, Result},
    experiment::{self, Arguments},
    project::Project,
    scenario::Study,
};

/// Measures every way to call a function against calling it inline.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    if arguments.spread()?.is_some() {
        let message = "compute takes no part in measured calls, so there is nothing to spread; leave --compute-isolates and --routing away";
        return Err(Error::usage(message));
    }
    experiment::run(project, &Study::rpc(), arguments)
}
