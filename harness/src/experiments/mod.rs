//! The experiments, a folder each, and the one course that all of them take from the command line to the exit code.
//!
//! ```text
//! scenario + flags + file ──► target ──► runner ──► samples ──► analysis ──► record ──► reports
//!                                                                                 └──► gates, baseline ──► exit code
//! ```
//!
//! | folder | asks |
//! |---|---|
//! | [`split`] | what it costs to keep the engine in a stateless Worker beside the object |
//! | [`rpc`] | what one hop between Workers costs |
//! | [`call`] | what it costs that calls between objects are neither lost nor made twice |
//! | [`pool`] | what it costs that tasks are kept from each other, and what it saves that isolates are kept |
//! | [`workflow`] | what durable workflows cost, and which habits make engines slow |
//! | [`tenants`] | what many tenants on few isolates cost |
//! | [`simulate`] | what pools of any size do with days of traffic; nothing of it is measured but the simulator, and a pool that it is held against |
//!
//! Each says in a [`study`] what is asked, of which Workers, and what a quick run takes of it. `cargo lab report`, `verify` and `diff`
//! are [`reading`].

mod arguments;
mod asking;
pub mod call;
mod conclusion;
pub mod configuration;
mod course;
mod drive;
pub mod pool;
pub mod reading;
pub mod rpc;
mod run_arguments;
mod sentence;
pub mod simulate;
pub mod split;
mod spreads;
pub mod study;
pub mod tenants;
pub mod workflow;

use std::{path::Path, time::Duration};

pub use self::arguments::Arguments;
use self::{
    configuration::Configured,
    course::{Course, Taken},
    drive::drive,
    run_arguments::RunArguments,
    study::Study,
};
use crate::{
    error::Result,
    instrument::{
        runner::{Measured, Runner, Stop},
        samples,
        scenario::Scenario,
        target::{Choice, Deployed, Local, Needs, Target, WranglerDev},
        view::View,
    },
    machine::{
        build::{self, Variant},
        project::Project,
        spread::Spread,
        workerd::{Configuration, Openness},
        workers::Workers,
    },
    record::{self, Run, SamplesFile, analysis, gate::Gate},
    terminal,
};

/// Sets up, builds, measures, writes, prints, and says by the exit code what came of it.
///
/// Compute is spread over isolates in these ways: in none, in one by every process, or in several, each by the processes of those
/// arms that want it.
pub fn run(project: &Project, study: &Study, spreads: &[Spread], arguments: &Arguments) -> Result<()> {
    let configured = arguments.configure(study)?;
    if arguments.print_config {
        return terminal::print(&configuration::print(&configured)?);
    }
    // Whatever could keep the results from being judged is said before anything is measured.
    let gates =
        arguments.gate.iter().map(|text| Gate::parse(text, &configured.scenario)).collect::<Result<Vec<_>>>()?;
    let baseline = arguments.baseline.as_deref().map(record::open).transpose()?.map(|(_, baseline)| baseline);
    if let Some(baseline) = &baseline {
        conclusion::check_baseline(baseline, arguments.run.target.kind())?;
    }
    let Configured { scenario, origins } = configured;
    let needs = Needs {
        workers: &study.workers,
        spreads,
        fixtures: &scenario.fixtures,
        medium: scenario.medium,
        deadline: Duration::from_millis(scenario.size.deadline_ms),
        seed: arguments.run.seed(),
    };
    let course = Course::open(project, &arguments.run)?;
    let taken = course.measure(&needs, |target, view| send(&scenario, target, needs.seed, view))?;
    let Taken { card, fingerprint, samples, trials, ended } = taken;
    let findings = analysis::findings(&samples, &scenario, &card);
    let (version, file) = (record::VERSION, SamplesFile::default());
    let mut run = Run { version, card, fingerprint, scenario, origins, samples: file, findings, trials };
    let kind = run.card.target;
    let write = |path: &Path| samples::write(path, &samples, kind);
    course.close(&mut run, (samples.len(), write), ended, (&gates, baseline.as_ref()))
}

/// Sends the scenario; the last value says why that did not reach its end.
fn send(scenario: &Scenario, target: Target, seed: u64, view: &mut dyn View) -> Result<(Measured, Result<()>)> {
    let stop = Stop::default();
    let mut runner = Runner::new(scenario, target, seed, view, stop.clone());
    let ended = drive(runner.measure(), &stop, "finishing the pair")?;
    let measured = runner.end();
    if measured.samples.is_empty() && measured.trials.is_empty() {
        // There is nothing to write: the reason is all that there is to say.
        return ended.map(|()| (measured, Ok(())));
    }
    Ok((measured, ended))
}

/// What was chosen, ready to start processes; it sets up and builds what that needs.
fn target(
    project: &Project,
    workers: &Workers,
    (choice, needs): (&Choice, &Needs<'_>),
    (scratch, data): (&Path, Option<&Path>),
) -> Result<Target> {
    if let Choice::Address(url) = choice {
        return Ok(Target::Deployed(Deployed::new(url, needs.seed, needs.deadline)?));
    }
    let served = needs.served(choice.kind(), workers)?;
    let built = workers.with_spreader(&served, needs.spreads.first().copied())?;
    let (tools, _) = build::ready(project, &built, Variant::Deployable)?;
    if *choice == Choice::WranglerDev {
        return Ok(Target::WranglerDev(WranglerDev::new(project, workers, scratch)));
    }
    let configuration = Configuration::read(project, &served, &Openness::Open)?;
    let local = Local::new(configuration, project, needs.fixtures, &tools.workerd, scratch)?;
    let local = local.spread(project, workers, needs.spreads)?;
    Ok(Target::Workerd(match data {
        Some(folder) => local.with_data_in(folder),
        None => local,
    }))
}
