//! How far a batch has come, for whoever asks meanwhile and for the report at its end.

use std::cell::Cell;

use shared::{
    durable::{BatchReport, Plan, Progress},
    error::{ErrorCode, Failure},
};

/// The counts of one batch.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    operations: u32,
    answered: Cell<u32>,
    validated: Cell<u32>,
    dead: Cell<u32>,
    messages: Cell<u64>,
    rows_written: Cell<u64>,
}

impl Counts {
    /// Those of a batch that begins.
    pub(crate) fn of(plan: &Plan) -> Self {
        Self { operations: plan.operations, ..Self::default() }
    }

    /// How far the batch has come.
    pub(crate) fn progress(&self) -> Progress {
        Progress { operations: self.operations, answered: self.answered.get() }
    }

    /// One operation was answered, and its answer held against the right one or not.
    pub(crate) fn answered(&self, is_validated: bool) {
        self.answered.set(self.answered.get() + 1);
        self.validated.set(self.validated.get() + u32::from(is_validated));
    }

    /// The call of one operation failed.
    pub(crate) fn died(&self) {
        self.dead.set(self.dead.get() + 1);
    }

    /// One call is about to leave; more than the plan allows are [`ErrorCode::LimitExceeded`].
    pub(crate) fn leave(&self, plan: &Plan) -> Result<(), Failure> {
        let messages = self.messages.get();
        match plan.subrequests {
            Some(most) if messages >= most.into() => {
                let message =
                    format!("the batch has made the {most} calls that \"subrequests\" allows it; {}", self.sentence());
                Err(Failure::new(ErrorCode::LimitExceeded, message))
            }
            Some(_) | None => {
                self.messages.set(messages + 1);
                Ok(())
            }
        }
    }

    /// Rows or keys were written or deleted.
    pub(crate) fn wrote(&self, rows: u64) {
        self.rows_written.set(self.rows_written.get() + rows);
    }

    /// What is said of a batch that was not done in time.
    pub(crate) fn late(&self, plan: &Plan) -> Failure {
        let message = format!("{} within {} ms", self.sentence(), plan.deadline_ms);
        Failure::new(ErrorCode::DeadlineExceeded, message)
    }

    /// The report of a batch that is done.
    pub(crate) fn report(&self, plan: Plan, first: u64, elapsed_ms: u32) -> BatchReport {
        BatchReport {
            plan,
            first,
            answered: self.answered.get(),
            validated: self.validated.get(),
            dead: self.dead.get(),
            elapsed_ms,
            messages: self.messages.get(),
            rows_written: self.rows_written.get(),
            redelivered: 0,
            pending: Vec::new(),
        }
    }

    fn sentence(&self) -> String {
        let Progress { operations, answered } = self.progress();
        match self.dead.get() {
            0 => format!("{answered} of {operations} operations were answered"),
            dead => format!("{answered} of {operations} operations were answered and {dead} failed"),
        }
    }
}
