//! A request ends, or its isolate does.

use super::{
    super::{
        command::{Command, Life},
        moment::{Moment, Span},
        slot::{NONE, State},
    },
    Engine,
};

/// How a request ended, as far as its isolate is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Answered,
    /// With an error of its own, which leaves the isolate as it was.
    Failed,
    /// With a trap: a WASM instance may have lost a part of its stack.
    Trapped,
    /// In a way after which the isolate is not to be trusted.
    Broken,
}

/// What an isolate says when a request has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome,
    /// How large the isolate is, in bytes; none where it does not know.
    pub bytes: Option<u64>,
}

impl Answer {
    /// A good answer of an isolate that says nothing of its size.
    pub const GOOD: Self = Self { outcome: Outcome::Answered, bytes: None };
}

impl Engine {
    /// The slot of a life, if that is the present one.
    pub(super) fn living(&self, at: Life) -> Option<u32> {
        self.slots.get(at.slot as usize).filter(|place| place.life == at.life).map(|_| at.slot)
    }

    /// A request ended. What is told of an isolate that is gone changes nothing.
    pub fn answered(&mut self, now: Moment, at: Life, answer: Answer, commands: &mut Vec<Command>) {
        let Some(slot) = self.living(at) else { return };
        let place = &mut self.slots[slot as usize];
        if place.running == 0 {
            return;
        }
        let before = place.load();
        place.running -= 1;
        place.traps = place.traps.saturating_add(u8::from(answer.outcome == Outcome::Trapped));
        let (owner, state) = (place.owner, place.state);
        self.gauges.running -= 1;
        self.gauges.busy -= u32::from(place.running == 0);
        self.counters.answered += 1;
        self.counters.traps += u64::from(answer.outcome == Outcome::Trapped);
        self.owners.release(owner, 1);
        self.note_departure(now);
        self.note_size(slot, answer.bytes);
        self.shift(slot, before);
        let begins = matches!(state, State::Ready | State::Finishing);
        if begins && (answer.outcome == Outcome::Broken || self.is_worn(now, slot)) {
            self.counters.renewed += 1;
            return self.renew(now, slot, commands);
        }
        self.feed(now, slot, commands);
        self.note_load(now);
    }

    fn note_departure(&mut self, now: Moment) {
        let (gap, mean) = (now.since(self.last_departure).nanos(), self.departures.nanos());
        self.last_departure = now;
        self.departures = Span::from_nanos(mean - mean / 16 + gap / 16);
    }

    pub(super) fn note_size(&mut self, slot: u32, bytes: Option<u64>) {
        let (Some(bytes), Some(details)) = (bytes, self.details.get_mut(slot as usize)) else { return };
        let kibibytes = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let before = std::mem::replace(&mut details.kibibytes, kibibytes);
        self.gauges.bytes = self.gauges.bytes + u64::from(kibibytes) * 1024 - u64::from(before) * 1024;
        if let Some(most) = self.rules.pressure_bytes {
            // Pressure lasts until there is room again, or it would come and go with every request.
            self.pressed = self.gauges.bytes > if self.pressed { most / 5 * 4 } else { most };
        }
    }

    /// Whether an isolate has done all that it may.
    fn is_worn(&self, now: Moment, slot: u32) -> bool {
        let place = &self.slots[slot as usize];
        let rules = &self.rules;
        if rules.restart_uses.is_some_and(|most| place.uses >= most)
            || rules.restart_traps.is_some_and(|most| place.traps >= most)
        {
            return true;
        }
        let Some(details) = self.details.get(slot as usize) else { return false };
        rules.restart_bytes.is_some_and(|most| u64::from(details.kibibytes) * 1024 > most)
            || rules.restart_age.is_some_and(|most| now.since(details.since) >= most)
    }

    /// Notes whether the load is so low that an isolate could go.
    pub(super) fn note_load(&mut self, now: Moment) {
        if self.rules.shrink_after.is_none() || !self.rules.is_dynamic() {
            return;
        }
        let capacity = u64::from(self.gauges.open) * u64::from(self.rules.concurrency);
        let is_low = self.in_system() * 100 < capacity * u64::from(self.rules.shrink_under_percent);
        if !is_low {
            self.low_since = Moment::NEVER;
        } else if self.low_since == Moment::NEVER {
            self.low_since = now;
        }
    }

    /// An isolate is gone without having been told to go. What ran there has ended, whatever came of it; what waits there has another.
    pub fn vanished(&mut self, now: Moment, at: Life, commands: &mut Vec<Command>) {
        if let Some(slot) = self.living(at).filter(|&slot| self.slots[slot as usize].state != State::Empty) {
            self.counters.vanished += 1;
            self.end_life(now, slot, commands);
        }
    }

    /// The isolate behind a slot is another one than before, and answers: its uses, traps and size begin anew.
    pub fn replaced(&mut self, now: Moment, at: Life) {
        let Some(slot) = self.living(at) else { return };
        self.counters.vanished += 1;
        let place = &mut self.slots[slot as usize];
        (place.uses, place.traps) = (u32::from(place.running), 0);
        self.note_size(slot, Some(0));
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.since = now;
        }
    }

    /// An isolate said that it is well.
    pub fn checked(&mut self, at: Life, bytes: Option<u64>) {
        let Some(slot) = self.living(at) else { return };
        self.note_size(slot, bytes);
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.asked = false;
        }
    }

    /// Ends what a slot was, at once: for an isolate that is gone or given up.
    pub(super) fn end_life(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        let place = &mut self.slots[slot as usize];
        let (running, owner, was_idle) = (u32::from(place.running), place.owner, place.is_idle());
        if was_idle {
            self.leave_rest(slot);
        }
        self.leave_loads(slot);
        let place = &mut self.slots[slot as usize];
        place.running = 0;
        if owner != NONE {
            self.owners.release(owner, running);
        }
        self.counters.abandoned += u64::from(running);
        self.gauges.running -= running;
        self.gauges.busy -= u32::from(running > 0);
        self.finish(now, slot, commands);
    }
}
