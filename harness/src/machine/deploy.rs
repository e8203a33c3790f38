//! `cargo lab deploy`: deploys Workers, callees before their callers, and stops at the first failure. Of objects that call each
//! other the first is deployed without its binding to the others, which are not there yet, and once more behind them.

mod partial;

use shared::call::ServiceName;

pub use self::partial::file;
use crate::{
    error::{Error, Result},
    machine::{
        build::{self, Variant},
        process,
        project::Project,
        workers::{Step, Workers},
        wrangler,
    },
    terminal,
};

/// How far a deployment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything but the upload.
    DryRun,
    /// All of it.
    Upload,
}

/// Sets up, builds, and hands each Worker to wrangler: those that are named, or else all that are deployed together.
pub fn run(project: &Project, names: &[ServiceName], mode: Mode) -> Result<()> {
    let workers = Workers::read(project)?;
    let chosen = if names.is_empty() { workers.deployed() } else { workers.some(names)? };
    let (_, bundles) = build::ready(project, &chosen, Variant::Deployable)?;
    build::print_sizes(&bundles)?;
    let steps = workers.steps(&chosen);
    for (number, step) in steps.iter().enumerate() {
        if let Err(error) = deploy(project, step, mode) {
            let before = listed(steps.iter().take(number).map(named));
            let before = if before.is_empty() { "nothing".to_owned() } else { before };
            let verb = match mode {
                Mode::DryRun => "checked",
                Mode::Upload => "deployed",
            };
            return Err(Error::new(error.exit(), format!("{}: {error}\n{verb} before it: {before}", named(step))));
        }
    }
    let all = || listed(chosen.iter().map(|worker| worker.name().to_string()));
    let what = if names.is_empty() { "all Workers".to_owned() } else { all() };
    match mode {
        Mode::DryRun => terminal::tell(&format!("{what} can be deployed; nothing was uploaded")),
        Mode::Upload => terminal::tell(&format!("{what} deployed. {AFTERWARDS}")),
    }
    Ok(())
}

const AFTERWARDS: &str = "\
The router refuses everything that runs SQL or a benchmark until it has its secret:
  npm --prefix wrangler run secret
Then call it with the header \"authorization: Bearer <token>\".";

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// What a step deploys, for a reader.
fn named(step: &Step<'_>) -> String {
    let late: Vec<_> = step.without.iter().map(|callee| callee.as_str()).collect();
    match late.as_slice() {
        [] => step.worker.name().to_string(),
        late => format!("{} without its binding to {}", step.worker.name(), late.join(" and ")),
    }
}

fn deploy(project: &Project, step: &Step<'_>, mode: Mode) -> Result<()> {
    let file = file(project, step)?;
    match mode {
        Mode::DryRun => {
            let told = terminal::Step::start(format!("checking the deployment of {}", named(step)));
            told.run(|told| process::run(&mut wrangler::dry_run(project, &file)?, told))
        }
        // wrangler talks to the person itself: it may have to ask for a login.
        Mode::Upload => {
            terminal::tell(&format!("deploying {}", named(step)));
            let passes = process::passes(&mut wrangler::deploy(project, &file)?)?;
            if passes { Ok(()) } else { Err(Error::internal("wrangler failed")) }
        }
    }
}
