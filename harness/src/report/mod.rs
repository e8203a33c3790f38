//! Reports of a run, made from its record alone: written once as a document, rendered for every reader.
//!
//! ```text
//! record ──► sections ──► document ─┬─► terminal: 80 columns of plain text
//!                                   ├─► markdown: a repository; summary: the page of a CI run
//!                                   └─► html: a browser
//!        └─► csv: a spreadsheet
//! ```
//!
//! `words`, `badges` and `coordinate` hold what sections have in common; `matrix` and `fit` turn findings into rows.

mod badges;
mod characters;
mod coordinate;
mod csv;
mod document;
mod fit;
mod html;
mod markdown;
mod matrix;
#[cfg(test)]
mod odd;
mod part;
mod picks;
mod sections;
pub(crate) mod simulated;
mod summary;
mod terminal;
#[cfg(test)]
mod tests;
mod undecided;
pub(crate) mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) use self::{
    html::head_of,
    part::{Part, Wanted},
    terminal::Extent,
    undecided::undecided,
};
use crate::{
    error::{Error, Result},
    record::{Run, gate::Checked},
};

/// The page for a browser, in the folder of a run.
const PAGE: &str = "report.html";

/// Writes all forms that are files into the folder of a run, and hands back the path of the page.
pub(crate) fn write(folder: &Path, run: &Run) -> Result<PathBuf> {
    let files = [(PAGE, page(run)), ("report.md", markdown(run)), ("findings.csv", csv(run)?)];
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Error::file(&path, &error))?;
    }
    Ok(folder.join(PAGE))
}

/// The page for a browser.
pub fn page(run: &Run) -> String {
    html::render(&sections::document(run))
}

/// Markdown for a repository.
pub(crate) fn markdown(run: &Run) -> String {
    markdown::render(&sections::document(run))
}

/// A short report in GitHub's Markdown, with what became of the gates.
pub(crate) fn summary(run: &Run, gates: &[Checked]) -> String {
    summary::render(&sections::document(run), gates)
}

/// A part of the report for another page: the part with that address, or the answer. Pictures are named after the run and lie
/// in `folder`, as that page sees it.
pub(crate) fn part(run: &Run, (name, id): (&str, &str), wanted: Wanted, folder: &str) -> Result<Part> {
    part::part(&sections::document(run), (name, id), wanted, folder)
}

/// One row for every number of the findings.
pub(crate) fn csv(run: &Run) -> Result<String> {
    csv::render(run)
}

/// Text for a terminal, which names the page that says more, if there is one.
pub(crate) fn terminal(run: &Run, extent: Extent, page: Option<&Path>) -> String {
    terminal::render(&sections::document(run), extent, page)
}
