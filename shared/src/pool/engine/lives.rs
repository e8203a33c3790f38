//! Isolates come and go: how one is asked for, and what follows when it is there, is gone, or never was.

use super::{
    super::{
        command::{Command, Life, Start},
        moment::Moment,
        slot::{NONE, State},
        words::Refusal,
    },
    Engine, backoff,
};

impl Engine {
    /// Asks for the isolates that are there from the beginning, and for spares.
    pub fn begin(&mut self, now: Moment, commands: &mut Vec<Command>) {
        self.replenish(now, commands);
    }

    /// Asks for an isolate in an empty slot; there is one, since fewer are open than may be.
    pub(super) fn open_empty(&mut self, now: Moment, owner: Option<u32>, commands: &mut Vec<Command>) -> u32 {
        let slot = self.empty;
        self.empty = self.slots[slot as usize].group[0];
        self.slots[slot as usize].group = [NONE; 2];
        self.reached = self.reached.max(slot + 1);
        self.gauges.open += 1;
        if self.many {
            let owner = owner.unwrap_or(self.owners.nobody());
            self.owners.join(&mut self.slots, slot, owner);
        } else {
            self.slots[slot as usize].owner = 0;
        }
        self.open(now, slot, commands);
        slot
    }

    /// Asks for an isolate whose owner nobody knows yet.
    pub(super) fn open_another(&mut self, now: Moment, commands: &mut Vec<Command>) {
        self.open_empty(now, None, commands);
    }

    fn open(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        let place = &mut self.slots[slot as usize];
        place.state = State::Opening;
        let (at, generation, load) = (place.at(slot), place.generation, place.load());
        let owner = Some(place.owner).filter(|&owner| self.many && owner != self.owners.nobody());
        if let Some(loads) = &mut self.loads {
            loads.add(&mut self.slots, slot, load);
        }
        if let Some(details) = self.details.get_mut(slot as usize) {
            (details.since, details.used, details.asked) = (now, now, false);
        }
        self.counters.opened += 1;
        commands.push(Command::Open { at, generation, owner });
    }

    /// An isolate is there.
    pub fn opened(&mut self, now: Moment, at: Life, commands: &mut Vec<Command>) {
        let Some(slot) = self.living(at).filter(|&slot| self.slots[slot as usize].state == State::Opening) else {
            return;
        };
        self.slots[slot as usize].state = State::Ready;
        self.gauges.ready += 1;
        self.failing.0 = 0;
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.opening_micros = u32::try_from(now.since(details.since).nanos() / 1_000).unwrap_or(u32::MAX);
            (details.since, details.used) = (now, now);
        }
        while self.slots[slot as usize].running < self.rules.concurrency {
            let Some(request) = self.next_here(now, slot, commands) else { break };
            self.start(now, slot, &request, Start::Cold, commands);
        }
        self.feed(now, slot, commands);
        self.note_load(now);
    }

    /// The code of an isolate did not start. Its name stays failed, so the next one in this place has another.
    pub fn build_failed(&mut self, now: Moment, at: Life, commands: &mut Vec<Command>) {
        let Some(slot) = self.living(at).filter(|&slot| self.slots[slot as usize].state == State::Opening) else {
            return;
        };
        self.counters.build_failures += 1;
        self.failing = (self.failing.0.saturating_add(1), now.after(backoff(self.failing.0)));
        self.slots[slot as usize].generation = self.slots[slot as usize].generation.wrapping_add(1);
        self.leave_loads(slot);
        self.slots[slot as usize].state = State::Retiring;
        self.refuse_here(slot, Refusal::BuildFailed, commands);
        self.finish(now, slot, commands);
        if self.gauges.open == 0 {
            // Nobody is left who could serve them.
            self.refuse_central(Refusal::BuildFailed, commands);
        }
    }

    /// An isolate that was told to go is gone.
    pub fn closed(&mut self, now: Moment, at: Life, commands: &mut Vec<Command>) {
        if let Some(slot) = self.living(at).filter(|&slot| self.slots[slot as usize].state == State::Retiring) {
            self.finish(now, slot, commands);
        }
    }

    /// Tells an isolate to go. Nothing runs there, and it stands in no order.
    pub(super) fn retire(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        self.leave_loads(slot);
        self.leave_ready(slot, State::Retiring);
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.used = now;
        }
        commands.push(Command::Retire { at: self.slots[slot as usize].at(slot) });
    }

    /// Tells an isolate to go that has something to do: at once, or once that is done.
    pub(super) fn renew(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        if self.slots[slot as usize].running == 0 {
            return self.retire(now, slot, commands);
        }
        self.leave_loads(slot);
        self.leave_ready(slot, State::Leaving);
        if let Some(details) = self.details.get_mut(slot as usize) {
            details.used = now;
        }
    }

    pub(super) fn leave_ready(&mut self, slot: u32, state: State) {
        let place = &mut self.slots[slot as usize];
        let was_ready = std::mem::replace(&mut place.state, state) == State::Ready;
        self.gauges.ready -= u32::from(was_ready);
    }

    /// Takes a slot out of the order by load, where it stands as long as it takes requests.
    pub(super) fn leave_loads(&mut self, slot: u32) {
        let place = &self.slots[slot as usize];
        let (is_placeable, load) = (place.is_placeable(), place.load());
        if let (true, Some(loads)) = (is_placeable, &mut self.loads) {
            loads.remove(&mut self.slots, slot, load);
        }
    }

    /// Takes an idle slot out of the order in which they go.
    pub(super) fn leave_rest(&mut self, slot: u32) {
        if self.many && self.slots[slot as usize].owner == self.owners.nobody() {
            self.gauges.spare -= 1;
        } else {
            self.idle.remove(&mut self.slots, slot);
        }
    }

    /// A life has ended: the next one begins for those who wait here, or the slot is empty.
    pub(super) fn finish(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        self.leave_ready(slot, State::Empty);
        self.note_size(slot, Some(0));
        let place = &mut self.slots[slot as usize];
        place.life = place.life.wrapping_add(1);
        (place.uses, place.traps) = (0, 0);
        // What is surplus goes as soon as nobody waits here any more.
        if place.waiting > 0 {
            return self.open(now, slot, commands);
        }
        if self.many {
            self.owners.leave(&mut self.slots, slot);
        } else {
            place.owner = NONE;
        }
        self.slots[slot as usize].group = [self.empty, NONE];
        self.empty = slot;
        self.gauges.open -= 1;
        self.replenish(now, commands);
    }

    /// Asks for as many isolates as are to be there, and for one for each who waits for any.
    pub(super) fn replenish(&mut self, now: Moment, commands: &mut Vec<Command>) {
        while self.central.1 > 0 && self.gauges.open < self.rules.size && self.is_short() {
            self.open_for_central(now, commands);
            if !self.many {
                break;
            }
        }
        if self.drained_by.is_some() || now < self.failing.1 {
            return;
        }
        while self.gauges.open < self.rules.least {
            self.open_another(now, commands);
        }
        while self.many && self.owners.spares < self.rules.spares && self.can_grow() {
            self.open_another(now, commands);
        }
    }

    /// Whether those who wait for any isolate have none that will be free for them.
    fn is_short(&self) -> bool {
        self.many || self.gauges.open == 0 || self.gauges.open < self.rules.least || self.should_grow()
    }
}
