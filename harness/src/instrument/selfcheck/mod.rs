//! `cargo lab selfcheck`: whether the harness's client is as good as the load generators of others.
//!
//! Both ask the same trivial Worker in the same process of the runtime, alternating: a client that were slower would report
//! its own slowness as that of the Workers. The open loop is checked for how exactly it keeps to its schedule, with and
//! without requests.

mod finding;
mod ours;
mod rival;
#[cfg(test)]
mod tests;

use std::time::Duration;

use comfy_table::{Table, presets};
use load::Endpoint;
use serde_json::json;
use statistics::{Answer, Pair, Random, mirrored};
use tokio::runtime;

use self::{
    finding::{Finding, Goal},
    ours::{Ours, lag_alone},
    rival::Rival,
};
use crate::{
    error::{Error, Exit, Result},
    machine::{
        lock::Lock,
        project::Project,
        signals::Signals,
        tools,
        workerd::{Configuration, Instance, Options, Service},
    },
    terminal,
};

/// The service and its Worker.
const TRIVIAL: &str = "trivial";
/// The platform behaviour that the trivial Worker asks for; it uses nothing that depends on it.
const COMPATIBILITY_DATE: &str = "2026-10-01";
/// Clients at work at the same time where throughput is compared.
const MANY: u32 = 64;
/// Arrivals in a second of the open loop.
const PER_SECOND: f64 = 500.0;
/// Measurements in a round: both sides there and back, twice, and the open loop with and without requests.
const MEASUREMENTS: u32 = 10;

/// How thorough the self-check is.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Seconds of each measurement; a round has ten
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Rounds; below two there are no intervals to speak of
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
}

/// Sets up, measures, and prints how the client compares; a goal that was missed beyond doubt is an error.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let rival = Rival::find()?;
    let workerd = tools::for_scripts(project)?;
    let worker = project.root().join("harness/fixtures/trivial/worker.js");
    let mut configuration = Configuration::default();
    configuration.add(Service::script(TRIVIAL, &worker, COMPATIBILITY_DATE));
    configuration.listen(TRIVIAL, 0);
    let _alone = Lock::acquire(project, "measuring")?;
    let folder = tempfile::Builder::new().prefix("selfcheck-").tempdir_in(project.scratch())?;
    // Ends with this function, whichever way that ends.
    let instance = Instance::start(&Options::new(configuration, &workerd, folder.path()))?;
    let endpoint = Endpoint::local(instance.address(TRIVIAL)?);
    let time = Duration::from_secs(u64::from(arguments.seconds * arguments.rounds * MEASUREMENTS));
    terminal::tell(&format!("comparing with {}, about {} s; keep the machine quiet", rival.name(), time.as_secs()));

    let watch = runtime::Builder::new_current_thread().enable_all().build()?;
    let plan = arguments.clone();
    let work = watch.spawn_blocking(move || measure(rival, &endpoint, &plan));
    let findings = watch.block_on(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            () = signals.received() => Err(Error::new(Exit::Interrupted, "interrupted; nothing was found")),
            findings = work => findings.map_err(|error| Error::internal(error.to_string()))?,
        }
    });
    // What was interrupted may be waiting for the rival, which ends by itself.
    watch.shutdown_background();
    let findings = findings?;
    if arguments.json {
        let findings: Vec<_> = findings.iter().map(Finding::to_json).collect();
        let whole = json!({ "rival": rival.name(), "seconds": arguments.seconds, "findings": findings });
        terminal::print(&format!("{whole:#}\n"))?;
    } else {
        terminal::print(&(table(&findings, rival).trim_fmt() + "\n"))?;
    }
    let missed: Vec<_> = findings.iter().filter(|finding| finding.answer == Some(Answer::Refuted)).collect();
    if missed.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missed.iter().map(|finding| finding.name).collect();
    Err(Error::new(Exit::Gate, format!("not met: {}", names.join("; "))))
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
}

/// What the rounds gave, one entry for each.
#[derive(Default)]
struct Rounds {
    one: [Vec<Vec<Pair>>; 2],
    many: Vec<Vec<Pair>>,
    step: f64,
    lag: [Vec<f64>; 2],
    lag_alone: [Vec<f64>; 2],
}

