//! Makes numbers void: of calls that are cancelled, given up, or not to be sent a second time.

use std::ops::Range;

use futures::channel::oneshot;
use shared::{
    durable::{self, CancelReport, Cancellation},
    error::{ErrorCode, Failure},
};

use super::{
    Outbox,
    lane::{Batch, Lane},
    take::prefix,
};
use crate::{
    note::{Note, Void},
    pieces,
    platform::Platform,
    resume::Resume,
    target::Target,
    ticket::Told,
};

/// Calls of one batch, by their places.
pub(super) struct Chosen {
    pub(super) lane: usize,
    pub(super) batch: usize,
    /// In order.
    pub(super) places: Vec<usize>,
}

impl<P: Platform> Outbox<P> {
    /// Has calls not be made. Those that never left are told at once that they were cancelled; those that have left are told by the
    /// answer to their number, which says whether the effect was made.
    pub fn cancel(&self, cancellation: &Cancellation, resume: &mut impl Resume<P>) -> Result<CancelReport, Failure> {
        self.open()?;
        let mut report = CancelReport::default();
        let named = cancellation.first.max(1)..cancellation.first.saturating_add(cancellation.calls);
        let Some(lane) = self.lane_of(&cancellation.target) else { return Ok(report) };
        let (target, pending, others) = self.state.borrow().lanes[lane].named(lane, &named);
        report.cancelled = self.cancel_put_off(&target, &named, resume)?;
        report.answered = others - report.cancelled;
        for (chosen, left) in pending {
            let count = u64::try_from(chosen.places.len()).unwrap_or(u64::MAX);
            if left {
                self.platform.atomically(|| self.store_void(&chosen, Void::Cancelled))?;
                self.make_void(&chosen, Void::Cancelled)?;
                report.under_way += count;
            } else {
                self.cancel_now(&chosen, resume)?;
                report.cancelled += count;
            }
        }
        self.timers.arm(self.pending())?;
        Ok(report)
    }

    /// Calls that never left: their continuations hear of it in the transaction that makes their numbers void.
    fn cancel_now(&self, chosen: &Chosen, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        let told: Told =
            Err(Failure::new(ErrorCode::CallCancelled, "the call was cancelled before it left; there is no effect"));
        let notes: Vec<Note> = {
            let state = self.state.borrow();
            let batch = &state.lanes[chosen.lane].batches[chosen.batch];
            chosen.places.iter().filter_map(|place| batch.note(*place).cloned()).collect()
        };
        self.stored(|calls| {
            for note in &notes {
                self.go_on(note, &told, calls, resume)?;
            }
            self.store_void(chosen, Void::Told)
        })?;
        let waiters = self.make_void(chosen, Void::Told)?;
        for waiter in waiters {
            let _ = waiter.send(told.clone());
        }
        Ok(())
    }

    fn lane_of(&self, object: &str) -> Option<usize> {
        self.state.borrow().lanes.iter().position(|lane| lane.target.object == object)
    }

    /// Stores that numbers are void.
    pub(super) fn store_void(&self, chosen: &Chosen, why: Void) -> Result<(), Failure> {
        let state = self.state.borrow();
        let (lane, batch) = (&state.lanes[chosen.lane], &state.lanes[chosen.lane].batches[chosen.batch]);
        let (calls, notes) = batch.voided(&chosen.places, why)?;
        self.put_row(batch.slot, lane.id, (batch.first, batch.count), &calls, &notes)
    }

    /// Changes memory likewise; hands out whoever waits and is to be told now.
    pub(super) fn make_void(&self, chosen: &Chosen, why: Void) -> Result<Vec<oneshot::Sender<Told>>, Failure> {
        let mut state = self.state.borrow_mut();
        let batch = &mut state.lanes[chosen.lane].batches[chosen.batch];
        let before = batch.weight();
        let (calls, notes) = batch.voided(&chosen.places, why)?;
        (batch.calls, batch.notes, batch.stored_first) = (calls, notes, batch.first);
        let told_now = matches!(why, Void::Told | Void::GivenUp(_));
        let waiters =
            if told_now { chosen.places.iter().filter_map(|place| batch.waiter(*place)).collect() } else { Vec::new() };
        let after = batch.weight();
        state.counts.rows_written += 1;
        state.bytes = state.bytes + after - before;
        Ok(waiters)
    }
}

impl Lane {
    /// The calls of these names that are pending, with whether they have left; and how many names are left beside them.
    fn named(&self, lane: usize, named: &Range<u64>) -> (Target, Vec<(Chosen, bool)>, u64) {
        let mut others = self.next.min(named.end).saturating_sub(named.start);
        let mut pending = Vec::new();
        for (place, batch) in self.batches.iter().enumerate() {
            let mut chosen = Chosen { lane, batch: place, places: Vec::new() };
            for (index, number) in (batch.first..batch.end()).enumerate() {
                let note = batch.note(index);
                // A call that was put off is known by its first number, and nothing by the one that it has.
                let name = note.and_then(|note| note.named).unwrap_or(number);
                others -= u64::from(named.contains(&name)) + u64::from(name != number && named.contains(&number));
                let is_open = note.is_none_or(|note| note.void.is_none());
                chosen.places.extend((named.contains(&name) && is_open).then_some(index));
            }
            if !chosen.places.is_empty() {
                pending.push((chosen, batch.left));
            }
        }
        (self.target.clone(), pending, others)
    }
}

impl Batch {
    /// Its calls and notes with some of them void; a continuation that is yet to be told stays with its call.
    pub(super) fn voided(&self, places: &[usize], why: Void) -> Result<(Vec<u8>, Vec<Note>), Failure> {
        let mut notes = self.notes.clone();
        notes.resize(self.count, Note::default());
        let (mut calls, mut rest) = (Vec::with_capacity(self.calls.len()), &self.calls[..]);
        let mut chosen = places.iter().peekable();
        for (place, note) in notes.iter_mut().enumerate() {
            let call = prefix(rest, 1)?;
            rest = &rest[call.len()..];
            if chosen.next_if_eq(&&place).is_none() {
                calls.extend_from_slice(call);
                continue;
            }
            pieces::push(&mut calls, &durable::Call::Void);
            note.void = Some(why);
            match why {
                Void::Cancelled | Void::AtMostOnce => {}
                Void::Told | Void::GivenUp(_) => note.continuation = None,
            }
        }
        Ok((calls, notes))
    }
}
