//! An isolate can begin something: what waits for it, what waits for any, or nothing.

use super::{
    super::{
        command::{Command, Start},
        histogram::Window,
        moment::Moment,
        slot::{Slot, State},
        waiting::Request,
        words::{Keeping, Refusal},
    },
    Engine,
};

impl Engine {
    /// Lets a slot begin as much as it can, and go or rest where there is nothing.
    pub(super) fn feed(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        let state = self.slots[slot as usize].state;
        if matches!(state, State::Ready | State::Finishing) {
            while self.slots[slot as usize].running < self.rules.concurrency {
                if let Some(request) = self.next_here(now, slot, commands) {
                    self.start(now, slot, &request, Start::Warm, commands);
                } else if state == State::Finishing || !self.begin_of_central(now, slot, commands) {
                    break;
                }
            }
        }
        let place = &self.slots[slot as usize];
        match place.state {
            State::Ready if place.running == 0 => self.rest(now, slot, commands),
            State::Leaving | State::Finishing if place.running == 0 => self.retire(now, slot, commands),
            State::Empty | State::Opening | State::Ready | State::Leaving | State::Finishing | State::Retiring => {}
        }
    }

    /// The next request that waits at a slot and is not too late.
    pub(super) fn next_here(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) -> Option<Request> {
        while self.slots[slot as usize].waiting > 0 {
            let place = &mut self.slots[slot as usize];
            let before = place.load();
            let (request, tail) = self.waiting.pop(place.tail());
            place.waiting -= 1;
            place.set_tail(tail);
            self.shift(slot, before);
            match self.is_late(now, &request) {
                None => return Some(request),
                Some(kind) => self.refuse(&request, kind, commands),
            }
        }
        None
    }

    /// The next request that waits for any isolate and is not too late; it stays where it is.
    fn first_of_central(&mut self, now: Moment, commands: &mut Vec<Command>) -> Option<Request> {
        while self.central.1 > 0 {
            let request = *self.waiting.first(self.central.0);
            match self.is_late(now, &request) {
                None => return Some(request),
                Some(kind) => {
                    self.pop_central();
                    self.refuse(&request, kind, commands);
                }
            }
        }
        None
    }

    fn pop_central(&mut self) -> Request {
        let (request, tail) = self.waiting.pop(self.central.0);
        self.central = (tail, self.central.1 - 1);
        request
    }

    /// Begins the first of those who wait for any isolate, if it can be here, and says whether to try again.
    fn begin_of_central(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) -> bool {
        let Some(first) = self.first_of_central(now, commands) else { return false };
        let owner = self.slots[slot as usize].owner;
        if !self.many || owner == first.owner {
            let request = self.pop_central();
            self.start(now, slot, &request, Start::Warm, commands);
            return true;
        }
        if self.slots[slot as usize].running > 0 {
            return false;
        }
        // An owner may have got as many isolates as it may have while it waited.
        if self.is_at_limit_first(now, &first, commands) {
            return true;
        }
        let request = self.pop_central();
        if owner == self.owners.nobody() {
            self.owners.leave(&mut self.slots, slot);
            self.owners.join(&mut self.slots, slot, request.owner);
            self.start(now, slot, &request, Start::Warm, commands);
            return true;
        }
        self.hand_over(now, slot, request, commands);
        false
    }

    /// Opens an empty slot for the first who waits for any.
    pub(super) fn open_for_central(&mut self, now: Moment, commands: &mut Vec<Command>) {
        let Some(first) = self.first_of_central(now, commands) else { return };
        if !self.many {
            self.open_empty(now, None, commands);
        } else if !self.is_at_limit_first(now, &first, commands) {
            self.pop_central();
            let slot = self.open_empty(now, Some(first.owner), commands);
            self.bind(now, slot, first);
        }
    }

