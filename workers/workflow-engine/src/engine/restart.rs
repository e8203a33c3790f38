//! Instances that are begun once more: from their beginning, or from one of their operations.
//!
//! ```text
//! journal  ── before the operation ──┬── from the operation on
//!                  │                 └── forgotten, with its children; the events that it took wait again
//!                  └── the journal of a new run of the name, which is woken like one of an earlier life
//! ```
//!
//! A run has a number of its own, so that answers to calls of the earlier one reach nobody. What it makes has keys of its own; what it
//! takes over keeps those that it had, and the ends of its children find the run by its name.

use std::rc::Rc;

use durable::platform::Platform;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    timing::UnixMillis,
    workflow::{RestartFrom, RestartPlan, State},
};

use super::{Engine, control::not_now, drive::timer, live::Live, timers_of, unknown};
use crate::{
    entry::{Again, Entry, Origin},
    history::{self, Before},
    store::Run,
};

/// Most entries of a journal that is taken over in a row of it: events are numbered by rows.
const ENTRIES: usize = 1_000;

impl<P: Platform + 'static> Engine<P> {
    /// Begins an instance again, and forgets what it did.
    pub(super) fn restart(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        if run.state == State::Queued {
            return Err(not_now(&run, "it has not begun yet"));
        }
        // Nothing is forgotten of an instance that this build cannot begin.
        let key = self.key_of_whole(&run)?;
        let earlier = self.live.borrow().get(&run.number).cloned();
        let origin = Origin::of(self.store.entries(run.number)?.iter());
        let origin = Origin { lap: origin.lap + 1, again: None, ..origin };
        // Half of it would be neither run.
        self.platform.or_not_at_all(|| {
            self.forget_descendants(id)?;
            self.drop_run(&run)?;
            let again = Run {
                number: self.store.next_run()?,
                state: State::Running,
                lives: 0,
                accepted: self.platform.now().0,
                ended: None,
                ..run.clone()
            };
            self.pass_place(run.number, &again, key)?;
            self.begin(again, &origin)
        })?;
        tell_waiters(earlier.as_deref());
        Ok(())
    }

    /// Has an instance go on from one of its operations as if it had not made it and what came after it, or only says what that means.
    ///
    /// [`ErrorCode::BadChoice`] says that it has made no such operation, several of that name, or this one while it was being cancelled.
    pub fn restart_from(self: &Rc<Self>, asked: &RestartFrom) -> Result<RestartPlan, Failure> {
        let id = asked.id.as_str();
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        let key = self.key_of_whole(&run)?;
        // Rows are read as one, so each says that it begins outside of all scopes.
        let pieces = self.store.journal(run.number, 0)?.into_iter().enumerate();
        let outside = |number: usize| (number > 0).then_some(Entry::In(None));
        let journal: Vec<Entry> =
            pieces.flat_map(|(number, piece)| outside(number).into_iter().chain(piece.entries)).collect();
        let origin = Origin::of(journal.iter());
        let before = history::before(&journal, &asked.from, self.platform.now().0)?;
        let waiting = self.store.waiting_events(run.number)? + u64::try_from(before.events.len()).unwrap_or(u64::MAX);
        if waiting > limits::workflow::EVENTS {
            let message = format!(
                "{waiting} events would wait for the instance, of at most {}; name a later operation",
                limits::workflow::EVENTS
            );
            return Err(Failure::new(ErrorCode::LimitExceeded, message));
        }
        let plan = RestartPlan {
            from: before.from,
            again_count: count(before.again.len()),
            again: before.again.iter().take(limits::workflow::TOLD).cloned().collect(),
            failed: before.failed.clone(),
            events: before.events.iter().map(|(name, _)| name.clone()).collect(),
        };
        if !asked.dry_run {
            // Half of it would be neither run.
            self.platform.or_not_at_all(|| self.go_back(&run, key, &origin, before))?;
        }
        Ok(plan)
    }

    fn go_back(self: &Rc<Self>, earlier: &Run, key: String, origin: &Origin, before: Before) -> Result<(), Failure> {
        let live = self.live.borrow().get(&earlier.number).cloned();
        let waiting = self.store.events_of(earlier.number)?;
        for number in self.store.descendants(&earlier.id)? {
            if let Some(child) = self.store.run(number)?
                && !before.made.contains(&operation_of(&earlier.id, &child.id))
            {
                self.forget_run(&child)?;
            }
        }
        let mut laps = origin.again.as_ref().map_or_else(Vec::new, |again| again.laps.clone());
        laps.retain(|(below, _)| *below < before.from);
        laps.push((before.from, origin.lap_of(before.from.saturating_sub(1))));
        let of = origin.again.as_ref().map_or(earlier.number, |again| again.of);
        let again = Again { of, from: before.from, laps };
        let origin = Origin { parent: origin.parent, lap: origin.lap + 1, again: None };
        self.drop_run(earlier)?;
        let run =
            Run { number: self.store.next_run()?, state: State::Running, lives: 0, ended: None, ..earlier.clone() };
        self.pass_place(earlier.number, &run, key)?;
        // What was taken over happened when it did.
        let restarted = [Entry::At(self.platform.now().0), Entry::Again(again)];
        let begin = restarted.into_iter().chain([Entry::At(earlier.accepted), Entry::Accepted]);
        let entries: Vec<Entry> = begin.chain(origin.entries()).chain(before.entries).collect();
        let mut rows = history::rows(entries, ENTRIES).into_iter();
        self.store.insert(&run, true, None, &rows.next().unwrap_or_default())?;
        for row in rows {
            self.store.append(run.number, &row)?;
        }
        for (name, payload) in before.events.into_iter().chain(waiting) {
            self.store.put_event(run.number, &name, &payload)?;
        }
        self.set_timers(run.number, &before.due)?;
        self.wake_soon(vec![run.number]);
        self.arm()?;
        tell_waiters(live.as_deref());
        Ok(())
    }

    /// Sets the timers of an instance that is not in memory.
    pub(super) fn set_timers(&self, run: u64, due: &[(u32, UnixMillis)]) -> Result<(), Failure> {
        for (operation, due) in due {
            self.timers.add(&timers_of(run), *due, timer(*operation))?;
        }
        Ok(())
    }
}

/// Whoever waits for the end of a run waits for that of the next one.
fn tell_waiters(earlier: Option<&Live>) {
    for waiter in earlier.into_iter().flat_map(|live| live.waiters.take()) {
        let _ = waiter.send(());
    }
}

/// Which operation of an instance began this one of its descendants, or the parents of that.
fn operation_of(id: &str, descendant: &str) -> u32 {
    let rest = descendant.strip_prefix(id).and_then(|rest| rest.strip_prefix('~')).unwrap_or_default();
    let digits = rest.split(['~', '.', '@']).next().unwrap_or_default();
    digits.parse().unwrap_or(u32::MAX)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