fn measure(rival: Rival, endpoint: &Endpoint, plan: &Arguments) -> Result<Vec<Finding>> {
    let ours = Ours::new(endpoint.clone())?;
    let (url, time) = (format!("{endpoint}/"), Duration::from_secs(u64::from(plan.seconds)));
    let mut random = Random::seeded(1);
    let mut expected = ours.warm_up(MANY)?;
    let mut rounds = Rounds::default();
    for round in 1..=plan.rounds {
        terminal::tell(&format!("round {round} of {} …", plan.rounds));
        let (mut latencies, mut rates) = (Vec::new(), Vec::new());
        for side in mirrored(&[Side::Ours, Side::Theirs], &mut random) {
            let (latency, rate) = match side {
                Side::Ours => ours.single(time).map(|found| (found.p50, found.per_second))?,
                Side::Theirs => {
                    let report = rival.run(&url, 1, plan.seconds)?;
                    rounds.step = rounds.step.max(report.step);
                    (report.p50, report.per_second)
                }
            };
            latencies.push((side, latency));
            rates.push((side, rate));
        }
        let [p50, rate] = &mut rounds.one;
        p50.push(pairs(&latencies));
        rate.push(pairs(&rates));
        let mut many = Vec::new();
        for side in mirrored(&[Side::Ours, Side::Theirs], &mut random) {
            expected = match side {
                Side::Ours => ours.many(MANY, time, expected)?,
                Side::Theirs => rival.run(&url, MANY, plan.seconds)?.per_second,
            };
            many.push((side, expected));
        }
        rounds.many.push(pairs(&many));
        let lag = ours.lag(PER_SECOND, time, &mut random)?;
        let alone = lag_alone(PER_SECOND, time, &mut random)?;
        for ([p50, p99], lag) in [(&mut rounds.lag, lag), (&mut rounds.lag_alone, alone)] {
            p50.push(lag.p50);
            p99.push(lag.p99);
        }
    }
    rounds.findings().ok_or_else(|| Error::internal("a measurement gave nothing above zero"))
}

/// One side and the rival, from the way there and from the way back.
fn pairs(values: &[(Side, f64)]) -> Vec<Pair> {
    let of = |wanted: Side| values.iter().filter(move |(side, _)| *side == wanted).map(|(_, value)| *value);
    of(Side::Theirs).zip(of(Side::Ours)).map(|(base, arm)| Pair { base, arm }).collect()
}

impl Rounds {
    fn findings(&self) -> Option<Vec<Finding>> {
        let Self { one: [p50, rate], many, step, .. } = self;
        let ([lag, lag_high], [alone, alone_high]) = (&self.lag, &self.lag_alone);
        let latency = Some(Goal::AtMost(1.05));
        let high = Some(Goal::AtMost(20.0));
        Some(vec![
            Finding::ratio("p50, 1 connection", "µs", p50, *step, latency)?,
            Finding::ratio("throughput, 1 connection", "/s", rate, 0.0, None)?,
            Finding::ratio("throughput, 64 connections", "/s", many, 0.0, Some(Goal::AtLeast(0.8)))?,
            Finding::value("send lag p50, 500/s to the Worker", "µs", lag, None)?,
            // The Worker's threads and the pacing share the processors, so there is no goal for what they take from each other.
            Finding::value("send lag p99, 500/s to the Worker", "µs", lag_high, None)?,
            Finding::value("send lag p50, 500/s to nobody", "µs", alone, None)?,
            Finding::value("send lag p99, 500/s to nobody", "µs", alone_high, high)?,
        ])
    }
}

fn table(findings: &[Finding], rival: Rival) -> Table {
    let mut table = Table::new();
    let header = ["measured", "ours", rival.name(), "ours, or ratio (95 %)", "goal", "outcome"];
    table.load_style(presets::NOTHING).set_header(header);
    for finding in findings {
        let Finding { unit, estimate, .. } = finding;
        let digits = usize::from(*unit != "/s");
        let number = |value: f64| format!("{value:.digits$} {unit}");
        let (value, low, high) = (estimate.value, estimate.interval.low, estimate.interval.high);
        let estimate = match finding.theirs {
            Some(_) => format!("{value:.3} ({low:.3} to {high:.3})"),
            None => format!("{value:.1} ({low:.1} to {high:.1})"),
        };
        table.add_row([
            finding.name.to_owned(),
            number(finding.ours),
            finding.theirs.map(number).unwrap_or_default(),
            estimate,
            finding.goal.map(|goal| goal.to_string()).unwrap_or_default(),
            finding.answer.map(|answer| answer.bound_word().to_owned()).unwrap_or_default(),
        ]);
    }
    table
}
