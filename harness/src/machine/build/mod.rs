//! Builds the Workers' bundles, and skips those whose sources have not changed since.

mod compile;
mod fixture;
mod freshness;
mod glue;
mod isolates;
mod loadable;
mod optimise;
mod size;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use compile::{choose, compile, for_wasm};
pub(crate) use fixture::bundle_fixture;
use freshness::{Fingerprint, Sources};
pub(super) use isolates::TASKS;
use optimise::optimise;
use serde::{Deserialize, Serialize};
use shared::{call::ServiceName, engine::EngineName};
pub use size::Size;

use crate::{
    error::{Error, Exit, Result},
    machine::{
        lock::Lock,
        process,
        project::Project,
        together::{lanes, side_by_side},
        tools::{self, Compiler, Tools, postgres_assets},
        workers::{Worker, Workers, Workspace},
    },
    terminal::{self, Step},
};

/// Which build of a Worker is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// What is deployed.
    Deployable,
    /// What the tests of faults run: it fails on command. It lives in a folder of its own and is never deployed.
    Faulty,
}

impl Variant {
    /// The cargo feature that makes Workers fail on command.
    pub(super) const FAULTS: &str = "fault-injection";

    /// The Workers that exist in this variant.
    pub fn workers<'table>(self, workers: &'table Workers, workspace: &Workspace) -> Result<Vec<&'table Worker>> {
        let mut found = Vec::new();
        for worker in workers.all() {
            if self.has(worker, workspace)? {
                found.push(worker);
            }
        }
        Ok(found)
    }

    /// Whether a Worker exists in this variant. One that fails on command has its package's own engine: the code that survives
    /// a failure is the same for all of them.
    fn has(self, worker: &Worker, workspace: &Workspace) -> Result<bool> {
        match self {
            Variant::Deployable => Ok(true),
            Variant::Faulty => Ok(worker.engine().is_none() && workspace.has_feature(worker.package(), Self::FAULTS)?),
        }
    }

    /// The folder of a Worker's bundle.
    pub fn folder(self, project: &Project, worker: &Worker) -> PathBuf {
        match self {
            Variant::Deployable => worker.bundle(),
            Variant::Faulty => project.scratch().join("faulty").join(worker.name().as_str()),
        }
    }
}

/// What a build leaves in a Worker's folder.
const FILES: [&str; 2] = ["index.js", WASM];
/// The compiled part of it.
const WASM: &str = "index_bg.wasm";
/// What is remembered beside them.
const STAMP: &str = ".isolab-stamp";

/// A built Worker: `index.js` and `index_bg.wasm` in one folder.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The Worker.
    pub worker: ServiceName,
    /// Where its files are.
    pub folder: PathBuf,
    /// How large it is.
    pub size: Size,
    /// Whether it was built now; otherwise it was still right.
    pub is_new: bool,
}

/// What is remembered beside a bundle.
#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    fingerprint: Fingerprint,
    size: Size,
}

/// Sets up, builds the Workers that are named, or else all, and prints their sizes.
pub fn run(project: &Project, names: &[ServiceName], variant: Variant) -> Result<()> {
    let workers = Workers::read(project)?;
    let chosen =
        if names.is_empty() { variant.workers(&workers, &Workspace::read(project)?)? } else { workers.some(names)? };
    print_sizes(&ready(project, &chosen, variant)?.1)
}

/// Sets up what these Workers need, and builds them. While tools are made, what the first bundles are made of is compiled.
pub fn ready(project: &Project, workers: &[&Worker], variant: Variant) -> Result<(Tools, Vec<Bundle>)> {
    let tools = tools::for_workers(project, workers, |compiler, called_off| {
        match compile_ahead(project, compiler, (workers, variant), called_off) {
            Err(error) if error.exit() == Exit::Interrupted => Err(error),
            // The build comes to the same, and tells it; the tools need not be made again for that.
            Ok(()) | Err(_) => Ok(()),
        }
    })?;
    let bundles = build(project, &tools, workers, variant)?;
    Ok((tools, bundles))
}

