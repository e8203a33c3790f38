//! The program that makes the JavaScript of Workers.
//!
//! It is of one package with the program that asks for it, so that all that it is made of is compiled when that one runs, and linking is left.
//! For that it stands and falls with the sources of the harness: where these do not compile, no Worker is built.

use std::path::PathBuf;

use super::{compile::made, process};
use crate::{error::Result, machine::project::Project, terminal::Step};

/// The package of this workspace's programs, and the name of this one.
const PACKAGE: &str = "isolab";
const PROGRAM: &str = "glue";

/// The program, compiled anew where it is not of the present sources.
pub(super) fn program(project: &Project, step: &Step) -> Result<PathBuf> {
    let mut command = process::command("cargo", project.root());
    command.args(["build", "--profile", "lab", "-p", PACKAGE, "--bin", PROGRAM]);
    made(&mut command, PROGRAM, step)
}
