//! The program that makes the JavaScript of Workers: it is compiled as the harness is, so that what it is made of is there already.

use std::path::PathBuf;

use super::{compile::made, process};
use crate::{error::Result, machine::project::Project};

/// The package of this workspace's programs, and the name of this one.
const PACKAGE: &str = "isolab";
const PROGRAM: &str = "glue";

/// Its source: what it makes differs with it.
pub(super) const SOURCE: &str = include_str!("../../../program/src/bin/glue.rs");

/// The program, compiled anew where it is not of the present sources.
pub(super) fn program(project: &Project) -> Result<PathBuf> {
    let mut command = process::command("cargo", project.root());
    command.args(["build", "--profile", "lab", "-p", PACKAGE, "--bin", PROGRAM]);
    made(&mut command, PROGRAM)
}
