//! Ends that do not know the same: a hole between two messages, rows that the other end has lost, and rows that this end has lost.
//!
//! Numbers mean something within an epoch only. Whatever a new epoch begins with, no row of an answered call may outlive the old
//! one: a later life would deliver it again, to an inbox that knows nothing of it.

use futures::channel::oneshot;
use shared::{
    durable::Epoch,
    error::{ErrorCode, Failure},
    limits,
    tables::row::number,
};

use super::{
    Outbox, State,
    calls::Calls,
    lane::Lane,
    take::ParcelId,
    write::{DELETE_ROW, SET_FLOOR},
};
use crate::{
    note::{Note, Void},
    platform::Platform,
    resume::Resume,
    ticket::Told,
};

const SET_EPOCH: &str = "UPDATE durable_lane SET epoch = ? WHERE lane = ?";

impl<P: Platform> Outbox<P> {
    /// There is a hole before the message: an earlier one was lost, or the other end has lost what it knew.
    pub(super) fn gap(&self, id: ParcelId, expected: u64) -> Result<(), Failure> {
        let lost = {
            let state = self.state.borrow();
            let flights = &state.lanes[id.lane].flights;
            // What was answered when the message left was made, so an end that expects less has lost it. What was answered
            // since tells nothing: the hole may be filled. And as long as others are under way, nobody knows what they make.
            flights.iter().any(|flight| flight.number == id.flight && expected < flight.lowest) && flights.len() == 1
        };
        if lost {
            // What the other end lost cannot be made good here. A new epoch begins where we are.
            let epoch = self.later_epoch(self.state.borrow().floor);
            self.platform.atomically(|| {
                self.store_clean(id.lane)?;
                self.store_epoch(id.lane, epoch)
            })?;
            let mut state = self.state.borrow_mut();
            state.cleaned(id.lane);
            state.begin(id.lane, epoch);
        }
        self.state.borrow_mut().lanes[id.lane].hole = true;
        self.again_after(id, limits::DURABLE_BACKOFF_MS);
        Ok(())
    }

    /// The other end has seen a later state of this caller: what is pending here may have been made by it, and must not be made
    /// again without somebody looking.
    pub(super) fn fenced(&self, id: ParcelId, later: Epoch, resume: &mut impl Resume<P>) -> Result<(), Failure> {
        let words = "a later state of this object has called its target; make the call again, or drop it";
        let told: Told = Err(Failure::new(ErrorCode::CallGivenUp, words));
        let epoch = self.later_epoch(self.state.borrow().floor.max(later.0));
        let pending = self.state.borrow().lanes[id.lane].all()?;
        let mut calls = Calls::new(self);
        let written = self.platform.atomically(|| {
            for (call, note) in &pending {
                match note.void {
                    None => {
                        self.bury(id.lane, (call, note), 1, told.as_ref().expect_err("it is one"), true)?;
                        self.go_on(note, &told, &mut calls, resume)?;
                    }
                    Some(Void::Cancelled | Void::AtMostOnce) => self.go_on(note, &told, &mut calls, resume)?,
                    Some(Void::GivenUp(dead)) => self.learn_fate(dead, false)?,
                    Some(Void::Told) => {}
                }
            }
            self.store_clean(id.lane)?;
            let (lane, next, slots) = {
                let state = self.state.borrow();
                let lane = &state.lanes[id.lane];
                (lane.id, lane.next, lane.batches.iter().map(|batch| batch.slot).collect::<Vec<_>>())
            };
            for slot in slots {
                self.platform.execute(DELETE_ROW, vec![number(slot)])?;
            }
            self.keep_next(lane, next)?;
            self.store_epoch(id.lane, epoch)?;
            self.write(&calls.drafts)
        })?;
        let waiters = self.state.borrow_mut().abandon(id.lane, epoch);
        self.adopt(calls.drafts, written);
        for waiter in waiters {
            let _ = waiter.send(told.clone());
        }
        Ok(())
    }

    fn store_epoch(&self, lane: usize, epoch: Epoch) -> Result<(), Failure> {
        self.platform.execute(SET_FLOOR, vec![number(epoch.0)])?;
        self.platform.execute(SET_EPOCH, vec![number(epoch.0), number(self.state.borrow().lanes[lane].id)])
    }
}

impl State {
    /// A lane has a new epoch from here on.
    fn begin(&mut self, lane: usize, epoch: Epoch) {
        self.floor = self.floor.max(epoch.0);
        self.lanes[lane].epoch = epoch;
    }

    /// Nothing is pending for a lane any more; hands out whoever waits.
    fn abandon(&mut self, lane: usize, epoch: Epoch) -> Vec<oneshot::Sender<Told>> {
        self.cleaned(lane);
        self.begin(lane, epoch);
        self.lanes[lane].flights.clear();
        self.lanes[lane].hole = false;
        let mut waiters = Vec::new();
        for mut batch in std::mem::take(&mut self.lanes[lane].batches) {
            self.less(batch.count, batch.weight());
            waiters.extend((0..batch.count).filter_map(|index| batch.waiter(index)));
        }
        waiters
    }
}

impl Lane {
    /// Every call that has no answer.
    fn all(&self) -> Result<Vec<(Vec<u8>, Note)>, Failure> {
        let mut all = Vec::new();
        for batch in &self.batches {
            for index in 0..batch.count {
                all.push((batch.call(index)?.to_vec(), batch.note(index).cloned().unwrap_or_default()));
            }
        }
        Ok(all)
    }
}
