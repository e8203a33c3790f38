//! `cargo lab simulate`: pools of any size and days of traffic, with the engine that an object runs.
//!
//! Nothing here is measured but the simulator itself (`--speed`), and that it says what queueing theory (`--check`) and a pool of the local
//! runtime (`--live`) say.

mod arguments;
mod costs;
mod live;
mod plans;
mod speed;

use std::{fs, time::Instant};

use simulator::{Findings, Spread, TooFewEvents, checks, control, over_seeds, sweep};

pub use self::arguments::Arguments;
use crate::{
    error::{Error, Exit, Result},
    machine::project::Project,
    ranged::Ranged,
    report::{
        Extent,
        simulated::{self, Simulated, Sweep, ranged},
    },
    terminal::{self, Step},
};

/// The examples of the help.
pub const EXAMPLES: &str = "\
Examples:
  cargo lab simulate --quick
  cargo lab simulate --quick --tenants 1 --placement power_of_two --load 0.8 --traffic bursts
  cargo lab simulate --quick --keep-alive histogram --trace azure.csv
  cargo lab simulate --quick --sweep --promise-wait-p99-ms 50 --promise-cold-rate 0.1
  cargo lab simulate --costs runs/monday --machines 4 --slots 256 --tenants 100000
  cargo lab simulate --check
  cargo lab simulate --live
  cargo lab simulate --speed";

/// Lines of curves.
type Curves = Vec<(String, Vec<(f64, Ranged)>)>;

/// Simulates, writes the reports and prints the answer.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    if arguments.check {
        return check(arguments);
    }
    if arguments.live {
        let traces = if arguments.quick { live::Traces::FEW } else { live::Traces::MANY };
        return live::run(project, arguments.seed, traces);
    }
    if arguments.speed {
        return speed::run(arguments.quick);
    }
    let (costs, source) = costs::read(arguments.costs.as_deref())?;
    let folder = arguments.out.clone().unwrap_or_else(|| project.root().join("runs").join("simulate"));
    fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
    let plan = arguments.plan(costs)?;
    let (seed, seeds) = (arguments.seed, arguments.seeds());
    let begun = Instant::now();
    let step = Step::start("simulating policies");
    let policies = plans::policies(&plan).into_iter().map(|(name, plan)| Ok((name, spread(&plan, seed, seeds)?)));
    let policies = policies.collect::<Result<Vec<_>>>()?;
    let control = control(&plan, seed, seeds, |found| found.in_system).map_err(too_few)?;
    step.done();
    let took = begun.elapsed().as_secs_f64();
    let all = || policies.iter().flat_map(|(_, spread)| &spread.findings);
    let (events, seconds) = all().fold((0, 0.0), |sum, found| (sum.0 + found.events, sum.1 + found.seconds));
    let step = Step::start("simulating sizes and loads");
    let memory = memory(arguments, &plan)?;
    let load = load(arguments, &plan)?;
    step.done();
    let sweep = if arguments.sweep { Some(promised(arguments, &plan)?) } else { None };
    let simulated = Simulated {
        command: format!("cargo lab {}", std::env::args().skip(1).collect::<Vec<_>>().join(" ")),
        asked: arguments.asked(&plan),
        costs: source,
        seed,
        seeds,
        faster: seconds / took,
        events,
        asked_for: arguments.name(),
        policies,
        control,
        memory,
        load,
        sweep,
    };
    let extent = if arguments.all { Extent::All } else { Extent::Answer };
    terminal::print(&simulated.write(&folder, extent)?)
}

fn spread(plan: &simulator::Plan, seed: u64, seeds: u32) -> Result<Spread> {
    over_seeds(plan, seed, seeds).map_err(too_few)
}

fn too_few(TooFewEvents: TooFewEvents) -> Error {
    Error::usage("there are no requests after the warm-up")
}

/// Cold starts over the size of the pool, for each way to keep isolates.
fn memory(arguments: &Arguments, plan: &simulator::Plan) -> Result<Curves> {
    let curve = |(name, plans): (String, Vec<simulator::Plan>)| {
        let points = plans.iter().map(|plan| {
            let found = spread(plan, arguments.seed, arguments.few_seeds())?;
            Ok((found.mean(|found| found.bytes) / 1e6, ranged(&found, |found| 100.0 * found.cold_rate())))
        });
        let mut points = points.collect::<Result<Vec<_>>>()?;
        points.retain(|(megabytes, _)| *megabytes > 0.0);
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        Ok((name, points))
    };
    plans::sizes(plan).into_iter().map(curve).collect()
}

/// Waits over the load, for each placement.
fn load(arguments: &Arguments, plan: &simulator::Plan) -> Result<Curves> {
    let curve = |(name, plans): (String, Vec<(f64, simulator::Plan)>)| {
        let points = plans.iter().map(|(load, plan)| {
            let found = spread(plan, arguments.seed, arguments.few_seeds())?;
            Ok((100.0 * load, ranged(&found, Findings::mean_wait_ms)))
        });
        Ok((name, points.collect::<Result<Vec<_>>>()?))
    };
    plans::loads(plan).into_iter().map(curve).collect()
}

fn promised(arguments: &Arguments, plan: &simulator::Plan) -> Result<Sweep> {
    let step = Step::start("looking for the cheapest policy");
    let promise = sweep::Promise {
        wait_p99_ms: Some(arguments.promise_wait_p99_ms),
        cold_rate: Some(arguments.promise_cold_rate),
        refused_rate: 0.001,
    };
    let few = plans::shorter(plan, 4);
    let candidates = sweep::sweep(&few, &promise, arguments.seed, arguments.few_seeds()).map_err(too_few)?;
    step.done();
    let promise = format!(
        "p99 wait {} ms, {} cold, 0.1 % refused",
        arguments.promise_wait_p99_ms,
        crate::numbers::percent(arguments.promise_cold_rate)
    );
    Ok(Sweep { promise, candidates })
}

/// Holds the simulator against theory, and fails where it is too far off.
fn check(arguments: &Arguments) -> Result<()> {
    let step = Step::start("comparing with theory");
    let checked =
        checks::all().iter().map(|check| check.run(arguments.seed, 1.0)).collect::<std::result::Result<Vec<_>, _>>();
    let checked = checked.map_err(too_few)?;
    step.done();
    terminal::print(&simulated::checks(&checked))?;
    let missed = checked.iter().filter(|checked| !checked.holds()).count();
    if missed == 0 { Ok(()) } else { Err(Error::new(Exit::Gate, format!("{missed} comparisons do not hold"))) }
}

#[cfg(test)]
mod tests;
