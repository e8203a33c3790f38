//! `cargo lab deploy`: deploys Workers, callees before their callers, and stops at the first failure.

use shared::call::ServiceName;

use crate::{
    error::{Error, Result},
    machine::{
        build::{self, Variant},
        process,
        project::Project,
        tools,
        workers::{Worker, Workers},
        wrangler,
    },
    terminal::{self, Step},
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
    let tools = tools::for_workers(project, &chosen)?;
    build::print_sizes(&build::build(project, &tools, &chosen, Variant::Deployable)?)?;
    for (number, worker) in chosen.iter().enumerate() {
        if let Err(error) = deploy(project, worker, mode) {
            let before = listed(chosen.iter().take(number));
            let before = if before.is_empty() { "nothing".to_owned() } else { before };
            let verb = match mode {
                Mode::DryRun => "checked",
                Mode::Upload => "deployed",
            };
            return Err(Error::new(error.exit(), format!("{}: {error}\n{verb} before it: {before}", worker.name())));
        }
    }
    let what = if names.is_empty() { "all Workers".to_owned() } else { listed(chosen.iter()) };
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

fn listed<'table>(workers: impl Iterator<Item = &'table &'table Worker>) -> String {
    workers.map(|worker| worker.name().as_str()).collect::<Vec<_>>().join(", ")
}

fn deploy(project: &Project, worker: &Worker, mode: Mode) -> Result<()> {
    match mode {
        Mode::DryRun => {
            let step = Step::start(format!("checking the deployment of {}", worker.name()));
            step.run(|step| process::run(&mut wrangler::dry_run(project, worker)?, step))
        }
        // wrangler talks to the person itself: it may have to ask for a login.
        Mode::Upload => {
            let passes = process::passes(&mut wrangler::deploy(project, worker)?)?;
            if passes { Ok(()) } else { Err(Error::internal("wrangler failed")) }
        }
    }
}
