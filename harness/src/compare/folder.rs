//! The folder of a run: every sample, and the report drawn from them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::Serialize;

use super::{plan::Plan, report::Report, samples::Samples, timestamp::utc};
use crate::{
    error::{Error, Result},
    project::Project,
};

/// What both files say of the run.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RunCard {
    /// When it began, in UTC.
    pub began: String,
    /// What was measured: the local runtime, not a deployment.
    pub kind: &'static str,
    /// Whether it reached its end.
    pub complete: bool,
    /// Its size and its seed.
    pub plan: Plan,
    /// The version of the local runtime.
    pub workerd: String,
    /// The version of the harness.
    pub harness: &'static str,
    /// Operating system and processor.
    pub machine: String,
    /// Threads that the machine runs at once.
    pub threads: usize,
    /// Fresh processes that were started.
    pub processes: u32,
}

/// `samples.json`.
#[derive(Serialize)]
struct SamplesFile<'run> {
    run: &'run RunCard,
    columns: [&'static str; 7],
    samples: &'run Samples,
}

/// `summary.json`, also what `--json` prints.
#[derive(Serialize)]
pub(super) struct SummaryFile<'run> {
    /// The run.
    pub run: &'run RunCard,
    /// Its findings.
    pub report: &'run Report,
}

impl RunCard {
    /// The card of a run that begins now.
    pub(super) fn new(project: &Project, plan: &Plan) -> Result<Self> {
        Ok(Self {
            began: utc(SystemTime::now()),
            kind: "workerd",
            complete: false,
            plan: plan.clone(),
            workerd: runtime_version(project)?,
            harness: env!("CARGO_PKG_VERSION"),
            machine: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            processes: 0,
        })
    }

    /// The folder for a run whose folder was not named.
    pub(super) fn folder(&self, project: &Project) -> PathBuf {
        project.root().join("runs").join(self.began.replace(':', "-"))
    }
}

/// Writes both files and hands back the folder's files by name.
pub(super) fn write(folder: &Path, run: &RunCard, samples: &Samples, report: &Report) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
    write_json(&folder.join("samples.json"), &SamplesFile { run, columns: Samples::COLUMNS, samples })?;
    write_json(&folder.join("summary.json"), &SummaryFile { run, report })
}

fn write_json(path: &Path, content: &impl Serialize) -> Result<()> {
    let text = serde_json::to_vec(content).map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
    fs::write(path, text).map_err(|error| Error::file(path, &error))
}

/// The pinned version; set-up has made sure that it is the installed one.
fn runtime_version(project: &Project) -> Result<String> {
    let path = project.wrangler().join("package.json");
    let text = fs::read(&path).map_err(|error| Error::file(&path, &error))?;
    let manifest: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| Error::usage(format!("{}: {error}", path.display())))?;
    let pinned = ["devDependencies", "dependencies"].iter().find_map(|group| manifest.get(group)?.get("workerd"));
    Ok(pinned.and_then(|version| version.as_str()).unwrap_or("unknown").to_owned())
}
