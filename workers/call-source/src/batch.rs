//! The logic of a batch: every operation once, in the order of its mode, each answer held against the right one.
//!
//! ```text
//! plan, first number ──> operation ──> call ──> answer ──> right? ── yes ──> counted
//!                            ^           └─ target failed ──> counted as dead
//!                            └── sequential: after the answer; else all at once
//! ```

use std::rc::Rc;

use futures::stream::{FuturesUnordered, StreamExt};
use shared::{
    durable::{Debit, Debited, Mode, Plan, debited},
    error::{ErrorCode, Failure},
};

use crate::counts::Counts;

/// Amounts of operations that follow each other differ up to here.
const AMOUNTS: u64 = 97;

/// A way to have operations done.
pub(crate) trait Calls {
    /// Has one done by a target.
    async fn call(&self, target: u32, debit: Debit) -> Result<Debited, Failure>;
}

/// A batch under way.
pub(crate) struct Batch {
    pub(crate) plan: Plan,
    /// The number of its first operation.
    pub(crate) first: u64,
    pub(crate) counts: Rc<Counts>,
}

impl Batch {
    /// Makes the calls of all operations. A target that fails costs its operation; whatever else goes wrong ends the batch.
    pub(crate) async fn make(&self, calls: &impl Calls) -> Result<(), Failure> {
        let operations = 0..self.plan.operations;
        match self.plan.mode {
            Mode::Sequential => {
                for operation in operations {
                    self.one(calls, operation).await?;
                }
            }
            Mode::Parallel | Mode::FanOut | Mode::Events => {
                let mut under_way: FuturesUnordered<_> =
                    operations.map(|operation| self.one(calls, operation)).collect();
                while let Some(outcome) = under_way.next().await {
                    outcome?;
                }
            }
        }
        Ok(())
    }

    async fn one(&self, calls: &impl Calls, operation: u32) -> Result<(), Failure> {
        let debit = self.debit(operation);
        match calls.call(self.plan.target_of(operation), debit).await {
            Ok(answer) => self.take(answer, Some(debited(debit)))?,
            Err(failure) if failure.code == ErrorCode::TargetFailed => self.counts.died(),
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Counts an answer, if it is the right one.
    pub(crate) fn take(&self, answer: Debited, right: Option<Debited>) -> Result<(), Failure> {
        if self.plan.validate && right != Some(answer) {
            let message = "a target answered something else than the receipt of the operation; the batch ended there";
            return Err(Failure::new(ErrorCode::WrongReply, message));
        }
        self.counts.answered(self.plan.validate);
        Ok(())
    }

    /// What an operation, counted from zero, asks for.
    pub(crate) fn debit(&self, operation: u32) -> Debit {
        let operation = self.first + u64::from(operation);
        let amount = u32::try_from(1 + operation % AMOUNTS).unwrap_or(1);
        Debit { operation, amount }
    }
}

#[cfg(test)]
mod tests;
