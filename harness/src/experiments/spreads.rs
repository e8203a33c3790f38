//! Only the local runtime is made to spread compute.

use crate::{
    error::{Error, Result},
    instrument::target::Choice,
    machine::spread::Spread,
};

/// Refuses spreads on a target of another kind.
pub(super) fn refuse_elsewhere(target: &Choice, spreads: &[Spread]) -> Result<()> {
    match target {
        Choice::Workerd => Ok(()),
        Choice::WranglerDev | Choice::Address(_) if spreads.is_empty() => Ok(()),
        Choice::WranglerDev | Choice::Address(_) => Err(Error::usage(
            "--compute-isolates and --routing arrange the local runtime alone; leave them away for another target",
        )),
    }
}

#[cfg(test)]
mod tests;
