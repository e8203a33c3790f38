//! The turn: writes of a tenant happen one after the other, in the order in which they asked.
//!
//! The platform's input gates hold events back while storage is busy, but not while another Worker is being asked, so a
//! write that awaits compute would race with the next. A fair lock around the whole write keeps order. The queue is
//! bounded, and a request that is dropped at its deadline leaves it.

use std::cell::Cell;

use shared::{
    error::{ErrorCode, Failure},
    limits,
};
use tokio::sync::{Mutex, MutexGuard};

/// The turns of one tenant.
#[derive(Default)]
pub(super) struct Turns {
    lock: Mutex<()>,
    waiting: Cell<usize>,
}

impl Turns {
    /// Waits for the turn; it lasts as long as the guard.
    pub(super) async fn take(&self) -> Result<MutexGuard<'_, ()>, Failure> {
        if let Ok(turn) = self.lock.try_lock() {
            return Ok(turn);
        }
        if self.waiting.get() >= limits::TURN_QUEUE {
            return Err(Failure::new(
                ErrorCode::TenantBusy,
                format!("{} writes of this tenant wait already; try again later", limits::TURN_QUEUE),
            ));
        }
        let _waiting = Waiting::enter(&self.waiting);
        Ok(self.lock.lock().await)
    }
}

/// Counts a waiter for as long as it waits, also when its request is dropped.
struct Waiting<'a>(&'a Cell<usize>);

impl<'a> Waiting<'a> {
    fn enter(count: &'a Cell<usize>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
