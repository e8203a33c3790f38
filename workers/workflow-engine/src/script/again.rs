//! Steps that are tried again: because an attempt failed, or because an earlier life left one in the middle.

use std::time::Duration;

use futures::stream::AbortHandle;

use super::{Command, Script, Trying, operation::Attempt};
use crate::{
    entry::{Entry, Kind},
    error::{Error, StepError},
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
                Kind::Step if known.due.is_some() => {}
                Kind::Step => self.commands.push(Command::Try { operation }),
                Kind::StepOnce => {
                    let message =
                        "the object ended in the middle of the only attempt, which may have had its effect".to_owned();
                    let step = known.mark.name.clone();
                    let outcome = Err(Error::StepFailed { step, attempts: 1, message });
                    self.write(Entry::Completed { operation, outcome: outcome.clone() });
                    self.deliver(operation, outcome);
                }
                Kind::Wait => self.commands.push(Command::Look { operation }),
                // A timer and an outbox have what they need.
                Kind::Sleep | Kind::Call => {}
            }
        }
    }

    /// Begins the next attempt of a step.
    pub(crate) fn attempt(&mut self, operation: u32) -> Option<(u32, Trying)> {
        let key = self.key(operation);
        let known = self.operations.get_mut(&operation)?;
        let number = known.failed + 1;
        known.due = None;
        let trying = (known.maker.as_mut()?.attempt)(Attempt { number, key });
        Some((number, trying))
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

    /// What becomes of a step one more attempt of which failed: it is due again, or has failed.
    pub(crate) fn after_failure(
        &mut self,
        operation: u32,
        error: &StepError,
        bits: u64,
    ) -> Option<Result<Entry, Error>> {
        let now = self.now;
        let known = self.operations.get_mut(&operation)?;
        let attempts = known.failed + 1;
        let since = Duration::from_millis(now.saturating_sub(known.began));
        let wait = known.maker.as_ref()?.retry.wait(attempts, since, error, bits);
        let message = error.message.clone();
        Some(if let Some(wait) = wait {
            let due = now.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            (known.failed, known.due) = (attempts, Some(due));
            Ok(Entry::Failed { operation, attempt: attempts, message, due })
        } else {
            Err(Error::StepFailed { step: known.mark.name.clone(), attempts, message })
        })
    }
}
