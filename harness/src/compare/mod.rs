//! `cargo lab compare`: measures the architectures side by side and says which is faster.
//!
//! ```text
//! stage ──► cold ──► rounds ──► copies ──► samples ──► report ──► table, summary.json
//!           a process  a process   processes on
//!           a sample   a round     kept data
//! ```

mod blocks;
mod cold;
mod copies;
mod correctness;
mod folder;
mod lane;
mod path;
mod plan;
mod progress;
mod question;
mod report;
mod rounds;
mod run;
mod samples;
mod stage;
mod table;
mod targets;
mod timestamp;

use std::{
    path::PathBuf,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use shared::statistics::Random;
use tokio::runtime;

use self::{
    folder::{RunCard, SummaryFile},
    plan::Plan,
    progress::Progress,
    report::Report,
    run::Run,
    samples::Samples,
    stage::Stage,
};
use crate::{
    build::{self, Variant},
    error::{Error, Exit, Result},
    project::{Project, Worker},
    signals::Signals,
    terminal, tools,
    workerd::{Configuration, Openness},
};

/// What can be said about a comparison.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub struct Arguments {
    /// Measure for less than 90 seconds: fewer processes, no old and no large tenants
    #[arg(long)]
    quick: bool,
    /// The folder for the samples and the summary [default: runs/<time>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Repeats the orders of an earlier run [default: another every time]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Fresh processes for the paired cells, at least 2 [default: 5 with --quick, else 10]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(2..))]
    rounds: Option<u16>,
    /// Also with --quick: compare a tenant after 100 writes with one after 10,000
    #[arg(long)]
    age: bool,
    /// Also with --quick: measure the hydration of 10 MB
    #[arg(long)]
    hydrate: bool,
    /// Print the summary as JSON instead of tables
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn plan(&self) -> Plan {
        let seed = self.seed.unwrap_or_else(seed_of_now);
        let plan = if self.quick { Plan::quick(seed) } else { Plan::full(seed) };
        Plan {
            rounds: self.rounds.map_or(plan.rounds, usize::from),
            age: self.age || plan.age,
            hydrate: self.hydrate || plan.hydrate,
            ..plan
        }
    }
}

/// Sets up, builds, measures, prints and writes.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let tools = tools::set_up(project)?;
    build::build(project, &tools, &Worker::ALL, Variant::Deployable)?;
    let mut configuration = Configuration::read(project, &Openness::Open)?;
    stage::add_pair(&mut configuration, project)?;
    let scratch = project.scratch();
    std::fs::create_dir_all(&scratch).map_err(|error| Error::file(&scratch, &error))?;
    let scratch = tempfile::Builder::new().prefix("compare-").tempdir_in(&scratch)?;
    let stage = Stage::new(configuration, &tools.workerd, scratch.path());

    let plan = arguments.plan();
    let mut card = RunCard::new(project, &plan)?;
    let folder = arguments.out.clone().unwrap_or_else(|| card.folder(project));
    eprintln!("measuring with seed {}; Ctrl-C writes what there is by then", plan.seed);
    let begun = Instant::now();
    let progress = Progress::start(plan.steps());
    let random = Random::seeded(plan.seed);
    let mut run = Run { plan, stage, random, samples: Samples::default(), progress };
    let ended = runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure_or_stop(&mut run));
    run.progress.end();
    eprintln!("measured {} requests in {}", run.samples.len(), terminal::seconds(begun.elapsed()));

    card.complete = ended.is_ok();
    card.processes = run.stage.started();
    let report = Report::of(&run.samples, &run.plan);
    folder::write(&folder, &card, &run.samples, &report)?;
    if arguments.json {
        println!("{}", serde_json::json!(SummaryFile { run: &card, report: &report }));
    } else {
        print!("{report}");
    }
    eprintln!("samples and summary: {}", folder.display());
    ended?;
    match report.invalid {
        Some(reason) => Err(Error::new(Exit::InvalidRun, reason)),
        None => Ok(()),
    }
}

/// Measures everything unless a signal comes first; what was measured stays either way.
async fn measure_or_stop(run: &mut Run) -> Result<()> {
    let mut signals = Signals::listen()?;
    let ended = tokio::select! {
        ended = measure(run) => Some(ended),
        () = signals.received() => None,
    };
    match ended {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) if !signals.explain_the_end().await => Err(error),
        Some(Err(_)) | None => Err(Error::new(Exit::Interrupted, "interrupted, partial results were written")),
    }
}

async fn measure(run: &mut Run) -> Result<()> {
    cold::measure(run).await?;
    rounds::measure(run).await?;
    copies::measure(run).await
}

/// Another seed every time; it is printed and stored, so that the run's orders can be had again.
fn seed_of_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Random::seeded(now.as_secs() ^ u64::from(now.subsec_nanos()) << 32).next_bits() >> 32
}
