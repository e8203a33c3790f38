//! The command: sets up, builds, serves, sends, and tells what was found.

use std::{
    fs,
    io::ErrorKind,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

use shared::call::ServiceName;
use tokio::runtime;

use super::{Arguments, hunt::hunt};
use crate::{
    error::{Error, Exit, Result},
    machine::{
        build::{self, Variant},
        project::Project,
        signals::Signals,
        workerd::{Configuration, Group, Instance, Openness, Options},
        workers::Workers,
    },
    terminal::{self, Step},
};

/// After how many requests the progress is told where nobody watches.
const TOLD: usize = 1_000;

/// Sets up, builds, sends everything to a fresh local runtime, and fails where anything was found.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let workers = Workers::read(project)?;
    let (served, spread) = (workers.deployed(), arguments.spread.spread());
    let built = workers.with_spreader(&served, spread)?;
    let (tools, _) = build::ready(project, &built, Variant::Deployable)?;
    let mut configuration = Configuration::read(project, &served, &Openness::Open)?;
    configuration.reach_runtime_over_http()?;
    if let Some(spread) = spread {
        configuration.spread(project, &workers, spread)?;
        terminal::tell(&format!("compute: {spread}"));
    }
    let folder = project.scratch().join("fuzz").join(arguments.seed.to_string());
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::file(&folder, &error)),
        Ok(()) | Err(_) => {}
    }
    let mut options = Options::new(configuration, &tools.workerd, &folder);
    options.group = Group::Own;
    let mut instance = Instance::start(&options)?;
    let plan = arguments.plan();
    let stop = AtomicBool::new(false);
    let sending = Step::start(format!("sending {} requests to {}, seed {}", plan.requests, instance.url()?, plan.seed));
    let tell = |sent: usize| {
        sending.tell(&format!("{sent} sent"));
        if sent.is_multiple_of(TOLD) && !terminal::is_interactive() {
            terminal::tell(&format!("{sent} sent"));
        }
    };
    let address = instance.address(ServiceName::Router.as_str())?;
    let (findings, was_stopped) = thread::scope(|scope| {
        let hunting = scope.spawn(|| hunt(&plan, address, &stop, &tell));
        let was_stopped = watch(&stop, || hunting.is_finished());
        let findings = hunting.join().map_err(|_| Error::internal("the clients ended in a panic"));
        Ok::<_, Error>((findings??, was_stopped?))
    })?;
    sending.done();
    let is_alive = instance.is_running();
    terminal::print(&findings.summary(plan.seed, &instance.url()?))?;
    let failed = findings.write(&folder.join("failures"))?;
    if !is_alive {
        let message = format!("the local runtime ended by itself; its log is {}", instance.log().display());
        return Err(Error::new(Exit::Gate, message));
    }
    instance.stop()?;
    if failed > 0 {
        let message = format!("{failed} requests failed; their bytes are in {}", folder.join("failures").display());
        return Err(
            Error::new(Exit::Gate, message).remedy("cargo lab up, and send them again: nc 127.0.0.1 8787 < FILE")
        );
    }
    if was_stopped {
        Err(Error::new(Exit::Interrupted, "stopped by a signal; nothing was found so far"))
    } else {
        Ok(())
    }
}

/// Waits until all is sent, and asks for the end at a signal; true where one came.
fn watch(stop: &AtomicBool, is_over: impl Fn() -> bool) -> Result<bool> {
    let every = Duration::from_millis(100);
    runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut signals = Signals::listen()?;
        while !is_over() {
            if tokio::time::timeout(every, signals.received()).await.is_ok() {
                stop.store(true, Relaxed);
            }
        }
        Ok(stop.load(Relaxed))
    })
}
