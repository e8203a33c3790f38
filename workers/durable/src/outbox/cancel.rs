//! Makes numbers void: of calls that are cancelled, given up, or not to be sent a second time.

use futures::channel::oneshot;
use shared::{
    durable::{self, CancelReport, Cancellation},
    error::{ErrorCode, Failure},
};

use super::{Outbox, calls::Calls, lane::Batch, take::prefix};
use crate::{
    note::{Note, Void},
    pieces,
    platform::Platform,
    resume::Resume,
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
        let end = cancellation.first.saturating_add(cancellation.calls);
        let Some(lane) = self.lane_of(&cancellation.target) else { return Ok(report) };
        let pending: Vec<(Chosen, bool)> = {
            let state = self.state.borrow();
            let lane_now = &state.lanes[lane];
            report.answered = lane_now.lowest().min(end).saturating_sub(cancellation.first.max(1));
            let chosen = |(place, batch): (usize, &Batch)| {
                let numbers = (batch.first..batch.end()).enumerate();
                let named = numbers.filter(|(_, number)| (cancellation.first..end).contains(number));
                let open = named.filter(|(place, _)| batch.note(*place).is_none_or(|note| note.void.is_none()));
                (Chosen { lane, batch: place, places: open.map(|(place, _)| place).collect() }, batch.left)
            };
            let all = lane_now.batches.iter().enumerate().map(chosen);
            all.filter(|(chosen, _)| !chosen.places.is_empty()).collect()
        };
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
        let mut calls = Calls::new(self);
        let written = self.platform.atomically(|| {
            for note in &notes {
                self.go_on(note, &told, &mut calls, resume)?;
            }
            self.store_void(chosen, Void::Told)?;
            self.write(&calls.drafts)
        })?;
        let waiters = self.make_void(chosen, Void::Told)?;
        self.adopt(calls.drafts, written);
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
