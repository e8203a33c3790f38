//! The steps of a deployment: a Worker each, and those of a circle once more.

use shared::call::ServiceName;

use super::{Worker, Workers};

/// One Worker that is deployed.
#[derive(Clone, Debug)]
pub struct Step<'table> {
    /// The Worker.
    pub worker: &'table Worker,
    /// Those to whom it is not bound yet, since they come behind it; it is deployed once more then.
    pub without: Vec<ServiceName>,
}

impl Workers {
    /// How some of them are deployed, given callees before their callers. One that is called by those whom it calls comes
    /// twice where they are deployed too: first without them, and as soon as they are there, whole.
    pub fn steps<'table>(&self, chosen: &[&'table Worker]) -> Vec<Step<'table>> {
        let mut steps = Vec::new();
        let mut incomplete: Vec<Step<'table>> = Vec::new();
        for &worker in chosen {
            let is_late = |callee: &ServiceName| self.late.contains(&(worker.name(), *callee));
            let is_chosen = |callee: &ServiceName| chosen.iter().any(|other| other.name() == *callee);
            let without = worker.callees().iter().filter(|callee| is_late(callee) && is_chosen(callee)).copied();
            let step = Step { worker, without: without.collect() };
            for waiting in &mut incomplete {
                waiting.without.retain(|callee| *callee != worker.name());
            }
            incomplete.extend((!step.without.is_empty()).then(|| step.clone()));
            steps.push(step);
            steps.extend(incomplete.extract_if(.., |waiting| waiting.without.is_empty()));
        }
        steps
    }
}
