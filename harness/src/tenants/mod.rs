//! `cargo lab tenants`: many tenants on few isolates. Who is served cold, on which isolate, and what that costs.
//!
//! ```text
//! plan ──► workload ──► lanes ──► visits ──► census, analysis ──► record ──► reports
//! ```
//!
//! These shapes of traffic are no pairs of blocks, so they have a plan, samples and findings of their own beside those of a
//! scenario of cells; the record, the folder and the commands that read it are the same.

pub(crate) mod analysis;
mod answer;
pub mod arguments;
mod census;
pub mod contender;
#[doc(hidden)]
pub mod example;
pub mod findings;
mod keeping;
mod lane;
#[cfg(test)]
pub(crate) mod made;
pub mod plan;
mod presence;
mod runner;
pub mod traffic;
pub mod visit;
pub(crate) mod visits_file;
mod workload;

use std::{
    collections::BTreeMap,
    io::Write as _,
    time::{Duration, Instant, SystemTime},
};

use indexmap::IndexMap;
use tokio::runtime;

pub use self::arguments::Arguments;
use self::{plan::Plan, runner::Runner, visit::Visit};
use crate::{
    error::{Error, Exit, Result},
    experiment::{self, Ended, arguments::command, conclusion},
    lock::Lock,
    project::Project,
    record::{self, Card, Fingerprint, Folder, Run, SamplesFile, Watch},
    report,
    runner::Stop,
    scenario::{Scenario, Size},
    target::{Choice, Needs, Target},
    terminal,
    view::{self, Event, View},
};

/// Sets up, builds, measures, writes, prints, and says by the exit code what came of it.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    // Whatever could keep the results from being written is said before anything is measured.
    let plan = arguments.plan()?;
    let summary = arguments.summary()?;
    let began = record::utc(SystemTime::now());
    let folder = Folder::create(&arguments.out.clone().unwrap_or_else(|| Folder::usual(project, &began)))?;

    let (mut run, visits, ended) = measure(project, plan, arguments, began)?;
    folder.write_beside(&mut run, visits.len(), |path| visits_file::write(path, &visits))?;
    let page = report::write(folder.path(), &run)?;
    print(&run, arguments)?;
    if let Some(mut file) = summary {
        file.write_all(report::summary::render(&run, &[]).as_bytes())?;
    }
    eprintln!("report: {}\nrecord: {}", page.display(), folder.path().join(record::RUN_FILE).display());
    ended?;
    conclusion::exit(&run, &[], None, arguments.conclusive)
}

/// Measures, and draws the findings of what there is; the last value says why the run did not reach its end.
fn measure(
    project: &Project,
    mut plan: Plan,
    arguments: &Arguments,
    began: String,
) -> Result<(Run, Vec<Visit>, Result<()>)> {
    let scratch = project.scratch();
    std::fs::create_dir_all(&scratch).map_err(|error| Error::file(&scratch, &error))?;
    let scratch = tempfile::Builder::new().prefix("run-").tempdir_in(&scratch)?;
    let seed = arguments.seed();
    let spread = arguments.spread.on(&arguments.target)?;
    let needs = Needs {
        engines: &arguments.engines(),
        spread,
        fixtures: &[],
        deadline: Duration::from_millis(plan.deadline_ms),
        seed,
    };
    let target = experiment::target(project, &arguments.target, &needs, scratch.path())?;
    let _alone = Lock::acquire(project, "measuring")?;

    let kind = target.kind();
    let mut fingerprint = Fingerprint::take(project, &needs.served(kind)).with_spread(project, spread);
    let (watch, clock) = (Watch::begin(), Instant::now());
    let mut view = view::view(arguments.progress);
    view.tell(&Event::Told {
        what: format!("measuring with seed {seed}; Ctrl-C lets requests end and writes what there is"),
    });
    let measured = drive(&mut plan, target, seed, view.as_mut())?;
    view.tell(&Event::Ended { complete: measured.ended.is_ok() });
    drop(view);
    watch.finish(&mut fingerprint.machine);
    let Measured { visits, absent, processes, ended } = measured;
    eprintln!("measured {} requests in {}", visits.len(), terminal::seconds(clock.elapsed()));
    let card = Card {
        began,
        seconds: clock.elapsed().as_secs_f64(),
        command: command(arguments.seed.is_none().then_some(seed)),
        target: kind,
        url: match &arguments.target {
            Choice::Address(url) => Some(url.clone()),
            Choice::Workerd | Choice::WranglerDev => None,
        },
        seed,
        complete: ended.is_ok(),
        ended_by: ended.as_ref().err().map(ToString::to_string),
        processes,
        client_processor: None,
        unavailable: absent,
        absent: BTreeMap::new(),
    };
    let findings = analysis::findings(&visits, &plan, &card);
    let run = Run {
        version: record::VERSION,
        card,
        fingerprint,
        scenario: scenario(&plan),
        tenants: Some(plan),
        origins: BTreeMap::new(),
        samples: SamplesFile { name: String::new(), rows: 0, blake3: String::new() },
        findings,
    };
    Ok((run, visits, ended))
}

/// What a drive left behind, whole or partial.
struct Measured {
    visits: Vec<Visit>,
    absent: BTreeMap<String, String>,
    processes: u32,
    ended: Result<()>,
}

/// Sends the plan on a runtime of this thread; stopped at once, it leaves nothing.
fn drive(plan: &mut Plan, target: Target, seed: u64, view: &mut dyn View) -> Result<Measured> {
    let stop = Stop::default();
    let (visits, absent) = (Vec::new(), BTreeMap::new());
    let mut runner = Runner { plan, target, seed, view, stop: stop.clone(), visits, absent };
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let ended =
        match runtime.block_on(experiment::until_stopped(runner.measure(), &stop, "waiting for answers under way")) {
            Ok(()) => Ok(()),
            Err(Ended::Error(error)) => Err(error),
            Err(Ended::AtOnce) => return Err(Error::new(Exit::Interrupted, "stopped at once, nothing was written")),
        };
    let processes = runner.target.processes();
    Ok(Measured { visits: runner.visits, absent: runner.absent, processes, ended })
}

/// A scenario without cells, for the parts of the record that every run has.
fn scenario(plan: &Plan) -> Scenario {
    Scenario {
        name: "tenants".to_owned(),
        title: "Many tenants on few isolates: who is served cold, and what does it cost?".to_owned(),
        size: Size {
            rounds: plan.shapes.iter().map(|shape| shape.passes).max().unwrap_or_default(),
            pairs: 0,
            block: 0,
            cell_ms: 0,
            starts: 0,
            deadline_ms: plan.deadline_ms,
            error_limit: plan.error_limit,
        },
        fixtures: Vec::new(),
        agreement: None,
        cells: IndexMap::new(),
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: Vec::new(),
        claims: IndexMap::new(),
        cross_checks: IndexMap::new(),
    }
}

fn print(run: &Run, arguments: &Arguments) -> Result<()> {
    if arguments.json {
        let text = serde_json::to_string(&serde_json::json!({ "card": run.card, "findings": run.findings }));
        return terminal::print(&(text.map_err(|error| Error::internal(error.to_string()))? + "\n"));
    }
    terminal::print(&report::terminal::render(run))
}
