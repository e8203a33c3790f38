//! The calling end: intents are stored in the transaction that has them, and delivered until they are answered.
//!
//! ```text
//!             transaction                          take                    settle
//!  work ──┬── rows of the caller ──┐        ┌──> Parcel ──> inbox ──> Delivered ──┐
//!         └── calls ─> one row for ├─ commit┤                                     ├─ continuations, and what they
//!             each target's batch ─┘        └── (a death) ─> open, in a new life  │  write and call, in one transaction
//!                                                            and the same again ──┘
//! ```
//!
//! * What is called for is stored with the caller's own rows or not at all.
//! * All calls of a transaction to one object are one row; all rows that wait for it leave as one message.
//! * A number is given once. Whatever happens to a message, the calls in it keep their numbers until they are answered, so the
//!   inbox can tell what it has seen.
//! * Rows that are answered go with the next insertion, not in a write of their own. Until then a death has them delivered again,
//!   which the inbox answers from what it keeps; where a continuation ran, the row goes in the transaction of the continuation.
//! * A message whose fate is unknown is sent again, later and later, with nothing beside it and smaller each time, until one call
//!   stands alone. If that one fails as often as it may, it is given up, its number becomes void, and the calls behind it go on.
//!
//! Nothing here talks to anybody: a shell sends what [`Outbox::take`] hands out, and tells [`Outbox::settle`] what came of it.

mod again;
mod calls;
mod cancel;
mod dead;
mod ends;
mod epoch;
mod lane;
mod open;
mod settle;
mod take;
mod write;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap, VecDeque},
    rc::Rc,
};

use futures::channel::oneshot;
use shared::{
    durable::{Design, SourceReport},
    error::{ErrorCode, Failure},
    random::Random,
    timing::UnixMillis,
};

use self::lane::Lane;
pub use self::{
    calls::{Addressed, Calls, Forwarded, Intent, Mode, Order},
    take::{Parcel, ParcelId},
};
use crate::{
    platform::Platform,
    resume::Resume,
    schema::Schema,
    target::Target,
    ticket::Told,
    timers::{Pending, Timers},
};

/// The calls that an object makes.
pub struct Outbox<P> {
    platform: Rc<P>,
    timers: Rc<Timers<P>>,
    /// Who calls: an identity that the platform gives.
    caller: String,
    design: Cell<Design>,
    schema: Schema,
    state: RefCell<State>,
}

/// What the outbox holds in memory: everything that is pending, read once in a life.
struct State {
    opened: bool,
    lanes: Vec<Lane>,
    by_target: HashMap<Target, usize>,
    /// Lanes that may have something to send, in the order in which they came by it.
    ready: VecDeque<usize>,
    /// Lanes that wait before they send again.
    waiting: BTreeSet<(UnixMillis, usize)>,
    next_lane: u64,
    next_slot: u64,
    next_flight: u64,
    /// Epochs up to this one were used.
    floor: u64,
    calls: u64,
    bytes: u64,
    /// Whoever waits for a call that was put off, by the timer that makes it again.
    put_off: HashMap<u64, oneshot::Sender<Told>>,
    random: Random,
    counts: Counts,
}

/// What was done in this life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that left.
    pub messages: u64,
    /// Of these, with calls that had left before.
    pub redelivered: u64,
    /// Rows written to the tables of the outbox.
    pub rows_written: u64,
    /// Continuations that ran.
    pub continued: u64,
}

impl<P: Platform> Outbox<P> {
    /// The outbox of the object whose platform this is.
    pub fn new(platform: Rc<P>, timers: Rc<Timers<P>>, caller: String, design: Design) -> Self {
        let state = State {
            opened: false,
            lanes: Vec::new(),
            by_target: HashMap::new(),
            ready: VecDeque::new(),
            waiting: BTreeSet::new(),
            next_lane: 1,
            next_slot: 1,
            next_flight: 1,
            floor: 0,
            calls: 0,
            bytes: 0,
            put_off: HashMap::new(),
            random: Random::seeded(0),
            counts: Counts::default(),
        };
        timers.watch(design.watchdog);
        let (design, schema) = (Cell::new(design), Schema::default());
        Self { platform, timers, caller, design, schema, state: RefCell::new(state) }
    }

    /// Has it work in another way from here on.
    pub fn set(&self, design: Design) {
        self.timers.watch(design.watchdog);
        self.design.set(design);
    }