    /// Whether the owner of the first who waits for any has got as many isolates as it may have, while that one waited. Then it waits for
    /// one of those.
    fn is_at_limit_first(&mut self, now: Moment, first: &Request, commands: &mut Vec<Command>) -> bool {
        let (chosen, owned) = self.choose_own(first.owner);
        let is_at_limit = self.is_at_limit(owned);
        if is_at_limit {
            self.pop_central();
            self.place_at_limit(now, *first, chosen, commands);
        }
        is_at_limit
    }

    /// A slot has nothing to do: it goes, or it is kept.
    pub(super) fn rest(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.used = now;
            details.asked = false;
        }
        if self.drained_by.is_some() || self.gauges.open > self.rules.size {
            return self.retire(now, slot, commands);
        }
        let owner = self.slots[slot as usize].owner;
        if self.many && owner == self.owners.nobody() {
            self.gauges.spare += 1;
            return;
        }
        let key = match self.rules.keeping {
            Keeping::Fixed | Keeping::Lru => 0,
            // Of equally often used ones the longest unused goes first.
            Keeping::Lfu => {
                let millis = now.nanos() / 1_000_000;
                (u64::from(self.slots[slot as usize].uses.min(1 << 20)) << 43) | (millis & ((1 << 43) - 1))
            }
            Keeping::GreedyDual => self.worth(slot),
            Keeping::Histogram => match self.window(now, slot) {
                Window::Keep(span) => now.after(span).nanos(),
                Window::Return(pause, _) if self.gauges.open > self.rules.least => {
                    self.foreseen.put(owner, now.after(pause).nanos());
                    self.counters.expired += 1;
                    return self.retire(now, slot, commands);
                }
                Window::Return(pause, span) => now.after(pause).after(span).nanos(),
            },
        };
        self.idle.push(&mut self.slots, slot, || key);
    }

    fn window(&mut self, now: Moment, slot: u32) -> Window {
        let Slot { owner, uses, .. } = self.slots[slot as usize];
        let otherwise = self.rules.keep_alive;
        match &mut self.histories {
            // It was made ahead, and waits for the request that it was made for.
            Some(histories) if uses == 0 => Window::Keep(histories.foreseen_for(owner, otherwise)),
            Some(histories) => histories.finish(owner, now, otherwise),
            None => Window::Keep(otherwise),
        }
    }

    /// What an isolate is worth: how much time it has saved for the memory that it takes, on top of what the last one was that went.
    fn worth(&self, slot: u32) -> u64 {
        let details = self.details.get(slot as usize).copied().unwrap_or_default();
        let cost = u64::from(details.opening_micros.max(1));
        let size = u64::from(details.kibibytes.max(1));
        self.clock.saturating_add(u64::from(self.slots[slot as usize].uses).saturating_mul(cost) * 1024 / size)
    }

    /// Refuses everything that waits, for one reason.
    pub(super) fn refuse_waiting(&mut self, kind: Refusal, commands: &mut Vec<Command>) {
        while self.central.1 > 0 {
            let request = self.pop_central();
            self.refuse(&request, kind, commands);
        }
        for slot in 0..self.reached {
            self.refuse_here(slot, kind, commands);
        }
    }

    /// Refuses everything that waits for any isolate.
    pub(super) fn refuse_central(&mut self, kind: Refusal, commands: &mut Vec<Command>) {
        while self.central.1 > 0 {
            let request = self.pop_central();
            self.refuse(&request, kind, commands);
        }
    }

    /// Refuses everything that waits at a slot.
    pub(super) fn refuse_here(&mut self, slot: u32, kind: Refusal, commands: &mut Vec<Command>) {
        while self.slots[slot as usize].waiting > 0 {
            let place = &mut self.slots[slot as usize];
            let before = place.load();
            let (request, tail) = self.waiting.pop(place.tail());
            place.waiting -= 1;
            place.set_tail(tail);
            self.shift(slot, before);
            self.refuse(&request, kind, commands);
        }
    }
}