/// Compiles what is bundled first, so that [`build`] finds it compiled.
fn compile_ahead(
    project: &Project,
    compiler: &Compiler,
    (workers, variant): (&[&Worker], Variant),
    called_off: &Arc<AtomicBool>,
) -> Result<()> {
    // Whoever holds it compiles already.
    let Some(_turn) = Lock::try_acquire(project, "build")? else { return Ok(()) };
    let (_, mut stale) = look(project, workers, variant)?;
    let Some(alike) = next_alike(&mut stale) else { return Ok(()) };
    let workers = workers_of(&alike);
    let step = Step::start(compiling(&workers)).part_of(called_off);
    step.run(|step| compile(project, compiler, (&workers, variant), step))
}

/// Builds each of the Workers whose bundle is not that of the present sources.
pub(in crate::machine) fn build(
    project: &Project,
    tools: &Tools,
    workers: &[&Worker],
    variant: Variant,
) -> Result<Vec<Bundle>> {
    let _turn = Lock::acquire(project, "build")?;
    let (mut bundles, mut stale) = look(project, workers, variant)?;
    if !stale.is_empty() {
        terminal::tell(&format!(
            "{} of {} Workers are missing or older than their sources",
            stale.len(),
            workers.len()
        ));
        let glue = Step::start("compiling what makes JavaScript").run(|step| glue::program(project, step))?;
        let maker = Maker { project, tools, glue, variant };
        while let Some(alike) = next_alike(&mut stale) {
            bundles.extend(maker.build_alike(alike)?);
        }
    }
    bundles.sort_by_key(|bundle| workers.iter().position(|worker| worker.name() == bundle.worker));
    Ok(bundles)
}

/// Workers whose bundles are not of the present sources, and of which they would be.
type Stale<'table> = Vec<(&'table Worker, Fingerprint)>;

/// What there is of Workers, and what is to be built.
fn look<'table>(
    project: &Project,
    workers: &[&'table Worker],
    variant: Variant,
) -> Result<(Vec<Bundle>, Stale<'table>)> {
    let workspace = Workspace::read(project)?;
    for worker in workers {
        if !variant.has(worker, &workspace)? {
            return Err(Error::usage(format!("{} has no variant that fails on command", worker.name())));
        }
    }
    let sources = Sources::read(project, &workspace, variant)?;
    let (mut bundles, mut stale) = (Vec::new(), Vec::new());
    for worker in workers {
        match find(project, worker, variant, &sources)? {
            Found::Fresh(bundle) => bundles.push(bundle),
            Found::Stale(fingerprint) => stale.push((*worker, fingerprint)),
        }
    }
    Ok((bundles, stale))
}

/// Takes the Workers that are compiled together. What is compiled of a package lies in one place, whatever its engine; so one engine after the
/// other.
fn next_alike<'table>(stale: &mut Stale<'table>) -> Option<Stale<'table>> {
    let engine = stale.first()?.0.engine();
    let (alike, others) = std::mem::take(stale).into_iter().partition(|(worker, _)| worker.engine() == engine);
    *stale = others;
    Some(alike)
}

fn workers_of<'table>(stale: &Stale<'table>) -> Vec<&'table Worker> {
    stale.iter().map(|(worker, _)| *worker).collect()
}

fn compiling(workers: &[&Worker]) -> String {
    let names: Vec<_> = workers.iter().map(|worker| worker.name().as_str()).collect();
    format!("compiling {}", names.join(", "))
}

/// What there is of a Worker.
enum Found {
    /// A bundle of the present sources.
    Fresh(Bundle),
    /// None, or one of other sources than these.
    Stale(Fingerprint),
}

fn find(project: &Project, worker: &Worker, variant: Variant, sources: &Sources<'_>) -> Result<Found> {
    let folder = variant.folder(project, worker);
    // Taken before the build: a source that changes meanwhile makes the next build run again.
    let fingerprint = sources.fingerprint(project, worker)?;
    let stamp = fs::read(folder.join(STAMP)).ok().and_then(|bytes| serde_json::from_slice::<Stamp>(&bytes).ok());
    let is_there = || FILES.iter().all(|name| folder.join(name).is_file());
    Ok(match stamp.filter(|stamp| stamp.fingerprint == fingerprint && is_there()) {
        Some(stamp) => Found::Fresh(Bundle { worker: worker.name(), folder, size: stamp.size, is_new: false }),
        None => Found::Stale(fingerprint),
    })
}

