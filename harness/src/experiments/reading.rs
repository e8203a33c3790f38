//! Commands that read a run which was made before: `report`, `verify` and `diff`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::{
    error::{Error, Exit, Result},
    machine::project::Project,
    record::{self, diff, verify},
    report::{self, Extent},
    terminal,
};

/// The arguments of a report.
#[derive(Debug, clap::Args)]
pub struct Report {
    /// The run's folder or its run.json [default: the newest in runs]
    run: Option<PathBuf>,
    /// Print this form; without it, all files are written into the run's folder and the answer is printed
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Print every table before the answer, as they stand in report.html and report.md
    #[arg(long)]
    all: bool,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The answer in 80 columns; with --all every table too.
    Terminal,
    /// The page for a browser.
    Html,
    /// Markdown for a repository.
    Markdown,
    /// A short report in GitHub's Markdown.
    Summary,
    /// One row for every number of the findings.
    Csv,
    /// The findings.
    Json,
}

/// The arguments of a comparison of runs.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// The earlier run
    earlier: PathBuf,
    /// The later run
    later: PathBuf,
    /// Fail with exit code 11 when an arm of the later run is slower, with 12 when nothing could be judged
    #[arg(long)]
    strict: bool,
    /// Print the comparison as JSON
    #[arg(long)]
    json: bool,
}

/// Makes the reports of a run.
pub fn report(project: &Project, arguments: &Report) -> Result<()> {
    let (folder, run) = record::open(&chosen(project, arguments.run.as_deref())?)?;
    let extent = if arguments.all { Extent::All } else { Extent::Answer };
    let text = match arguments.format {
        Some(Format::Html) => report::page(&run),
        Some(Format::Markdown) => report::markdown(&run),
        Some(Format::Summary) => report::summary(&run, &[]),
        Some(Format::Csv) => report::csv(&run)?,
        Some(Format::Json) => json(&run.findings)?,
        Some(Format::Terminal) => report::terminal(&run, extent, None),
        None => {
            let page = report::write(&folder, &run)?;
            report::terminal(&run, extent, Some(&page))
        }
    };
    terminal::print(&text)
}

/// Draws every statistic of a run again.
pub fn verify(project: &Project, run: Option<&Path>) -> Result<()> {
    terminal::print(&format!("{}\n", verify::verify(&chosen(project, run)?)?))
}

/// What a comparison of runs says to a program: slower is a failure, and so is a comparison that judges nothing.
pub(crate) fn conclusion(difference: &diff::Difference) -> Result<()> {
    if difference.regressed() {
        return Err(Error::new(Exit::Regression, "the later run is slower"));
    }
    if !difference.judged() {
        return Err(Error::new(Exit::Inconclusive, "the runs have nothing in common that could be judged"));
    }
    Ok(())
}

/// Compares two runs.
pub fn diff(arguments: &Diff) -> Result<()> {
    let (_, earlier) = record::open(&arguments.earlier)?;
    let (_, later) = record::open(&arguments.later)?;
    let difference = diff::diff(&earlier, &later);
    terminal::print(&if arguments.json { json(&difference)? } else { diff::render(&difference) })?;
    if arguments.strict { conclusion(&difference) } else { Ok(()) }
}

fn chosen(project: &Project, run: Option<&Path>) -> Result<PathBuf> {
    match run {
        Some(run) => Ok(run.to_owned()),
        None => record::latest(&project.root().join("runs")),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::internal(error.to_string()))?;
    Ok(text + "\n")
}
