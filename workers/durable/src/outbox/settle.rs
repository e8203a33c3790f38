//! What came of a message, and what that leads to.
//!
//! First everything is worked out, then it is stored in one transaction with what the continuations write and call, and only then
//! does memory change and are waiters told. A transaction that fails leaves the calls pending; they are delivered again and
//! answered from what the inbox keeps.

use std::collections::HashMap;

use futures::channel::oneshot;
use shared::{
    durable::{Acknowledgement, Delivered, Stop},
    error::{ErrorCode, Failure},
    limits,
    tables::row::number,
    timing::UnixMillis,
};

use super::{
    Outbox, State,
    calls::Calls,
    ends::{End, Ends},
    lane::{Answered, Lane},
    take::ParcelId,
    write::DELETE_ROW,
};
use crate::{
    note::Note,
    platform::Platform,
    resume::{Resume, Resumed},
    ticket::Told,
};

/// How many answered messages to an object wait for the next insertion, and how many rows of such: the inbox keeps its answers as
/// long.
const MOST_ANSWERED: usize = 64;

/// The timers of calls that were put off, by batch and place.
type PutOff = HashMap<(usize, usize), u64>;

impl<P: Platform> Outbox<P> {
    /// Takes in what came of a message: the reply, or that there is none.
    pub fn settle(
        &self,
        id: ParcelId,
        outcome: Result<Delivered, Failure>,
        resume: &mut impl Resume<P>,
    ) -> Result<(), Failure> {
        // A parcel of an earlier life, or one that was settled as lost, is nobody's any more.
        if !self.is_under_way(id) {
            return Ok(());
        }
        let settled = match outcome {
            Ok(Delivered::Taken { count, answers, stop }) => self.taken(id, count, &answers, stop, resume),
            Ok(Delivered::Gap { expected }) => self.gap(id, expected),
            Ok(Delivered::Fenced { epoch }) => self.fenced(id, epoch, resume),
            Ok(Delivered::Overloaded { retry_after_ms }) => {
                self.again_after(id, retry_after_ms);
                Ok(())
            }
            Err(failure) => self.lost(id, &failure, resume),
        };
        if settled.is_err() {
            // Storage failed. What is in memory is as it was; the message counts as lost, and no call as answered.
            self.void_once_sent(id)?;
            self.again_after(id, limits::DURABLE_BACKOFF_MS);
        }
        settled?;
        self.timers.arm(self.pending())
    }

    fn is_under_way(&self, id: ParcelId) -> bool {
        let state = self.state.borrow();
        state.lanes.get(id.lane).is_some_and(|lane| lane.flights.iter().any(|flight| flight.number == id.flight))
    }

    /// The message is not under way any more; its calls wait, and are sent after so long.
    pub(super) fn again_after(&self, id: ParcelId, milliseconds: u32) {
        let at = UnixMillis(self.platform.now().0 + u64::from(milliseconds));
        let mut state = self.state.borrow_mut();
        if state.lanes[id.lane].land(id) {
            state.wait(id.lane, at);
        }
    }

    fn taken(
        &self,
        id: ParcelId,
        count: u32,
        answers: &[serde_bytes::ByteBuf],
        stop: Option<Stop>,
        resume: &mut impl Resume<P>,
    ) -> Result<(), Failure> {
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(id.count);
        let eager = self.design.get().acknowledgement == Acknowledgement::Eager;
        let ends = self.state.borrow().lanes[id.lane].ends(id, count, answers, eager)?;
        let later = if ends.iter().any(|ends| ends.stored) {
            self.stored(|calls| self.store_ends(id.lane, &ends, calls, resume))?
        } else {
            PutOff::new()
        };
        let told = self.apply(id, ends, &later);
        {
            let mut state = self.state.borrow_mut();
            let lane = &mut state.lanes[id.lane];
            (lane.failures, lane.alone, lane.hole) = (0, 0, false);
            lane.most = lane.most.saturating_mul(2).min(limits::DURABLE_BATCH_CALLS);
            lane.kept = if lane.is_stale() { lane.kept + 1 } else { 0 };
        }
        match stop {
            Some(Stop { retry_after_ms }) if retry_after_ms > 0 => {
                let at = UnixMillis(self.platform.now().0 + u64::from(retry_after_ms));
                self.state.borrow_mut().wait(id.lane, at);
            }
            Some(_) | None => self.state.borrow_mut().list(id.lane),
        }
        // Whoever is told may make calls at once.
        for (waiter, told) in told {
            let _ = waiter.send(told);
        }
        let (kept, answered) = {
            let state = self.state.borrow();
            let lane = &state.lanes[id.lane];
            (lane.kept, lane.answered.len())
        };
        if kept.max(answered) >= MOST_ANSWERED { self.clean() } else { Ok(()) }
    }

