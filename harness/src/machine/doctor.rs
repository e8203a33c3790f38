//! `cargo lab doctor`: what is there, what is missing, and the command that mends it.

use comfy_table::{Table, presets};

use crate::{
    error::{Error, Result},
    machine::{project::Project, tools::Need},
    terminal,
};

/// Prints a table of all needs; one that is missing makes it an error.
pub fn run(project: &Project) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["need", "state", "where, or what mends it"]);
    let mut missing = Vec::new();
    for need in Need::ALL {
        if let Some(place) = need.find(project)? {
            table.add_row([need.name(), "found".to_owned(), place]);
        } else {
            table.add_row([need.name(), "MISSING".to_owned(), need.remedy()]);
            missing.push(need.name());
        }
    }
    terminal::print(&(table.trim_fmt() + "\n"))?;
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::environment(format!("missing: {}", missing.join(", "))).remedy("cargo lab setup"))
    }
}