/// What makes bundles of one variant.
struct Maker<'project> {
    project: &'project Project,
    tools: &'project Tools,
    glue: PathBuf,
    variant: Variant,
}

impl Maker<'_> {
    /// Builds Workers of one engine: compiles them together, then makes a bundle of each.
    fn build_alike(&self, alike: Stale<'_>) -> Result<Vec<Bundle>> {
        let workers = workers_of(&alike);
        let step = Step::start(compiling(&workers));
        step.run(|step| compile(self.project, &self.tools.compiler, (&workers, self.variant), step))?;
        // The optimiser has one thread.
        side_by_side(lanes(), alike, |(worker, fingerprint), called_off| {
            let step = Step::start(format!("bundling {}", worker.name())).part_of(called_off);
            step.run(|step| self.make(worker, &workers, step))?;
            self.finish(worker, fingerprint)
        })
    }

    /// Makes the bundle of a Worker, which was compiled together with others.
    fn make(&self, worker: &Worker, together: &[&Worker], step: &Step) -> Result<()> {
        let Self { project, tools, glue, variant } = self;
        let folder = variant.folder(project, worker);
        fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
        // Until all of it is done, what stands there is not what the stamp says.
        let stamp = folder.join(STAMP);
        if stamp.is_file() {
            fs::remove_file(&stamp).map_err(|error| Error::file(&stamp, &error))?;
        }
        let mut command = process::command(&tools.worker_build, worker.folder());
        command.args(["--release", "--no-opt", "--out-dir"]).arg(&folder).arg(worker.folder());
        choose(&mut command, together, *variant);
        command.env("WASM_BINDGEN_BIN", glue).env("ESBUILD_BIN", project.npm_program("esbuild"));
        for_wasm(&mut command, project, &tools.compiler)?;
        process::run(&mut command, step)?;
        optimise(project, &folder, step)?;
        match (worker.name(), variant) {
            (ServiceName::RpcRuntime, Variant::Deployable) => loadable::write(project, worker, step),
            (ServiceName::PoolHost, Variant::Deployable) => isolates::write(project, tools, worker, step),
            _ => Ok(()),
        }
    }

    /// Measures a bundle that was made, and remembers of what.
    fn finish(&self, worker: &Worker, fingerprint: Fingerprint) -> Result<Bundle> {
        let folder = self.variant.folder(self.project, worker);
        let (wasm, stamp_path) = (folder.join(WASM), folder.join(STAMP));
        let deployed = deployed_beside(self.project, worker)?.into_iter().chain([wasm]);
        let size = Size::of_all(&deployed.collect::<Vec<_>>())?;
        let stamp = serde_json::to_vec(&Stamp { fingerprint, size })
            .map_err(|error| Error::internal(format!("stamp of {}: {error}", worker.name())))?;
        fs::write(&stamp_path, stamp).map_err(|error| Error::file(&stamp_path, &error))?;
        Ok(Bundle { worker: worker.name(), folder, size, is_new: true })
    }
}

/// Files that are deployed beside the bundle of a Worker: Postgres, where it has that engine.
fn deployed_beside(project: &Project, worker: &Worker) -> Result<Vec<PathBuf>> {
    match worker.engine() {
        Some(EngineName::Postgres) => {}
        Some(EngineName::Sqlite) | None => return Ok(Vec::new()),
    }
    let folder = postgres_assets::folder(project);
    let entries = fs::read_dir(&folder).map_err(|error| Error::file(&folder, &error))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// Prints how large each bundle is, one line per Worker.
pub fn print_sizes(bundles: &[Bundle]) -> Result<()> {
    let line = |Bundle { worker, size, is_new, .. }: &Bundle| {
        let state = if *is_new { "built" } else { "fresh" };
        let (plain, packed) = (terminal::bytes(size.bytes), terminal::bytes(size.gzip_bytes));
        format!("{:<20} {plain:>9}   gzip {packed:>9}   {state}\n", worker.as_str())
    };
    terminal::print(&bundles.iter().map(line).collect::<String>())
}
