//! Stores what a transaction called for, and takes it into memory once that is certain.

use shared::{
    durable::{Epoch, Rows},
    error::Failure,
    tables::row::{number, text},
    value::Value,
};

use super::{
    Outbox, State,
    calls::{Draft, Piece},
    lane::{Answered, Batch, Lane},
};
use crate::{note::Note, pieces, platform::Platform};

pub(super) const ADD_LANE: &str =
    "INSERT INTO durable_lane (lane, service, object, epoch, next) VALUES (?, ?, ?, ?, ?)";
pub(super) const PUT_ROW: &str =
    "INSERT OR REPLACE INTO durable_outbox (slot, lane, first, count, calls, notes) VALUES (?, ?, ?, ?, ?, ?)";
pub(super) const DELETE_ROW: &str = "DELETE FROM durable_outbox WHERE slot = ?";
pub(super) const SET_FLOOR: &str = "INSERT OR REPLACE INTO durable_floor (id, epoch) VALUES (0, ?)";

/// What was stored of one draft.
pub(super) struct Written {
    /// Where the lane is in memory, or what a new one is called.
    lane: Result<usize, NewLane>,
    slots: Vec<u64>,
    /// How many of the answered rows are gone, from the front.
    gone: usize,
}

#[derive(Clone, Copy)]
struct NewLane {
    id: u64,
    epoch: Epoch,
}

impl<P: Platform> Outbox<P> {
    /// Stores the drafts, in the transaction of whoever made them. Memory stays as it is: a transaction may yet fail.
    pub(super) fn write(&self, drafts: &[Draft]) -> Result<Vec<Written>, Failure> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        self.schema.create(&*self.platform)?;
        let state = self.state.borrow();
        let (mut lanes, mut slots) = (state.next_lane.., state.next_slot..);
        let mut floor = state.floor;
        let mut written = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let lane = if let Some(&place) = state.by_target.get(&draft.target) {
                Ok(place)
            } else {
                let id = lanes.next().unwrap_or_default();
                floor = self.later_epoch(floor).0;
                self.add_lane(id, draft, Epoch(floor))?;
                Err(NewLane { id, epoch: Epoch(floor) })
            };
            let (id, answered) = match &lane {
                Ok(place) => (state.lanes[*place].id, &state.lanes[*place].answered[..]),
                Err(new) => (new.id, &[][..]),
            };
            let (used, gone) = self.write_rows(id, draft, answered, &mut slots)?;
            written.push(Written { lane, slots: used, gone });
        }
        Ok(written)
    }

    /// Whether storing these drafts is one statement: a row of an object that was called before, which needs no room made for it or
    /// is written over another.
    pub(super) fn is_one_statement(&self, drafts: &[Draft]) -> bool {
        let [draft] = drafts else { return false };
        let state = self.state.borrow();
        let Some(lane) = state.by_target.get(&draft.target).and_then(|&place| state.lanes.get(place)) else {
            return false;
        };
        draft.pieces.len() == 1 && (lane.answered.is_empty() || self.design.get().rows == Rows::Ring)
    }

    /// Stores the rows of a draft. Rows that are answered make room: they are deleted, or written over.
    fn write_rows(
        &self,
        lane: u64,
        draft: &Draft,
        answered: &[Answered],
        slots: &mut impl Iterator<Item = u64>,
    ) -> Result<(Vec<u64>, usize), Failure> {
        let mut over = answered.iter().map(|row| row.slot);
        let reuse = self.design.get().rows == Rows::Ring;
        let mut used = Vec::with_capacity(draft.pieces.len());
        for piece in &draft.pieces {
            let old = if reuse { over.next() } else { None };
            let slot = old.or_else(|| slots.next()).unwrap_or_default();
            let notes = if piece.plain { &[][..] } else { &piece.notes[..] };
            self.put_row(slot, lane, (piece.first, piece.count), &piece.calls, notes)?;
            used.push(slot);
        }
        if reuse {
            return Ok((used, answered.len() - over.count()));
        }
        for slot in over {
            self.platform.execute(DELETE_ROW, vec![number(slot)])?;
        }
        Ok((used, answered.len()))
    }

    /// Stores a row, or another in its place.
    pub(super) fn put_row(
        &self,
        slot: u64,
        lane: u64,
        (first, count): (u64, usize),
        calls: &[u8],
        notes: &[Note],
    ) -> Result<(), Failure> {
        let count = number(u64::try_from(count).unwrap_or(u64::MAX));
        let mut stored = Vec::new();
        for note in notes {
            pieces::push(&mut stored, note);
        }
        let row =
            vec![number(slot), number(lane), number(first), count, Value::Blob(calls.to_vec()), Value::Blob(stored)];
        self.platform.execute(PUT_ROW, row)
    }

    fn add_lane(&self, id: u64, draft: &Draft, epoch: Epoch) -> Result<(), Failure> {
        let (service, object) = (text(&draft.target.service), text(&draft.target.object));
        self.platform.execute(ADD_LANE, vec![number(id), service, object, number(epoch.0), number(1)])?;
        self.platform.execute(SET_FLOOR, vec![number(epoch.0)])
    }

    /// An epoch that is later than any that was used: by the clock, so that a caller which lost its rows has a later one, and
    /// above the last, so that a clock which was set back does no harm.
    pub(super) fn later_epoch(&self, floor: u64) -> Epoch {
        Epoch(self.platform.now().0.max(floor + 1))
    }

    /// Takes into memory what was stored.
    pub(super) fn adopt(&self, drafts: Vec<Draft>, written: Vec<Written>) {
        if !written.is_empty() {
            self.schema.stands();
        }
        let mut state = self.state.borrow_mut();
        for (draft, written) in drafts.into_iter().zip(written) {
            let rows = written.slots.len() + written.gone;
            state.counts.rows_written += u64::try_from(rows).unwrap_or(u64::MAX);
            let place = written.lane.unwrap_or_else(|new| state.add_lane(new, &draft));
            state.lanes[place].answered.drain(..written.gone);
            if !state.lanes[place].is_stale() {
                state.lanes[place].kept = 0;
            }
            state.lanes[place].next = draft.next;
            for (piece, slot) in draft.pieces.into_iter().zip(written.slots) {
                state.next_slot = state.next_slot.max(slot + 1);
                state.add_batch(place, Batch::of(piece, slot));
            }
            state.list(place);
        }
    }
}

