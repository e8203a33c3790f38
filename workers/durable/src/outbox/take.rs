//! What can be sent now: the next message of an object that has credit, and does not wait.

use serde_bytes::ByteBuf;
use shared::{
    durable::{self, Delivery, Grouping},
    error::Failure,
    limits,
    timing::UnixMillis,
};

use super::{
    Outbox, State,
    lane::{Flight, Lane},
};
use crate::{pieces, platform::Platform, target::Target};

/// A message that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParcelId {
    pub(super) lane: usize,
    pub(super) flight: u64,
    /// How many calls it carries.
    pub(super) count: usize,
}

/// A message to be sent, whatever comes of it is for [`Outbox::settle`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Names it.
    pub id: ParcelId,
    /// The object that it is for. Each message wants a new stub: one stays broken once its object was reset.
    pub target: Target,
    /// What is sent.
    pub delivery: Delivery,
}

impl<P: Platform> Outbox<P> {
    /// The messages that have been under way for so long that they count as lost.
    pub(super) fn overdue(&self) -> Vec<ParcelId> {
        let now = self.platform.now();
        let state = self.state.borrow();
        let lanes = state.lanes.iter().enumerate();
        let overdue = lanes.flat_map(|(place, lane)| {
            let late = lane.flights.iter().filter(|flight| now.since(flight.since) >= limits::DURABLE_PATIENCE_MS);
            late.map(move |flight| ParcelId { lane: place, flight: flight.number, count: flight.count })
        });
        overdue.collect()
    }

    /// The next message that can be sent now.
    pub fn take(&self) -> Result<Option<Parcel>, Failure> {
        self.open()?;
        let now = self.platform.now();
        let design = self.design.get();
        let mut state = self.state.borrow_mut();
        state.wake(now);
        while let Some(place) = state.ready.pop_front() {
            state.lanes[place].listed = false;
            let flight = state.next_flight;
            let Some(load) = state.lanes[place].load(design.credits, design.grouping, flight)? else {
                continue;
            };
            state.next_flight += 1;
            state.counts.messages += 1;
            state.counts.redelivered += u64::from(load.again);
            let lowest = state.lanes[place].lowest();
            state.lanes[place].flights.push(Flight { number: flight, since: now, count: load.count, lowest });
            // It may have more, and credit for it; others come first.
            state.list(place);
            let lane = &state.lanes[place];
            let delivery = Delivery {
                caller: self.caller.clone(),
                epoch: lane.epoch,
                acknowledged: lane.acknowledged(),
                now_ms: now.0,
                first: load.first,
                replies: design.replies,
                calls: load.calls,
            };
            let id = ParcelId { lane: place, flight, count: load.count };
            return Ok(Some(Parcel { id, target: lane.target.clone(), delivery }));
        }
        Ok(None)
    }
}

impl State {
    /// Lists the lanes that have waited long enough.
    fn wake(&mut self, now: UnixMillis) {
        while let Some(&(at, place)) = self.waiting.first() {
            if at > now {
                break;
            }
            self.waiting.pop_first();
            self.lanes[place].listed = false;
            self.list(place);
        }
    }

    /// Has a lane wait until then before it sends again.
    pub(super) fn wait(&mut self, place: usize, until: UnixMillis) {
        if self.lanes[place].listed {
            self.ready.retain(|listed| *listed != place);
            self.waiting.retain(|(_, listed)| *listed != place);
        }
        self.lanes[place].listed = true;
        self.waiting.insert((until, place));
    }
}

/// What goes into a message.
struct Load {
    first: u64,
    count: usize,
    calls: Vec<ByteBuf>,
    again: bool,
}

impl Load {
    /// The number behind the last.
    fn end(&self) -> u64 {
        self.first + u64::try_from(self.count).unwrap_or(u64::MAX)
    }
}

impl Lane {
    /// Puts what waits into a message, if there is credit for one.
    fn load(&mut self, credits: u32, grouping: Grouping, flight: u64) -> Result<Option<Load>, Failure> {
        if self.flights.len() >= usize::try_from(credits).unwrap_or(usize::MAX) {
            return Ok(None);
        }
        if self.is_probing() && self.batches.front().is_some_and(|batch| batch.flight.is_some()) {
            return Ok(None);
        }
        let most = self.most;
        let (mut load, mut bytes): (Option<Load>, usize) = (None, 0);
        for batch in self.batches.iter_mut().skip_while(|batch| batch.flight.is_some()) {
            // Numbers in a message follow each other; between these two, others were answered before them.
            if load.as_ref().is_some_and(|load| load.end() != batch.first) {
                break;
            }
            let taken = load.as_ref().map_or(0, |load| load.count);
            let fits = taken + batch.count <= most && bytes + batch.calls.len() <= limits::DURABLE_BATCH_BYTES;
            // What is behind something that is under way waits for its number.
            if batch.flight.is_some() || (taken > 0 && (grouping == Grouping::Single || !fits)) {
                break;
            }
            let count = batch.count.min(most);
            let calls = if count == batch.count { &batch.calls[..] } else { prefix(&batch.calls, count)? };
            bytes += calls.len();
            let load =
                load.get_or_insert_with(|| Load { first: batch.first, count: 0, calls: Vec::new(), again: false });
            load.count += count;
            load.calls.push(ByteBuf::from(calls));
            load.again |= batch.left;
            batch.flight = Some(flight);
            batch.left = true;
            if count < batch.count {
                break;
            }
        }
        Ok(load)
    }
}

/// The bytes of the first calls of a piece.
pub(super) fn prefix(piece: &[u8], count: usize) -> Result<&[u8], Failure> {
    let mut rest = piece;
    for _ in 0..count {
        pieces::take::<durable::Call<'_>>(&mut rest)?;
    }
    Ok(&piece[..piece.len() - rest.len()])
}
