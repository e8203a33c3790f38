//! What the Postgres engine needs beside its Rust: made from the pinned npm package, checked against pinned digests.
//!
//! The files are the same bytes on every machine, so nothing of them is committed but their digests. They have to be: a
//! stored tenant holds only what differs from the base, and names the base by its digest.

use std::{fs, path::PathBuf};

use crate::{
    error::{Error, Result},
    machine::{process, project::Project},
    terminal::Step,
};

/// The npm package that they are made from, below `node_modules`.
const PACKAGE: &str = "node_modules/@electric-sql/pglite";

/// The folder of the files.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root().join("workers/engine/postgres/assets")
}

/// Whether all of them are there, as they should be.
pub(super) fn are_made(project: &Project) -> Result<bool> {
    Ok(first_wrong(project)?.is_none())
}

/// Makes them.
pub(super) fn make(project: &Project, step: &Step) -> Result<()> {
    let script = project.root().join("workers/engine/postgres/make_assets.mjs");
    let mut command = process::command("node", &project.wrangler());
    process::with_npm_programs(&mut command, project)?;
    process::run(command.arg(script).arg(project.wrangler().join(PACKAGE)).arg(folder(project)), step)?;
    match first_wrong(project)? {
        None => Ok(()),
        Some(name) => Err(Error::environment(format!(
            "{name} was made, but is not what {} says: the npm package is another",
            digests(project).display()
        ))),
    }
}

fn digests(project: &Project) -> PathBuf {
    project.root().join("workers/engine/postgres/assets.b3")
}

/// The first file that is missing or not as its digest says.
fn first_wrong(project: &Project) -> Result<Option<String>> {
    let path = digests(project);
    let lines = fs::read_to_string(&path).map_err(|error| Error::file(&path, &error))?;
    for line in lines.lines() {
        let (digest, name) =
            line.split_once("  ").ok_or_else(|| Error::internal(format!("{}: {line}", path.display())))?;
        let is_right =
            fs::read(folder(project).join(name)).is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == digest);
        if !is_right {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}