    /// Runs `work` so that what it writes and the calls that it makes are stored together, or neither.
    ///
    /// [`shared::error::ErrorCode::Overloaded`] says that a bound is reached; nothing is written then.
    pub fn transaction<R>(&self, work: impl FnOnce(&mut Calls<'_, P>) -> Result<R, Failure>) -> Result<R, Failure> {
        self.open()?;
        let result = self.stored(work)?;
        self.timers.arm(self.pending())?;
        Ok(result)
    }

    /// The same for an inbox, whose work fails only where storage does.
    pub(crate) fn receive<R>(&self, work: impl FnOnce(&mut Calls<'_, P>) -> Result<R, Failure>) -> Result<R, Failure> {
        self.open()?;
        let mut calls = Calls::new(self);
        let (result, written) = self.platform.or_not_at_all(|| {
            let result = work(&mut calls)?;
            Ok((result, self.write(&calls.drafts)?))
        })?;
        self.adopt(calls.drafts, written);
        self.timers.arm(self.pending())?;
        Ok(result)
    }

    /// Stores calls that `work` makes and writes nothing else for: what is one statement then needs no transaction around it.
    pub fn enqueue<R>(&self, work: impl FnOnce(&mut Calls<'_, P>) -> Result<R, Failure>) -> Result<R, Failure> {
        self.open()?;
        let mut calls = Calls::new(self);
        let result = work(&mut calls)?;
        let written = if self.is_one_statement(&calls.drafts) {
            self.write(&calls.drafts)?
        } else {
            self.platform.atomically(|| self.write(&calls.drafts))?
        };
        self.adopt(calls.drafts, written);
        self.timers.arm(self.pending())?;
        Ok(result)
    }

    /// Runs `work` in a transaction with the calls that it makes, and takes these into memory. Whoever asks for it arms the alarm
    /// when the memory is as the tables are.
    fn stored<R>(&self, work: impl FnOnce(&mut Calls<'_, P>) -> Result<R, Failure>) -> Result<R, Failure> {
        let mut calls = Calls::new(self);
        let (result, written) = self.platform.atomically(|| {
            let result = work(&mut calls)?;
            Ok((result, self.write(&calls.drafts)?))
        })?;
        self.adopt(calls.drafts, written);
        Ok(result)
    }

    /// The alarm has rung: takes up what an earlier life left, cleans away what is answered, and has it ring again where
    /// something is pending. What can be sent then is for [`Outbox::take`]. A message that has been under way for longer than
    /// [`shared::limits::DURABLE_PATIENCE_MS`] counts as lost; so no message needs a timer of its own. Whatever fails is tried
    /// again by the next ring.
    pub fn ring(&self, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        self.timers.rung();
        let done = self.look_after(resume).and_then(|()| self.timers.arm(self.pending()));
        if done.is_err() {
            self.timers.again();
        }
        done
    }

    fn look_after(&self, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        self.open()?;
        let mut done = self.clean().and_then(|()| self.call_again());
        for id in self.overdue() {
            let late = Failure::new(ErrorCode::TargetFailed, "the target did not answer in time");
            done = done.and(self.settle(id, Err(late), resume));
        }
        done
    }

    /// Whether rows are left that only an alarm can find after a death.
    pub fn pending(&self) -> Pending {
        let state = self.state.borrow();
        if state.lanes.iter().any(Lane::has_rows) { Pending::Work } else { Pending::Nothing }
    }

    /// When something can be sent that cannot be sent now; none where nothing waits.
    pub fn wakes_at(&self) -> Option<UnixMillis> {
        self.state.borrow().waiting.first().map(|(at, _)| *at)
    }

    /// What was done in this life.
    pub fn counts(&self) -> Counts {
        self.state.borrow().counts
    }

    /// What it holds; alarm and storage are for the object to say.
    pub fn report(&self) -> Result<SourceReport, Failure> {
        self.open()?;
        let dead = self.count_dead()?;
        let state = self.state.borrow();
        let busy = state.lanes.iter().filter(|lane| lane.calls() > 0).count();
        Ok(SourceReport {
            epoch: state.lanes.first().map(|lane| lane.epoch.0),
            pending: state.calls,
            pending_bytes: state.bytes,
            targets: u32::try_from(busy).unwrap_or(u32::MAX),
            dead,
            rows: state.lanes.iter().map(Lane::rows).sum(),
            continued: state.counts.continued,
            messages: state.counts.messages,
            redelivered: state.counts.redelivered,
            ..SourceReport::default()
        })
    }
}
