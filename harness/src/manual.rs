//! Shell completions and man pages, drawn from the command line's own description.
//!
//! Both are for the program `isolab`, which a build leaves in `target/lab`: cargo completes its own commands only, and
//! `cargo lab` is an alias for that program.

use std::{fs, io, path::Path};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{
    error::{Error, Result},
    terminal,
};

/// The program's own name.
const PROGRAM: &str = "isolab";

/// Prints the completions for a shell.
pub fn completions(command: Command, shell: Shell) -> Result<()> {
    terminal::print(&completions_of(command, shell))
}

/// Prints the man page, or with a folder writes one page for the program and one for each of its commands.
pub fn man(command: Command, folder: Option<&Path>) -> Result<()> {
    let Some(folder) = folder else { return terminal::print(&page(command)?) };
    let failed = |error: io::Error| Error::file(folder, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(as_program(command), folder).map_err(failed)
}

fn completions_of(command: Command, shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut as_program(command), PROGRAM, &mut script);
    script
}

fn page(command: Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(as_program(command)).render(&mut page)?;
    Ok(page)
}

/// The description under the name of the program instead of the alias.
fn as_program(command: Command) -> Command {
    command.name(PROGRAM).bin_name(PROGRAM)
}

#[cfg(test)]
mod tests;
