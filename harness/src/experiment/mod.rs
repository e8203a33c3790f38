//! One measurement from the command line to the exit code: the same way for every scenario.
//!
//! ```text
//! scenario + flags + file ──► target ──► runner ──► samples ──► analysis ──► record ──► reports
//!                                                                                 └──► gates, baseline ──► exit code
//! ```

pub(crate) mod arguments;
pub(crate) mod conclusion;

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use tokio::runtime;

pub use self::arguments::Arguments;
use crate::{
    analysis,
    build::{self, Variant},
    configuration::{self, Configured},
    error::{Error, Exit, Result},
    gate::{Checked, Gate},
    lock::Lock,
    project::{Project, Worker},
    record::{self, Card, Fingerprint, Folder, Run, SamplesFile, Watch},
    report,
    runner::{Measured, Runner, Stop},
    samples::Samples,
    scenario::{Scenario, Study},
    signals::Signals,
    target::{Choice, Deployed, Local, Needs, Target, WranglerDev},
    terminal, tools,
    view::{self, Event, View},
    workerd::{Configuration, Openness},
};

/// Sets up, builds, measures, writes, prints, and says by the exit code what came of it.
pub fn run(project: &Project, study: &Study, arguments: &Arguments) -> Result<()> {
    let configured = arguments.configure(study)?;
    arguments.spread()?;
    if arguments.print_config {
        return terminal::print(&configuration::print(&configured)?);
    }
    // Whatever could keep the results from being written or judged is said before anything is measured.
    let gates =
        arguments.gate.iter().map(|text| Gate::parse(text, &configured.scenario)).collect::<Result<Vec<_>>>()?;
    let baseline = arguments.baseline.as_deref().map(record::open).transpose()?;
    if let Some((_, baseline)) = &baseline {
        conclusion::check_baseline(baseline, arguments.target.kind())?;
    }
    let mut summary = arguments.summary.as_deref().map(conclusion::summary).transpose()?;
    let began = record::utc(SystemTime::now());
    let folder = Folder::create(&arguments.out.clone().unwrap_or_else(|| Folder::usual(project, &began)))?;

    let (mut run, samples, ended) = measure(project, study, configured, arguments, began)?;
    folder.write(&mut run, &samples)?;
    let page = report::write(folder.path(), &run)?;
    let checked = conclusion::check(&gates, &run);
    print(&run, arguments, &checked)?;
    conclusion::tell(&checked, summary.as_mut(), &run)?;
    eprintln!("report: {}\nrecord: {}", page.display(), folder.path().join(record::RUN_FILE).display());
    ended?;
    conclusion::exit(&run, &checked, baseline.as_ref().map(|(_, run)| run), arguments.conclusive)
}

/// Measures, and draws the findings of what there is; the last value says why the run did not reach its end.
fn measure(
    project: &Project,
    study: &Study,
    configured: Configured,
    arguments: &Arguments,
    began: String,
) -> Result<(Run, Samples, Result<()>)> {
    let Configured { scenario, origins } = configured;
    let scratch = project.scratch();
    std::fs::create_dir_all(&scratch).map_err(|error| Error::file(&scratch, &error))?;
    let scratch = tempfile::Builder::new().prefix("run-").tempdir_in(&scratch)?;
    let seed = arguments.seed();
    let spread = arguments.spread()?;
    let needs = Needs {
        engines: &study.engines,
        spread,
        fixtures: &scenario.fixtures,
        deadline: Duration::from_millis(scenario.size.deadline_ms),
        seed,
    };
    let target = target(project, &arguments.target, &needs, scratch.path())?;
    let _alone = Lock::acquire(project, "measuring")?;

    let kind = target.kind();
    let mut fingerprint = Fingerprint::take(project, &needs.served(kind)).with_spread(project, spread);
    let (watch, clock) = (Watch::begin(), Instant::now());
    let mut view = view::view(arguments.progress);
    view.tell(&Event::Told {
        what: format!("measuring with seed {seed}; Ctrl-C finishes the pair and writes what there is"),
    });
    let (measured, ended) = drive(&scenario, target, seed, view.as_mut())?;
    view.tell(&Event::Ended { complete: ended.is_ok() });
    drop(view);
    watch.finish(&mut fingerprint.machine);
    let Measured { samples, unavailable, absent, client_processor, processes } = measured;
    eprintln!("measured {} requests in {}", samples.len(), terminal::seconds(clock.elapsed()));
    let card = Card {
        began,
        seconds: clock.elapsed().as_secs_f64(),
        command: arguments.command(seed),
        target: kind,
        url: match &arguments.target {
            Choice::Address(url) => Some(url.clone()),
            Choice::Workerd | Choice::WranglerDev => None,
        },
        seed,
        complete: ended.is_ok(),
        ended_by: ended.as_ref().err().map(ToString::to_string),
        processes,
        client_processor,
        unavailable,
        absent,
    };
    let findings = analysis::findings(&samples, &scenario, &card);
    let file = SamplesFile { name: String::new(), rows: 0, blake3: String::new() };
    Ok((
        Run { version: record::VERSION, card, fingerprint, scenario, tenants: None, origins, samples: file, findings },
        samples,
        ended,
    ))
}

