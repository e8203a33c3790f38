//! A request comes: which isolate it goes to, which queue it waits in, or why not.

use super::{
    super::{
        command::Command,
        moment::Moment,
        owners::LOOKED_AT,
        slot::{NONE, Slot, State},
        waiting::Request,
        words::{Placement, Refusal},
    },
    Engine,
};

/// A request, as far as the policy needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The caller's name of it.
    pub request: u32,
    /// Whose it is, below the configured number of owners.
    pub owner: u32,
    /// Until when it must have begun.
    pub deadline: Moment,
}

impl Engine {
    /// Takes in a request: it is run, it waits, or it is refused.
    pub fn arrive(&mut self, now: Moment, arrival: Arrival, commands: &mut Vec<Command>) {
        let Arrival { request, owner, deadline } = arrival;
        self.counters.arrived += 1;
        if self.drained_by.is_some() {
            return self.turn_away(request, Refusal::Draining, commands);
        }
        if deadline <= now {
            return self.turn_away(request, Refusal::DeadlinePassed, commands);
        }
        // An owner that is not known has no isolates, and may have none.
        if owner >= self.rules.owners || !self.owners.admit(owner, self.rules.owner_requests) {
            return self.turn_away(request, Refusal::OwnerAtLimit, commands);
        }
        if let Some(histories) = &mut self.histories {
            histories.arrive(owner, now);
            self.foreseen.remove(owner);
        }
        let request = Request::new(request, owner, now, deadline);
        if self.central.1 > 0 {
            // Nobody overtakes those who wait for any isolate, or they might wait for ever.
            self.wait_for_any(now, request, commands);
            if !self.many && self.should_grow() {
                self.open_another(now, commands);
            }
        } else if self.many {
            self.place_for_owner(now, request, commands);
        } else {
            self.place(now, request, commands);
        }
        self.note_load(now);
    }

    /// In a pool of one owner.
    fn place(&mut self, now: Moment, request: Request, commands: &mut Vec<Command>) {
        let chosen = match self.rules.placement {
            Placement::Central => self.first_free(),
            Placement::RoundRobin => {
                self.turn = if self.turn + 1 < self.reached { self.turn + 1 } else { 0 };
                let found = self.placeable_from(self.turn);
                self.turn = found.unwrap_or(self.turn);
                found
            }
            Placement::Random => {
                let drawn = self.any_slot();
                self.placeable_from(drawn)
            }
            Placement::PowerOfTwo => self.better_of_two(),
            Placement::LeastLoaded | Placement::Affinity => self.loads.as_mut().and_then(super::Loads::least),
        };
        match chosen {
            Some(slot) if self.has_room(slot) => self.start_here(now, slot, &request, commands),
            _ if self.should_grow() => {
                let slot = self.open_empty(now, None, commands);
                self.bind(now, slot, request);
            }
            Some(slot) => self.wait_here(now, slot, request, commands),
            None => self.wait_for_any(now, request, commands),
        }
    }

    /// The isolate that was used last of those that are free.
    fn first_free(&mut self) -> Option<u32> {
        match &mut self.loads {
            Some(loads) => loads.least().filter(|&slot| self.has_room(slot)),
            None => self.idle.newest(),
        }
    }

    fn is_placeable(&self, slot: u32) -> bool {
        self.slots[slot as usize].is_placeable()
    }

    /// The next slot in the circle that takes requests.
    fn placeable_from(&self, slot: u32) -> Option<u32> {
        if slot < self.reached && self.is_placeable(slot) {
            return Some(slot);
        }
        (slot..self.reached).chain(0..slot.min(self.reached)).find(|&slot| self.is_placeable(slot))
    }

    /// One that was reached, each as likely as the others.
    fn any_slot(&mut self) -> u32 {
        u32::try_from(self.random.below(self.reached as usize)).unwrap_or_default()
    }

    fn better_of_two(&mut self) -> Option<u32> {
        let (one, other) = (self.any_slot(), self.any_slot());
        let (one, other) = (self.placeable_from(one)?, self.placeable_from(other)?);
        Some(self.less_loaded(one, other))
    }

    fn less_loaded(&self, one: u32, other: u32) -> u32 {
        if self.slots[other as usize].load() < self.slots[one as usize].load() { other } else { one }
    }

    /// In a pool of several owners: an isolate of the request's owner, a new one for it, or a queue.
    fn place_for_owner(&mut self, now: Moment, request: Request, commands: &mut Vec<Command>) {
        let (chosen, owned) = self.choose_own(request.owner);
        if let Some(slot) = chosen {
            if self.has_room(slot) {
                return self.start_here(now, slot, &request, commands);
            }
            // What is still to be made, or to be made anew, is there later than a spare.
            let is_first = self.takes_one_more(slot) || self.owners.entry(self.owners.nobody()).is_none();
            if is_first && self.rules.placement == Placement::Affinity && self.is_within_factor(slot) {
                return self.wait_here(now, slot, request, commands);
            }
        }
        if self.is_at_limit(owned) {
            self.place_at_limit(now, request, chosen, commands);
        } else if !self.claim(now, &request, commands) {
            match chosen.filter(|_| self.rules.placement != Placement::Central) {
                Some(slot) => self.wait_here(now, slot, request, commands),
                None => self.wait_for_any(now, request, commands),
            }
        }
    }

