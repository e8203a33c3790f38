//! The course of a run, the same whatever is measured.
//!
//! ```text
//! open: folder, short report ──► measure: lock, fingerprint, view, clock ──► close: record, reports, gates, exit code
//! ```

use std::{
    fs::File,
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use serde_json::json;
use tempfile::TempDir;

use super::{RunArguments, conclusion, target};
use crate::{
    error::{Error, Result},
    instrument::{
        runner::Measured,
        samples::Samples,
        scenario::Medium,
        target::{Choice, Needs, Target, TargetKind},
        view::{self, Event, View},
    },
    machine::{lock::Lock, memory, project::Project, timestamp, workers::Workers},
    record::{
        self, Card, Fingerprint, Folder, Placement, Run, TrialFinding, Watch,
        gate::{Checked, Gate},
    },
    report::{self, Extent},
    terminal,
};

/// A run under way.
pub(super) struct Course<'run> {
    project: &'run Project,
    arguments: &'run RunArguments,
    began: String,
    folder: Folder,
    summary: Option<File>,
}

/// What a run measured, whole or partial, and how it came about.
pub(super) struct Taken {
    pub(super) card: Card,
    pub(super) fingerprint: Fingerprint,
    pub(super) samples: Samples,
    pub(super) trials: Vec<TrialFinding>,
    /// Why the run did not reach its end, where it did not.
    pub(super) ended: Result<()>,
}

impl<'run> Course<'run> {
    /// Begins a run: whatever could keep its results from being written is said before anything is measured.
    pub(super) fn open(project: &'run Project, arguments: &'run RunArguments) -> Result<Self> {
        let summary = arguments.summary.as_deref().map(conclusion::summary).transpose()?;
        let began = timestamp::utc(SystemTime::now());
        let folder = Folder::create(&arguments.out.clone().unwrap_or_else(|| Folder::usual(project, &began)))?;
        Ok(Self { project, arguments, began, folder, summary })
    }

    /// Sets up and builds what is needed, and measures by `drive`, alone on this machine.
    pub(super) fn measure(
        &self,
        needs: &Needs<'_>,
        drive: impl FnOnce(Target, &mut dyn View) -> Result<(Measured, Result<()>)>,
    ) -> Result<Taken> {
        let scratch = self.project.scratch();
        std::fs::create_dir_all(&scratch).map_err(|error| Error::file(&scratch, &error))?;
        let scratch = tempfile::Builder::new().prefix("run-").tempdir_in(&scratch)?;
        let workers = Workers::read(self.project)?;
        let data = self.data(needs.medium)?;
        let data = data.as_ref().map(TempDir::path);
        let target = target(self.project, &workers, (&self.arguments.target, needs), (scratch.path(), data))?;
        let _alone = Lock::acquire(self.project, "measuring")?;

        let (kind, seed) = (target.kind(), needs.seed);
        let fingerprint = Fingerprint::take(self.project, &needs.served(kind, &workers)?);
        let mut fingerprint = fingerprint.with_spreads(&workers, needs.spreads)?;
        let (watch, clock) = (Watch::begin(), Instant::now());
        let mut view = view::view(self.arguments.progress);
        view.tell(&Event::Told {
            what: format!("measuring with seed {seed}; Ctrl-C ends in good order and writes what there is"),
        });
        let (measured, ended) = drive(target, view.as_mut())?;
        view.tell(&Event::Ended { complete: ended.is_ok() });
        drop(view);
        watch.finish(&mut fingerprint.machine);
        let Measured { samples, unavailable, absent, trials, shortened, client_processor, processes } = measured;
        let card = Card {
            began: self.began.clone(),
            seconds: clock.elapsed().as_secs_f64(),
            command: self.arguments.command(seed),
            target: kind,
            url: match &self.arguments.target {
                Choice::Address(url) => Some(url.clone()),
                Choice::Workerd | Choice::WranglerDev => None,
            },
            placement: Placement::of(kind, needs.spreads),
            medium: (kind == TargetKind::Workerd).then(|| medium(data.unwrap_or(scratch.path()))),
            seed,
            complete: ended.is_ok(),
            ended_by: ended.as_ref().err().map(ToString::to_string),
            shortened,
            processes,
            client_processor,
            unavailable,
            absent,
        };
        Ok(Taken { card, fingerprint, samples, trials, ended })
    }

    /// The folder for the objects' data, where that is not to be beside everything else.
    fn data(&self, wanted: Medium) -> Result<Option<TempDir>> {
        let named = self.arguments.state.as_deref();
        let in_memory = || memory::folder().filter(|_| wanted == Medium::Memory);
        let Some(folder) = named.or_else(in_memory) else { return Ok(None) };
        std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
        let data = tempfile::Builder::new().prefix("isolab-").tempdir_in(folder);
        data.map(Some).map_err(|error| Error::file(folder, &error))
    }

    /// Writes the samples by `write`, the record and the reports; prints, and says by the error what came of it.
    pub(super) fn close(
        mut self,
        run: &mut Run,
        (rows, write): (usize, impl FnOnce(&Path) -> Result<()>),
        ended: Result<()>,
        (gates, baseline): (&[Gate], Option<&Run>),
    ) -> Result<()> {
        let time = Duration::try_from_secs_f64(run.card.seconds).unwrap_or_default();
        terminal::tell(&format!("measured {rows} requests in {}", terminal::seconds(time)));
        self.folder.write(run, rows, write)?;
        let page = report::write(self.folder.path(), run)?;
        let checked = conclusion::check(gates, run);
        self.print(run, &checked, &page)?;
        conclusion::tell(&checked, self.summary.as_mut(), run)?;
        terminal::tell(&format!("record: {}", self.folder.path().join(record::RUN_FILE).display()));
        ended?;
        conclusion::exit(run, &checked, baseline, self.arguments.conclusive)
    }

    fn print(&self, run: &Run, gates: &[Checked], page: &Path) -> Result<()> {
        if self.arguments.json {
            let whole = json!({ "card": run.card, "findings": run.findings, "gates": gates });
            let text = serde_json::to_string(&whole).map_err(|error| Error::internal(error.to_string()))?;
            return terminal::print(&(text + "\n"));
        }
        let extent = if self.arguments.all { Extent::All } else { Extent::Answer };
        terminal::print(&report::terminal(run, extent, Some(page)))
    }
}

/// What a folder is on.
fn medium(folder: &Path) -> Medium {
    if memory::is_in_memory(folder) { Medium::Memory } else { Medium::Disk }
}
