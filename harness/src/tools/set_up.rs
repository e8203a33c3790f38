//! Meets what is not met yet: what cargo compiles beside what comes over the network, since each waits for another thing.

use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
};

use super::{Need, cargo_tool::Workshop};
use crate::{
    error::{Error, Result},
    lock::Lock,
    project::Project,
    terminal::Step,
};

/// Meets every need that is not met yet, saying what it does. The first failure calls off what goes on beside it.
pub(super) fn set_up(project: &Project, needs: &[Need]) -> Result<()> {
    let _turn = Lock::acquire(project, "setup")?;
    let mut missing = Vec::new();
    for &need in needs {
        if need.find(project)?.is_none() {
            missing.push(need);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let (compiled, fetched): (Vec<_>, Vec<_>) = missing.into_iter().partition(|need| need.is_compiled());
    let site = Site { project, workshop: Workshop::open()?, called_off: Arc::default() };
    thread::scope(|scope| {
        let fetching = scope.spawn(|| site.meet_all(&fetched));
        let compiled = site.meet_all(&compiled);
        let fetched = fetching.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked));
        match (compiled, fetched) {
            (Ok(()), Ok(())) => Ok(()),
            (Err(Ended::Failed(error)), _) | (_, Err(Ended::Failed(error))) => Err(error),
            (Err(Ended::CalledOff), _) | (_, Err(Ended::CalledOff)) => Err(Error::internal("set-up was called off")),
        }
    })
}

/// Why needs were not met.
enum Ended {
    /// One of them cannot be, and nothing else failed before.
    Failed(Error),
    /// Something else failed before.
    CalledOff,
}

/// Where needs are met.
struct Site<'run> {
    project: &'run Project,
    workshop: Workshop,
    called_off: Arc<AtomicBool>,
}

impl Site<'_> {
    /// Meets one need after the other.
    fn meet_all(&self, needs: &[Need]) -> Result<(), Ended> {
        needs
            .iter()
            .try_for_each(|need| self.meet(*need))
            .map_err(|error| if self.called_off.swap(true, Relaxed) { Ended::CalledOff } else { Ended::Failed(error) })
    }

    fn meet(&self, need: Need) -> Result<()> {
        let step = Step::start(format!("installing {}", need.name())).part_of(&self.called_off);
        step.run(|step| step.check().and_then(|()| need.install(self.project, &self.workshop, step)))?;
        match need.find(self.project)? {
            Some(_) => Ok(()),
            None => {
                Err(Error::environment(format!("{} is missing after its installation", need.name()))
                    .remedy(need.remedy()))
            }
        }
    }
}
