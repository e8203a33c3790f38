//! The steps that a batch may take: a statement ends by steps and not by time, since clocks stand still while it runs.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use rusqlite::Connection;
use shared::limits;

/// Steps between two looks at the budget: often enough to be exact to a thousandth, seldom enough to cost nothing.
const STRIDE: u16 = 1000;

/// Counts the virtual machine's steps down to zero.
#[derive(Clone, Default)]
pub(super) struct StepBudget(Arc<AtomicU64>);

impl StepBudget {
    /// Interrupts statements of the connection once the budget is spent.
    pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<Self> {
        let budget = Self::default();
        budget.refill();
        let left = Arc::clone(&budget.0);
        let is_spent = move || {
            let rest = left.load(Relaxed).saturating_sub(u64::from(STRIDE));
            left.store(rest, Relaxed);
            rest == 0
        };
        connection.progress_handler(i32::from(STRIDE.cast_signed()), Some(is_spent))?;
        Ok(budget)
    }

    /// Grants the steps of one batch.
    pub(super) fn refill(&self) {
        self.0.store(limits::STEPS, Relaxed);
    }
}
