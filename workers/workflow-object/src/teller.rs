//! Tells the tracker what it does not know: behind every answer, in batches, in order, until it has taken them.
//!
//! ```text
//! tell ──> a moment, in which others come ──> untold events ── POST ──> taken: the next ones, until there are none
//!             ^                                                 └─────> not taken: a wait that doubles
//!             └───────────────────────────────────────────────────────────┘
//! ```
//!
//! Nothing is lost with this life: events are the journal, and what the tracker knows of it is a number that the alarm stores.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use durable_object::ObjectPlatform;
use shared::limits::workflow::{TRACKER_BACKOFF_MOST_MS, TRACKER_BACKOFF_MS};
use worker::{Delay, State, console_error};
use workflow_engine::engine::Engine;

use crate::tracker::Tracker;

/// How long events wait for others to travel with.
const GATHER: Duration = Duration::from_millis(20);

/// Most rows of the journal in one batch: each has up to [`shared::limits::workflow::ROW_BYTES`].
const ROWS: u64 = 64;

/// What tells the tracker of one object.
pub(crate) struct Teller {
    engine: Rc<Engine<ObjectPlatform>>,
    tracker: Tracker,
    state: Rc<State>,
    /// Whether it is at it.
    telling: Cell<bool>,
    /// What it was said last, so that the log has it once.
    refused: RefCell<String>,
}

impl Teller {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, tracker: Tracker, state: Rc<State>) -> Rc<Self> {
        Rc::new(Self { engine, tracker, state, telling: Cell::new(false), refused: RefCell::default() })
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
        let mut wait = GATHER;
        let mut failed = 0;
        loop {
            Delay::from(wait).await;
            let untold = match self.engine.untold(ROWS) {
                Ok(Some(untold)) => untold,
                Ok(None) => return,
                // The alarm comes back to it.
                Err(failure) => return console_error!("the journal cannot be read for the tracker: {failure}"),
            };
            match self.tracker.post(untold.events).await {
                Ok(()) => {
                    self.engine.told(untold.up_to);
                    (wait, failed) = (Duration::ZERO, 0);
                    self.refused.take();
                }
                Err(words) => {
                    wait = backoff(failed);
                    failed += 1;
                    if *self.refused.borrow() != words {
                        console_error!("the tracker takes no events: {words}");
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
