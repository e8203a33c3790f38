//! Steps that are tried again: because an attempt failed, or because an earlier life left one in the middle.

use std::time::Duration;

use futures::stream::AbortHandle;
use shared::limits;

use super::{Command, Maker, Script, operation::Attempt};
use crate::{
    entry::{Bytes, Entry, Kind},
    error::{Again, Error, StepError},
};

impl Script {
    /// What an earlier life left to be done: to be asked when the replay is over.
    pub(crate) fn take_up(&mut self) {
        let left: Vec<u32> =
            self.operations.values().filter(|known| !known.taken_up).map(|known| known.mark.operation).collect();
        for operation in left {
            if !self.is_open(operation) {
                continue;
            }
            let Some(known) = self.operations.get_mut(&operation) else { continue };
            known.taken_up = true;
            match known.mark.kind {
                // A timer wakes it.
                Kind::Step | Kind::StepOnce | Kind::Condition if known.due.is_some() => {}
                Kind::Step | Kind::Condition => self.commands.push(Command::Try { operation }),
                Kind::StepOnce => {
                    let error =
                        StepError::new("the object ended in the middle of the attempt, which may have had its effect");
                    self.commands.push(Command::Failed { operation, error });
                }
                Kind::Wait => self.commands.push(Command::Look { operation }),
                // Timers, an outbox and other instances have what they need.
                Kind::Sleep
                | Kind::Call
                | Kind::Callback
                | Kind::Child
                // What is made inside of these is found by itself, or they never wait.
                | Kind::Scope
                | Kind::Parallel
                | Kind::Branch
                | Kind::Map
                | Kind::Item
                | Kind::CallbackScope
                | Kind::Compensation
                | Kind::Secret
                | Kind::Version => {}
            }
        }
    }

    /// What it takes to begin the next attempt of a step: the closure runs with nothing of the script borrowed, and is given back by
    /// [`Script::equip`].
    pub(crate) fn attempt(&mut self, operation: u32) -> Option<(Maker, String, Attempt)> {
        let key = self.key(operation);
        let known = self.operations.get_mut(&operation)?;
        let number = known.made + 1;
        known.due = None;
        let attempt = Attempt { number, key, state: known.state.clone() };
        let (maker, name) = (known.maker.take()?, known.mark.name.clone());
        if number > 1 {
            self.write(Entry::Attempted { operation, attempt: number });
        }
        Some((maker, name, attempt))
    }

    /// How long an attempt may take that begins now.
    pub(crate) fn timeout(&self, operation: u32) -> Option<Duration> {
        let known = self.operations.get(&operation)?;
        let since = Duration::from_millis(self.now.saturating_sub(known.began));
        known.maker.as_ref()?.retry.timeout(since)
    }

    pub(crate) fn abort_by(&mut self, operation: u32, abort: AbortHandle) {
        if let Some(known) = self.operations.get_mut(&operation) {
            known.abort = Some(abort);
        }
    }

    /// What becomes of a step one more attempt of which failed, or of a condition that does not hold: it is due again, or has failed.
    pub(crate) fn after_failure(
        &mut self,
        operation: u32,
        error: &StepError,
        bits: u64,
    ) -> Option<Result<(u64, Entry), Error>> {
        let now = self.now;
        let known = self.operations.get_mut(&operation)?;
        let attempt = known.made + 1;
        let after = |wait: Duration| now.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        if let Some(Again { state, wait }) = &error.again
            && attempt < limits::workflow::CHECKS
        {
            let (state, due) = (Bytes(state.clone()), after(*wait));
            (known.made, known.failed) = (attempt, 0);
            (known.state, known.due) = (Some(state.clone()), Some(due));
            return Some(Ok((due, Entry::Checked { operation, attempt, state, due })));
        }
        if error.again.is_some() {
            let message = format!("it was looked at {attempt} times and does not hold; go on as new from time to time");
            return Some(Err(Error::StepFailed { step: known.mark.name.clone(), attempts: attempt, message }));
        }
        let since = Duration::from_millis(now.saturating_sub(known.began));
        let wait = known.maker.as_ref()?.retry.wait(known.failed + 1, since, error, bits);
        let message = error.message.clone();
        Some(if let Some(wait) = wait {
            let due = after(wait);
            (known.made, known.failed, known.due) = (attempt, known.failed + 1, Some(due));
            Ok((due, Entry::Failed { operation, attempt, message, due }))
        } else {
            Err(Error::StepFailed { step: known.mark.name.clone(), attempts: attempt, message })
        })
    }
}
