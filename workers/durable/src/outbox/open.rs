//! Takes up what an earlier life left, before anything new is sent, so that order survives a death; and cleans away what is done.

use std::collections::HashMap;

use shared::{
    durable::Epoch,
    error::Failure,
    random::Random,
    tables::row::{as_bytes, as_number, as_text, columns, number},
};

use super::{
    Outbox, State,
    lane::{Batch, Lane},
    write::DELETE_ROW,
};
use crate::{
    note::{Note, Void},
    pieces,
    platform::Platform,
    target::Target,
};

const LANES: &str = "SELECT lane, service, object, epoch, next FROM durable_lane ORDER BY lane";
const ROWS: &str = "SELECT slot, lane, first, count, calls, notes FROM durable_outbox ORDER BY lane, first";
const FLOOR: &str = "SELECT epoch FROM durable_floor";
const SET_NEXT: &str = "UPDATE durable_lane SET next = ? WHERE lane = ?";

/// What an earlier life left.
struct Left {
    floor: u64,
    lanes: Vec<Lane>,
    /// Each beside the id of its lane.
    batches: Vec<(u64, Batch)>,
}

impl<P: Platform> Outbox<P> {
    /// Reads the tables, on the first event of a life.
    pub(super) fn open(&self) -> Result<(), Failure> {
        if self.state.borrow().opened {
            return Ok(());
        }
        let read = if self.schema.exists(&*self.platform)? { Some(self.read()?) } else { None };
        {
            let mut state = self.state.borrow_mut();
            state.random = Random::seeded(self.platform.random_bits());
            // A message of an earlier life is not to be taken for one of this.
            state.next_flight = state.random.next_bits() >> 1;
            if let Some(left) = read {
                state.take_up(left);
            }
            state.opened = true;
        }
        // The alarm of an earlier life may have rung in vain.
        self.timers.arm(self.pending())
    }

    fn read(&self) -> Result<Left, Failure> {
        let floor = match self.platform.rows(FLOOR, Vec::new())?.into_iter().next() {
            Some(row) => {
                let [epoch] = columns(row)?;
                as_number(&epoch)?
            }
            None => 0,
        };
        let lane = |row| {
            let [id, service, object, epoch, next] = columns(row)?;
            let target = Target { service: as_text(service)?, object: as_text(object)? };
            Ok(Lane::new(as_number(&id)?, target, Epoch(as_number(&epoch)?), as_number(&next)?))
        };
        let batch = |row| {
            let [slot, lane, first, count, calls, notes] = columns(row)?;
            let count = usize::try_from(as_number(&count)?).unwrap_or(usize::MAX);
            Ok((
                as_number(&lane)?,
                Batch::stored(as_number(&slot)?, as_number(&first)?, count, as_bytes(calls)?, &as_bytes(notes)?)?,
            ))
        };
        let lanes = self.platform.rows(LANES, Vec::new())?.into_iter().map(lane).collect::<Result<_, Failure>>()?;
        let batches = self.platform.rows(ROWS, Vec::new())?.into_iter().map(batch).collect::<Result<_, Failure>>()?;
        Ok(Left { floor, lanes, batches })
    }

    /// Deletes the rows that are answered where nothing new has done so, cuts those that are answered in part, and keeps the
    /// numbers that they told.
    pub(super) fn clean(&self) -> Result<(), Failure> {
        let places: Vec<usize> = {
            let state = self.state.borrow();
            let lanes = state.lanes.iter().enumerate();
            lanes.filter(|(_, lane)| lane.is_stale()).map(|(place, _)| place).collect()
        };
        if places.is_empty() {
            return Ok(());
        }
        self.platform.atomically(|| places.iter().try_for_each(|lane| self.store_clean(*lane)))?;
        let mut state = self.state.borrow_mut();
        for lane in places {
            state.cleaned(lane);
        }
        Ok(())
    }

    /// Does so in the tables, for one lane.
    pub(super) fn store_clean(&self, lane: usize) -> Result<(), Failure> {
        let state = self.state.borrow();
        let lane = &state.lanes[lane];
        for row in &lane.answered {
            self.platform.execute(DELETE_ROW, vec![number(row.slot)])?;
        }
        for batch in lane.batches.iter().filter(|batch| batch.is_stale()) {
            self.put_row(batch.slot, lane.id, (batch.first, batch.count), &batch.calls, &batch.notes)?;
        }
        if lane.batches.is_empty() { self.keep_next(lane.id, lane.next) } else { Ok(()) }
    }

    /// Stores the number of the next call where no row will tell it.
    pub(super) fn keep_next(&self, lane: u64, next: u64) -> Result<(), Failure> {
        self.platform.execute(SET_NEXT, vec![number(next), number(lane)])
    }
}

impl State {
    /// Does so in memory.
    pub(super) fn cleaned(&mut self, lane: usize) {
        let lane = &mut self.lanes[lane];
        let mut rows = lane.answered.len() + usize::from(lane.batches.is_empty());
        lane.answered.clear();
        lane.kept = 0;
        for batch in lane.batches.iter_mut().filter(|batch| batch.is_stale()) {
            batch.stored_first = batch.first;
            rows += 1;
        }
        self.counts.rows_written += u64::try_from(rows).unwrap_or(u64::MAX);
    }

    fn take_up(&mut self, Left { floor, lanes, batches }: Left) {
        self.floor = floor;
        for lane in lanes {
            self.next_lane = self.next_lane.max(lane.id + 1);
            self.floor = self.floor.max(lane.epoch.0);
            self.put_lane(lane);
        }
        let places: HashMap<u64, usize> = self.lanes.iter().map(|lane| lane.id).zip(0..).collect();
        for (lane, batch) in batches {
            self.next_slot = self.next_slot.max(batch.slot + 1);
            // A row of a lane that is not there belongs to nobody.
            let Some(&place) = places.get(&lane) else { continue };
            self.lanes[place].next = self.lanes[place].next.max(batch.end());
            self.add_batch(place, batch);
            self.list(place);
        }
    }
}

impl Batch {
    fn stored(slot: u64, first: u64, count: usize, calls: Vec<u8>, mut notes: &[u8]) -> Result<Self, Failure> {
        let mut read: Vec<Note> = Vec::new();
        while !notes.is_empty() {
            read.push(pieces::take(&mut notes)?);
        }
        let waiters = Vec::new();
        // Nobody knows whether it left in the life before.
        let mut batch =
            Self { slot, first, stored_first: first, count, calls, notes: read, waiters, flight: None, left: true };
        batch.void_once_sent(count)?;
        Ok(batch)
    }

    /// Voids those of its first calls that are to be made at most once: they have left, and may have arrived.
    pub(super) fn void_once_sent(&mut self, count: usize) -> Result<(), Failure> {
        let notes = self.notes.iter().enumerate().take(count);
        let once = notes.filter(|(_, note)| note.at_most_once && note.void.is_none());
        let places: Vec<usize> = once.map(|(place, _)| place).collect();
        if !places.is_empty() {
            (self.calls, self.notes) = self.voided(&places, Void::AtMostOnce)?;
        }
        Ok(())
    }
}
