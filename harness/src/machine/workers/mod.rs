//! The Workers of the project, as their wrangler files describe them: the one table of what is built, served and deployed.
//!
//! ```text
//! wrangler/compute-postgres.toml ─┬─ name = "isolab-compute-postgres" ──► the Worker, as `ServiceName` spells it on the wire
//!                                 ├─ main = "../workers/compute/…" ─────► its package; what the name has beyond it is its engine
//!                                 ├─ bindings ──────────────────────────► whom it calls, and so who is deployed before it
//!                                 └─ workers_dev = true ────────────────► the public entry: what it reaches is deployed
//! ```
//!
//! So a Worker is added by its package, its wrangler file and its name on the wire, and by nothing here.

mod order;
mod split;
mod steps;
#[cfg(test)]
mod tests;
mod typed;
mod worker;
mod workspace;
pub mod wrangler_file;

use std::{fs, path::Path};

use shared::call::ServiceName;

use self::order::Order;
pub(crate) use self::{split::of_the_split, typed::typed, workspace::TARGET};
pub use self::{steps::Step, worker::Worker, workspace::Workspace};
use crate::{
    error::{Error, Result},
    machine::{project::Project, spread::Spread},
};

/// Every Worker, callees before their callers. Of two that call each other's objects one comes first all the same.
#[derive(Clone, Debug)]
pub struct Workers {
    workers: Vec<Worker>,
    /// Callers that come before those whom they call.
    late: Vec<(ServiceName, ServiceName)>,
}

impl Workers {
    /// Reads every wrangler file; one whose bindings lead nowhere, or in a circle that cannot be deployed, is an error.
    pub fn read(project: &Project) -> Result<Self> {
        let folder = project.wrangler();
        let mut paths = fs::read_dir(&folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>())
            .map_err(|error| Error::usage(format!("{}: {error}", folder.display())))?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        // The order of a folder is any; what can be deployed at the same time is deployed by name.
        paths.sort();
        let mut workers = paths.iter().map(|path| Worker::read(project, path)).collect::<Result<Vec<_>>>()?;
        let bound: Vec<_> = workers.iter().map(Worker::bound).collect();
        let Order { names, late } = order::callees_first(&bound)?;
        workers.sort_by_key(|worker| names.iter().position(|name| *name == worker.name()));
        Ok(Self { workers, late })
    }

    /// All of them, callees before their callers.
    pub fn all(&self) -> Vec<&Worker> {
        self.workers.iter().collect()
    }

    /// One of them.
    pub fn get(&self, name: ServiceName) -> Result<&Worker> {
        let found = self.workers.iter().find(|worker| worker.name() == name);
        found.ok_or_else(|| Error::usage(format!("{name} has no wrangler file")))
    }

    /// Some of them, callees before their callers.
    pub fn some(&self, names: &[ServiceName]) -> Result<Vec<&Worker>> {
        names.iter().try_for_each(|name| self.get(*name).map(drop))?;
        Ok(self.workers.iter().filter(|worker| names.contains(&worker.name())).collect())
    }

    /// Those that are deployed together, callees before their callers: whatever the public entry reaches. Others are
    /// experiments, which are built with the rest, and served and deployed where somebody asks for them by name.
    pub fn deployed(&self) -> Vec<&Worker> {
        let mut reached: Vec<&Worker> = Vec::new();
        let mut open: Vec<_> = self.workers.iter().filter(|worker| worker.file().workers_dev).collect();
        while let Some(worker) = open.pop() {
            if reached.iter().all(|known| known.name() != worker.name()) {
                reached.push(worker);
                open.extend(self.workers.iter().filter(|other| worker.callees().contains(&other.name())));
            }
        }
        let is_reached = |worker: &&Worker| reached.iter().any(|known| known.name() == worker.name());
        self.workers.iter().filter(is_reached).collect()
    }

    /// Those that are to be built so that `served` can be served: with the spreader where compute is spread.
    pub(crate) fn with_spreader<'table>(
        &'table self,
        served: &[&'table Worker],
        spread: Option<Spread>,
    ) -> Result<Vec<&'table Worker>> {
        let spreader = spread.map(|_| self.get(ServiceName::Spreader)).transpose()?;
        Ok(served.iter().copied().chain(spreader).collect())
    }

    /// Those that are built of a package: one for each engine, or one.
    pub fn of_package(&self, package: &str) -> Vec<&Worker> {
        self.workers.iter().filter(|worker| worker.package() == package).collect()
    }
}

/// The part of a path that names a Worker.
fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}
