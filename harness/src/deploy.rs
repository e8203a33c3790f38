//! `cargo lab deploy`: deploys every Worker, callees before their callers, and stops at the first failure.

use crate::{
    build::{self, Variant},
    error::{Error, Result},
    process,
    project::{Project, Worker},
    terminal::{self, Step},
    tools, wrangler,
};

/// How far a deployment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything but the upload.
    DryRun,
    /// All of it.
    Upload,
}

/// Sets up, builds, and hands each Worker to wrangler.
pub fn run(project: &Project, mode: Mode) -> Result<()> {
    let tools = tools::set_up(project)?;
    build::print_sizes(&build::build(project, &tools, &Worker::ALL, Variant::Deployable)?)?;
    for (number, worker) in Worker::ALL.into_iter().enumerate() {
        if let Err(error) = deploy(project, worker, mode) {
            let before: Vec<_> = Worker::ALL.iter().take(number).map(|worker| worker.name()).collect();
            let before = if before.is_empty() { "nothing".to_owned() } else { before.join(", ") };
            let verb = match mode {
                Mode::DryRun => "checked",
                Mode::Upload => "deployed",
            };
            return Err(Error::new(error.exit(), format!("{worker}: {error}\n{verb} before it: {before}")));
        }
    }
    match mode {
        Mode::DryRun => terminal::tell("all Workers can be deployed; nothing was uploaded"),
        Mode::Upload => terminal::tell(AFTERWARDS),
    }
    Ok(())
}

const AFTERWARDS: &str = "\
all Workers are deployed. The router refuses everything that runs SQL or a benchmark until it has its secret:
  npm --prefix wrangler run secret
Then call it with the header \"authorization: Bearer <token>\".";

fn deploy(project: &Project, worker: Worker, mode: Mode) -> Result<()> {
    match mode {
        Mode::DryRun => {
            let step = Step::start(format!("checking the deployment of {worker}"));
            let outcome = process::run(&mut wrangler::dry_run(project, worker)?, &step);
            if outcome.is_ok() {
                step.done()
            } else {
                step.failed()
            };
            outcome
        }
        // wrangler talks to the person itself: it may have to ask for a login.
        Mode::Upload => {
            let passes = process::passes(&mut wrangler::deploy(project, worker)?)?;
            if passes { Ok(()) } else { Err(Error::internal("wrangler failed")) }
        }
    }
}
