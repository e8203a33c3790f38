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
mod names;
pub mod plan;
mod presence;
mod runner;
pub mod traffic;
pub mod visit;
pub(crate) mod visits_file;
mod workload;

use std::{collections::BTreeMap, path::Path, time::Duration};

use indexmap::IndexMap;

pub use self::arguments::Arguments;
use self::{plan::Plan, runner::Runner, visit::Visit};
use crate::{
    error::Result,
    experiment::{Course, Taken, drive},
    project::Project,
    record::{self, Run, SamplesFile},
    runner::{Measured, Stop},
    scenario::{Scenario, Size},
    target::{Needs, Target},
    view::View,
    workers::of_the_split,
};

/// Sets up, builds, measures, writes, prints, and says by the exit code what came of it.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let spreads = arguments.spreads.on(&arguments.run.target)?;
    let mut plan = arguments.plan(&spreads)?;
    let needs = Needs {
        workers: &of_the_split(&arguments.engines()),
        spreads: &spreads,
        fixtures: &[],
        deadline: Duration::from_millis(plan.deadline_ms),
        seed: arguments.run.seed(),
    };
    let course = Course::open(project, &arguments.run)?;
    let taken = course.measure(&needs, |target, view| send(&mut plan, target, needs.seed, view))?;
    let Taken { card, fingerprint, samples: visits, ended } = taken;
    let findings = analysis::findings(&visits, &plan, &card);
    let mut run = Run {
        version: record::VERSION,
        card,
        fingerprint,
        scenario: scenario(&plan),
        tenants: Some(plan),
        origins: BTreeMap::new(),
        samples: SamplesFile::default(),
        findings,
    };
    let write = |path: &Path| visits_file::write(path, &visits);
    course.close(&mut run, (visits.len(), write), ended, (&[], None))
}

/// Sends the plan, from which it takes what the target does not have; the last value says why that did not reach its end.
fn send(plan: &mut Plan, target: Target, seed: u64, view: &mut dyn View) -> Result<(Measured<Vec<Visit>>, Result<()>)> {
    let stop = Stop::default();
    let (visits, absent) = (Vec::new(), BTreeMap::new());
    let mut runner = Runner { plan, target, seed, view, stop: stop.clone(), visits, absent };
    let ended = drive(runner.measure(), &stop, "waiting for answers under way")?;
    let measured = Measured {
        shortened: None,
        processes: runner.target.processes(),
        samples: runner.visits,
        unavailable: runner.absent,
        absent: BTreeMap::new(),
        client_processor: None,
    };
    if measured.samples.is_empty() {
        // There is nothing to write: the reason is all that there is to say.
        return ended.map(|()| (measured, Ok(())));
    }
    Ok((measured, ended))
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
            most_ms: None,
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