impl State {
    fn add_lane(&mut self, new: NewLane, draft: &Draft) -> usize {
        self.next_lane = self.next_lane.max(new.id + 1);
        self.floor = self.floor.max(new.epoch.0);
        self.put_lane(Lane::new(new.id, draft.target.clone(), new.epoch, 1))
    }

    /// Adds a lane.
    pub(super) fn put_lane(&mut self, lane: Lane) -> usize {
        let place = self.lanes.len();
        self.by_target.insert(lane.target.clone(), place);
        self.lanes.push(lane);
        place
    }

    /// Adds what is pending for a lane.
    pub(super) fn add_batch(&mut self, lane: usize, batch: Batch) {
        self.calls += u64::try_from(batch.count).unwrap_or(u64::MAX);
        self.bytes += batch.weight();
        self.lanes[lane].batches.push_back(batch);
    }

    /// Lists a lane as ready, unless it is listed.
    pub(super) fn list(&mut self, lane: usize) {
        if !self.lanes[lane].listed {
            self.lanes[lane].listed = true;
            self.ready.push_back(lane);
        }
    }

    /// So much of what was pending is so no more.
    pub(super) fn less(&mut self, calls: usize, bytes: u64) {
        self.calls -= u64::try_from(calls).unwrap_or(u64::MAX);
        self.bytes -= bytes;
    }
}

impl Batch {
    fn of(piece: Piece, slot: u64) -> Self {
        let waited = piece.waiters.iter().any(Option::is_some);
        Self {
            slot,
            first: piece.first,
            stored_first: piece.first,
            count: piece.count,
            calls: piece.calls,
            notes: if piece.plain { Vec::new() } else { piece.notes },
            waiters: if waited { piece.waiters } else { Vec::new() },
            flight: None,
            left: false,
        }
    }
}