    /// Stores what the calls came to, and runs their continuations.
    fn store_ends(
        &self,
        lane: usize,
        ends: &[Ends],
        calls: &mut Calls<'_, P>,
        resume: &mut impl Resume<P>,
    ) -> Result<PutOff, Failure> {
        let mut later = PutOff::new();
        for Ends { place, calls: ended, bytes, whole, stored } in ends {
            if !*stored {
                continue;
            }
            for (index, end) in ended.iter().enumerate() {
                let timer = self.store_end(lane, (*place, index), end, calls, resume)?;
                later.extend(timer.map(|timer| ((*place, index), timer)));
            }
            let state = self.state.borrow();
            let (lane, batch) = (&state.lanes[lane], &state.lanes[lane].batches[*place]);
            if *whole {
                self.platform.execute(DELETE_ROW, vec![number(batch.slot)])?;
                if batch.end() == lane.next {
                    self.keep_next(lane.id, lane.next)?;
                }
            } else {
                let rest = (batch.first + u64::try_from(ended.len()).unwrap_or(u64::MAX), batch.count - ended.len());
                let notes = batch.notes.get(ended.len()..).unwrap_or_default();
                self.put_row(batch.slot, lane.id, rest, &batch.calls[*bytes..], notes)?;
            }
        }
        Ok(later)
    }

    fn store_end(
        &self,
        lane: usize,
        (batch, index): (usize, usize),
        end: &End,
        calls: &mut Calls<'_, P>,
        resume: &mut impl Resume<P>,
    ) -> Result<Option<u64>, Failure> {
        // The continuation is lent nothing of the state: it makes calls, which look there.
        let (number, note, call) = {
            let state = self.state.borrow();
            let batch = &state.lanes[lane].batches[batch];
            let number = batch.first + u64::try_from(index).unwrap_or(u64::MAX);
            (number, batch.note(index).cloned().unwrap_or_default(), batch.call(index)?.to_vec())
        };
        match end {
            End::PutOff(milliseconds) => self.put_off((lane, number), (&call, &note), *milliseconds, calls, resume),
            End::Known { dead, effect } => self.learn_fate(*dead, *effect).map(|()| None),
            End::Void => Ok(None),
            End::Told(told) => {
                if let Err(failure) = told
                    && failure.code == ErrorCode::CallExpired
                {
                    self.bury(lane, (&call, &note), 1, failure, true)?;
                }
                self.go_on(&note, told, calls, resume).map(|()| None)
            }
        }
    }

    /// Runs the continuation of a call, if it has one.
    pub(super) fn go_on(
        &self,
        note: &Note,
        told: &Told,
        calls: &mut Calls<'_, P>,
        resume: &mut impl Resume<P>,
    ) -> Result<(), Failure> {
        let Some(stored) = &note.continuation else { return Ok(()) };
        self.state.borrow_mut().counts.continued += 1;
        let outcome = told.as_ref().map(|bytes| bytes.as_deref().unwrap_or_default());
        resume.resume(Resumed::new(&stored.name, &stored.context, outcome), calls)
    }

    /// Changes memory as the tables are; hands out whoever is to be told.
    fn apply(&self, id: ParcelId, ends: Vec<Ends>, later: &PutOff) -> Vec<(oneshot::Sender<Told>, Told)> {
        let mut state = self.state.borrow_mut();
        let mut told = Vec::new();
        state.lanes[id.lane].land(id);
        // From the back, so that places stay what they were.
        for Ends { place, calls, bytes, whole, stored } in ends.into_iter().rev() {
            let count = calls.len();
            let State { lanes, put_off, .. } = &mut *state;
            let batch = &mut lanes[id.lane].batches[place];
            let before = batch.weight();
            for (index, end) in calls.into_iter().enumerate() {
                match (batch.waiter(index), end) {
                    (Some(waiter), End::Told(answer)) => told.push((waiter, answer)),
                    (Some(waiter), End::PutOff(_)) => {
                        put_off.extend(later.get(&(place, index)).map(|timer| (*timer, waiter)));
                    }
                    (Some(_), End::Known { .. } | End::Void) | (None, _) => {}
                }
            }
            batch.cut(count, bytes);
            let lighter = before - batch.weight();
            if stored {
                batch.stored_first = batch.first;
                state.counts.rows_written += 1;
            }
            state.less(count, lighter);
            if whole {
                let lane = &mut state.lanes[id.lane];
                let row =
                    lane.batches.remove(place).map(|batch| Answered { slot: batch.slot, first: batch.stored_first });
                lane.answered.extend(row.filter(|_| !stored));
            }
        }
        told
    }
}

impl Lane {
    /// A message is not under way any more; whether it was.
    pub(super) fn land(&mut self, id: ParcelId) -> bool {
        let under_way = self.flights.len();
        self.flights.retain(|flight| flight.number != id.flight);
        let landed = self.flights.len() < under_way;
        let batches = self.batches.iter_mut().skip_while(|batch| !batch.flies_with(id.flight));
        for batch in batches.take_while(|batch| batch.flies_with(id.flight)) {
            batch.flight = None;
        }
        landed
    }
}
