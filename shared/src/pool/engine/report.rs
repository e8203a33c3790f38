//! What can be said of a pool.

use super::{
    super::{
        command::Life,
        configuration::Configuration,
        counters::{Counters, Gauges},
        moment::{Moment, Span},
        slot::{NONE, Slot, State},
    },
    Engine,
};

/// One slot, as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotReport {
    /// The slot and its life.
    pub at: Life,
    /// What its name ends with.
    pub generation: u16,
    /// In which part of its life it is.
    pub state: State,
    /// Whose it is; none for a spare, for an empty slot and in a pool of one owner.
    pub owner: Option<u32>,
    /// Requests that began in this life.
    pub uses: u32,
    /// Traps in this life.
    pub traps: u8,
    /// Requests that run here.
    pub running: u8,
    /// Requests that wait here.
    pub waiting: u16,
    /// How old the isolate is, where ages are kept.
    pub age: Option<Span>,
    /// How large it said that it is, where sizes are kept.
    pub bytes: Option<u64>,
}

impl Engine {
    /// What the pool is told to be; its sizes as they are now.
    pub const fn configuration(&self) -> &Configuration {
        &self.rules
    }

    /// What it has done so far.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// What there is now.
    pub const fn gauges(&self) -> Gauges {
        Gauges { waiting: self.waiting.count, ..self.gauges }
    }

    /// The share of what the open isolates can run that they do run, from 0 to 1.
    pub fn utilisation(&self) -> f64 {
        f64::from(self.gauges.running) / (f64::from(self.gauges.open) * f64::from(self.rules.concurrency)).max(1.0)
    }

    /// Whether nothing is let in.
    pub const fn is_draining(&self) -> bool {
        self.drained_by.is_some()
    }

    /// Whether a drain has come to its end.
    pub const fn is_drained(&self) -> bool {
        self.drained_by.is_some() && self.gauges.open == 0
    }

    /// Whether no further isolate is made for the memory that they take.
    pub const fn is_pressured(&self) -> bool {
        self.pressed
    }

    /// How many requests an owner has under way, where there is a bound for them.
    pub fn under_way(&self, owner: u32) -> Option<u32> {
        self.owners.under_way(owner)
    }

    /// How many requests wait for any isolate, and not for a certain one.
    pub const fn waiting_for_any(&self) -> u32 {
        self.central.1
    }

    /// How many slots were ever used; those from there on are empty.
    pub const fn reached(&self) -> u32 {
        self.reached
    }

    /// One slot; none where there is no such.
    pub fn slot(&self, now: Moment, slot: u32) -> Option<SlotReport> {
        let place = self.slots.get(slot as usize)?;
        let details = self.details.get(slot as usize);
        let is_owned = self.many && place.owner != NONE && place.owner != self.owners.nobody();
        Some(SlotReport {
            at: place.at(slot),
            generation: place.generation,
            state: place.state,
            owner: is_owned.then_some(place.owner),
            uses: place.uses,
            traps: place.traps,
            running: place.running,
            waiting: place.waiting,
            age: details.filter(|_| place.state != State::Empty).map(|details| now.since(details.since)),
            bytes: details.map(|details| u64::from(details.kibibytes) * 1024),
        })
    }

    /// Bytes that the pool takes for each slot it may have, and for each owner.
    pub fn footprint(&self) -> (usize, usize) {
        let per_slot = size_of::<Slot>() + self.details_bytes() + if self.idle.has_keys() { 20 } else { 0 };
        (per_slot, self.owners.bytes_each() + self.histories_bytes())
    }

    /// Bytes that slots and owners have taken, and those of waiting requests.
    pub fn bytes(&self) -> (usize, usize) {
        let (per_slot, per_owner) = self.footprint();
        let owners = if self.many { self.rules.owners as usize } else { 0 };
        (self.slots.len() * per_slot + owners * per_owner, self.waiting.bytes())
    }

    fn details_bytes(&self) -> usize {
        if self.details.is_empty() { 0 } else { size_of::<super::Details>() }
    }

    fn histories_bytes(&self) -> usize {
        self.histories.as_ref().map_or(0, |_| super::Histories::bytes_each())
    }
}
