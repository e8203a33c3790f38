//! Meets what is not met yet: what cargo compiles beside what comes over the network, since each waits for another thing; and behind the latter
//! whatever takes the processors that the former leaves idle.

use std::sync::{Arc, atomic::AtomicBool};

use super::{Need, cargo_tool::Workshop};
use crate::{
    error::{Error, Result},
    machine::{lock::Lock, project::Project, together::side_by_side},
    terminal::Step,
};

/// Meets every need that is not met yet, saying what it does. Where tools have to be compiled, `beside` is done in the meantime, as soon as
/// what is fetched is there.
pub(super) fn set_up(
    project: &Project,
    needs: &[Need],
    beside: impl Fn(&Arc<AtomicBool>) -> Result<()> + Sync,
) -> Result<()> {
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
    let workshop = Workshop::open()?;
    let next = (!compiled.is_empty()).then_some(&beside);
    side_by_side(2, vec![(compiled, None), (fetched, next)], |(needs, next), called_off| {
        for need in needs {
            let step = Step::start(format!("installing {}", need.name())).part_of(called_off);
            step.run(|step| meet(need, project, &workshop, step))?;
        }
        next.map_or(Ok(()), |next| next(called_off))
    })?;
    Ok(())
}

fn meet(need: Need, project: &Project, workshop: &Workshop, step: &Step) -> Result<()> {
    step.check()?;
    need.install(project, workshop, step)?;
    match need.find(project)? {
        Some(_) => Ok(()),
        None => {
            Err(Error::environment(format!("{} is missing after its installation", need.name())).remedy(need.remedy()))
        }
    }
}
