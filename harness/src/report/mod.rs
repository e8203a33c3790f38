//! Reports of a run, made from its record alone.
//!
//! | module | for |
//! |---|---|
//! | [`terminal`] | whoever ran it: 80 columns of plain text |
//! | [`markdown`] | a repository |
//! | [`summary`] | the page of a CI run |
//! | [`table`] | a spreadsheet |
//! | [`html`] | a browser |
//!
//! `words`, `numbers`, `coordinate`, `matrix`, `fit` and `tenants` hold what the texts have in common, so that all of them say the same.

mod coordinate;
mod fit;
pub mod html;
pub mod markdown;
mod matrix;
pub(crate) mod numbers;
#[cfg(test)]
mod odd;
pub mod summary;
pub mod table;
mod tenants;
pub mod terminal;
pub(crate) mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    record::Run,
};

/// The page for a browser, in the folder of a run.
pub const PAGE: &str = "report.html";

/// Writes all forms that are files into the folder of a run, and hands back the path of the page.
pub fn write(folder: &Path, run: &Run) -> Result<PathBuf> {
    let files =
        [(PAGE, html::render(run)), ("report.md", markdown::render(run)), ("findings.csv", table::render(run)?)];
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Error::file(&path, &error))?;
    }
    Ok(folder.join(PAGE))
}
