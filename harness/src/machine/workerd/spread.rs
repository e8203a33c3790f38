//! Puts a spreader in the place of each compute Worker, and several isolates of that Worker behind it.
//!
//! ```text
//! state ── COMPUTE ──> compute                        state ── COMPUTE ──> compute: the spreader ─┬─> compute-0
//!                                      becomes                                                    ├─> compute-1
//! router ─ COMPUTE ──────┘                            router ─ COMPUTE ──────┘                    └─> …
//! ```
//!
//! The spreader takes the name, so whatever was bound to the Worker reaches it, and nothing else changes.

use shared::call::ServiceName;

use super::configuration::{Binding, Configuration, Service, Target};
use crate::{
    error::Result,
    machine::{
        project::Project,
        spread::Spread,
        workers::{Worker, Workers},
    },
};

/// The variable that names the policy.
const ROUTING: &str = "ROUTING";

impl Configuration {
    /// Spreads every compute Worker that is served over isolates of its own: the local runtime makes one for each service.
    pub fn spread(&mut self, project: &Project, workers: &Workers, spread: Spread) -> Result<()> {
        let spreader = Service::read(project, workers.get(ServiceName::Spreader)?)?;
        let served = |worker: &&Worker| self.services.iter().any(|service| service.name == worker.name().as_str());
        let computes: Vec<_> = compute(workers).into_iter().filter(served).collect();
        computes.into_iter().try_for_each(|worker| self.spread_one(spreader.clone(), worker.name(), spread))
    }

    fn spread_one(&mut self, mut spreader: Service, worker: ServiceName, spread: Spread) -> Result<()> {
        let compute = self.service(worker.as_str())?.clone();
        spreader.name.clone_from(&compute.name);
        spreader.bindings =
            vec![Binding { name: ROUTING.to_owned(), target: Target::Text(spread.routing.as_str().to_owned()) }];
        for number in 0..spread.isolates {
            let isolate = isolate(worker, number);
            spreader = spreader.with_binding(&format!("COMPUTE_{number}"), Target::Service(isolate.clone()));
            self.add(Service { name: isolate, ..compute.clone() });
        }
        self.add(spreader);
        Ok(())
    }
}

/// The compute Workers, one for each engine.
pub(super) fn compute(workers: &Workers) -> Vec<&Worker> {
    workers.of_package(ServiceName::Compute.as_str())
}

/// The name of the service behind which one isolate of a compute Worker lives.
pub fn isolate(worker: ServiceName, number: usize) -> String {
    format!("{worker}-{number}")
}
