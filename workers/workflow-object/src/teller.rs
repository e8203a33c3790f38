//! Tells somebody what he does not know: behind every answer, in batches, in order, until he has taken them.
//!
//! ```text
//! tell ──> a moment, in which others come ──> what is untold ─┬─> taken: the next ones, until there are none
//!                        ^                                     └─> not taken: a wait that doubles
//!                        └───────────────────────────────────────────┘
//! ```
//!
//! Nothing is lost with this life: what is told is the journal, or where it has led, and what somebody knows of it is a number that the
//! alarm stores.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use shared::{
    error::Failure,
    limits::workflow::{TRACKER_BACKOFF_MOST_MS, TRACKER_BACKOFF_MS},
};
use worker::{Delay, State, console_error};

/// Somebody who is told things.
pub(crate) trait Listener: 'static {
    /// As the log calls him.
    const NAME: &'static str;

    /// How long what is to be told waits for other things to travel with.
    const GATHER: Duration;

    /// Tells him the oldest things that he does not know.
    fn tell_some(&self) -> impl Future<Output = Result<Told, Untaken>>;
}

/// What somebody was told.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Told {
    /// Nothing: he knows everything.
    Nothing,
    /// Everything that there was.
    All,
    /// As much as one message holds.
    Some,
}

/// Why somebody was told nothing.
pub(crate) enum Untaken {
    /// What he is to be told cannot be read.
    Unreadable(Failure),
    /// He did not take it, for this reason.
    Refused(String),
}

impl From<Failure> for Untaken {
    fn from(failure: Failure) -> Self {
        Self::Unreadable(failure)
    }
}

/// What tells somebody.
pub(crate) struct Teller<L> {
    listener: L,
    state: Rc<State>,
    /// Whether it is at it.
    telling: Cell<bool>,
    /// What it was said last, so that the log has it once.
    refused: RefCell<String>,
}

impl<L: Listener> Teller<L> {
    pub(crate) fn new(listener: L, state: &Rc<State>) -> Rc<Self> {
        let (telling, refused) = (Cell::default(), RefCell::default());
        Rc::new(Self { listener, state: Rc::clone(state), telling, refused })
    }

    /// Whoever is told.
    pub(crate) fn listener(&self) -> &L {
        &self.listener
    }

    /// Has everything told that is untold, soon.
    pub(crate) fn tell(self: &Rc<Self>) {
        if self.telling.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        self.state.wait_until(async move {
            this.tell_all().await;
            this.telling.set(false);
        });
    }

    async fn tell_all(&self) {
        let mut wait = L::GATHER;
        let mut failed = 0;
        loop {
            Delay::from(wait).await;
            match self.listener.tell_some().await {
                Ok(Told::Nothing) => return,
                Ok(told) => {
                    // What comes meanwhile gathers again.
                    (wait, failed) = (if told == Told::All { L::GATHER } else { Duration::ZERO }, 0);
                    self.refused.take();
                }
                // The alarm comes back to it.
                Err(Untaken::Unreadable(failure)) => {
                    return console_error!("what the {} is to be told cannot be read: {failure}", L::NAME);
                }
                Err(Untaken::Refused(words)) => {
                    wait = backoff(failed);
                    failed += 1;
                    if *self.refused.borrow() != words {
                        console_error!("the {} takes nothing: {words}", L::NAME);
                        *self.refused.borrow_mut() = words;
                    }
                }
            }
        }
    }
}

/// How long to wait after so many failures before the last.
fn backoff(failed: u32) -> Duration {
    let milliseconds = TRACKER_BACKOFF_MS.saturating_mul(1_u32.checked_shl(failed).unwrap_or(u32::MAX));
    Duration::from_millis(milliseconds.min(TRACKER_BACKOFF_MOST_MS).into())
}