    /// Whether one request more would run in the isolate that is there now.
    fn takes_one_more(&self, slot: u32) -> bool {
        let place = &self.slots[slot as usize];
        let begun = place.uses.saturating_add(place.waiting.into());
        place.state == State::Ready && self.rules.restart_uses.is_none_or(|most| begun < most)
    }

    pub(super) fn is_at_limit(&self, owned: u32) -> bool {
        self.rules.owner_slots.is_some_and(|most| owned >= most)
    }

    /// Lets a request have an isolate of its owner, who may have no other.
    pub(super) fn place_at_limit(
        &mut self,
        now: Moment,
        request: Request,
        chosen: Option<u32>,
        commands: &mut Vec<Command>,
    ) {
        match chosen {
            Some(slot) if self.has_room(slot) => self.start_here(now, slot, &request, commands),
            Some(slot) => self.wait_here(now, slot, request, commands),
            // All it has are about to go.
            None => self.refuse(&request, Refusal::OwnerAtLimit, commands),
        }
    }

    /// Which of an owner's isolates a request goes to, and how many the owner has.
    pub(super) fn choose_own(&mut self, owner: u32) -> (Option<u32>, u32) {
        let Some(entry) = self.owners.entry(owner) else { return (None, 0) };
        let mut found = [NONE; LOOKED_AT];
        let (mut count, mut seen, mut slot) = (0, 0, entry);
        while seen < LOOKED_AT {
            seen += 1;
            // What waits at an isolate that is renewed waits for its successor; one that only finishes has none.
            if self.slots[slot as usize].state != State::Finishing {
                found[count] = slot;
                count += 1;
            }
            slot = self.slots[slot as usize].group[1];
            if slot == entry {
                break;
            }
        }
        let seen = u32::try_from(seen).unwrap_or(u32::MAX);
        let found = &found[..count];
        let chosen = match self.rules.placement {
            Placement::RoundRobin => {
                self.owners.turn_to(owner, self.slots[entry as usize].group[1]);
                found.first().copied()
            }
            Placement::Random => found.get(self.random.below(count)).copied(),
            Placement::PowerOfTwo => {
                let pair = (self.random.below(count), self.random.below(count));
                found.get(pair.0).map(|&one| self.less_loaded(one, found[pair.1]))
            }
            Placement::Central | Placement::LeastLoaded | Placement::Affinity => {
                found.iter().copied().reduce(|one, other| self.less_loaded(one, other))
            }
        };
        (chosen, seen)
    }

    /// Whether one request more leaves a slot's load within the configured factor of the mean.
    fn is_within_factor(&self, slot: u32) -> bool {
        let Slot { waiting, .. } = self.slots[slot as usize];
        let load = u64::from(self.slots[slot as usize].load());
        let open = u64::from(self.gauges.open.max(1));
        let most = ((self.in_system() + 1) * u64::from(self.rules.load_factor_percent)).div_ceil(100 * open);
        load < most && waiting < self.rules.queue
    }

    /// An isolate of nobody: one that is there rather than one that is being made.
    fn spare(&self) -> Option<u32> {
        let entry = self.owners.entry(self.owners.nobody())?;
        let ring = std::iter::successors(Some(entry), |&slot| {
            Some(self.slots[slot as usize].group[1]).filter(|&next| next != entry)
        });
        ring.take(LOOKED_AT).find(|&slot| self.has_room(slot)).or(Some(entry))
    }

    /// Finds an isolate for an owner who has none that is free: a spare, a new one, or the place of one that goes.
    fn claim(&mut self, now: Moment, request: &Request, commands: &mut Vec<Command>) -> bool {
        if let Some(spare) = self.spare() {
            self.owners.leave(&mut self.slots, spare);
            self.owners.join(&mut self.slots, spare, request.owner);
            if self.has_room(spare) {
                self.gauges.spare -= 1;
                self.start(now, spare, request, super::Start::Warm, commands);
            } else {
                self.bind(now, spare, *request);
            }
            self.replenish(now, commands);
        } else if self.can_grow() {
            let slot = self.open_empty(now, Some(request.owner), commands);
            self.bind(now, slot, *request);
        } else if let Some((worth, slot)) = self.idle.first() {
            self.idle.remove(&mut self.slots, slot);
            self.clock = self.clock.max(worth);
            self.hand_over(now, slot, *request, commands);
        } else {
            return false;
        }
        true
    }

    /// Gives a slot without work to another owner: its isolate goes, and the request waits for the next one.
    pub(super) fn hand_over(&mut self, now: Moment, slot: u32, request: Request, commands: &mut Vec<Command>) {
        self.counters.evicted += 1;
        self.owners.leave(&mut self.slots, slot);
        self.owners.join(&mut self.slots, slot, request.owner);
        self.bind(now, slot, request);
        self.retire(now, slot, commands);
    }
}