/// Runs the scenario on a runtime of this thread; stopped at once, it leaves nothing.
fn drive(scenario: &Scenario, target: Target, seed: u64, view: &mut dyn View) -> Result<(Measured, Result<()>)> {
    let stop = Stop::default();
    let mut runner = Runner::new(scenario, target, seed, view, stop.clone());
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(until_stopped(runner.measure(), &stop, "finishing the pair"));
    // A thread that still sends, after a run was stopped at once, is not waited for.
    runtime.shutdown_background();
    match ended {
        Ok(()) => Ok((runner.end(), Ok(()))),
        Err(Ended::Error(error)) => Ok((runner.end(), Err(error))),
        Err(Ended::AtOnce) => Err(Error::new(Exit::Interrupted, "stopped at once, nothing was written")),
    }
}

fn print(run: &Run, arguments: &Arguments, gates: &[Checked]) -> Result<()> {
    if arguments.json {
        let text = serde_json::to_string(&serde_json::json!({
            "card": run.card,
            "findings": run.findings,
            "gates": gates,
        }));
        return terminal::print(&(text.map_err(|error| Error::internal(error.to_string()))? + "\n"));
    }
    terminal::print(&report::terminal::render(run))
}

/// What was chosen, ready to start processes; it sets up and builds what that needs.
pub(crate) fn target(project: &Project, choice: &Choice, needs: &Needs<'_>, scratch: &Path) -> Result<Target> {
    if let Choice::Address(url) = choice {
        return Ok(Target::Deployed(Deployed::new(url, needs.seed, needs.deadline)?));
    }
    let tools = tools::set_up(project)?;
    let served = needs.served(choice.kind());
    build::build(project, &tools, &served, Variant::Deployable)?;
    if *choice == Choice::WranglerDev {
        return Ok(Target::WranglerDev(WranglerDev::new(project, scratch)));
    }
    let mut configuration = Configuration::read(project, &served, &Openness::Open)?;
    if let Some(spread) = needs.spread {
        build::build(project, &tools, &[Worker::Spreader], Variant::Deployable)?;
        configuration.spread(project, spread)?;
    }
    Ok(Target::Workerd(Local::new(configuration, project, needs.fixtures, &tools.workerd, scratch)?))
}

/// Why a measurement did not reach its end.
pub(crate) enum Ended {
    /// It failed, or was asked to end; what there is gets written.
    Error(Error),
    /// It was asked twice.
    AtOnce,
}

/// Measures everything; the first signal asks the run to end after what `finishing` names, the second ends it at once.
pub(crate) async fn until_stopped(
    measuring: impl Future<Output = Result<()>>,
    stop: &Stop,
    finishing: &str,
) -> Result<(), Ended> {
    let mut signals = Signals::listen().map_err(Ended::Error)?;
    let twice = async {
        signals.received().await;
        stop.ask();
        eprintln!("{finishing}; Ctrl-C again stops at once, without results");
        signals.received().await;
    };
    tokio::select! {
        ended = measuring => ended.map_err(Ended::Error),
        () = twice => Err(Ended::AtOnce),
    }
}
