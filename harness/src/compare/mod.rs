//! `cargo lab compare`: measures the architectures against each other.

use crate::{
    error::{Error, Result},
    project::Project,
};

/// What can be said about a comparison.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Measures and prints.
pub fn run(_project: &Project, _arguments: &Arguments) -> Result<()> {
    Err(Error::internal("there is no comparison yet"))
}
