//! Time passes: who waited too long, which isolate has been idle, silent or under way for too long.

use super::{
    super::{
        command::Command,
        moment::{Moment, Span},
        slot::{NONE, State},
        waiting::Request,
        words::{Keeping, Refusal},
    },
    Engine,
};

impl Engine {
    /// Does what is due by now. Calling it too often costs little, and too late makes late what it does.
    pub fn tick(&mut self, now: Moment, commands: &mut Vec<Command>) {
        if self.drained_by.is_some_and(|end| end <= now) {
            return self.give_up(now, commands);
        }
        if self.earliest_deadline <= now {
            self.refuse_late(now, commands);
        }
        self.expire(now, commands);
        self.make_foreseen(now, commands);
        self.shrink(now, commands);
        if self.looks_at().is_some_and(|next| next <= now) {
            self.look(now, commands);
        }
        self.replenish(now, commands);
    }

    /// When the next tick has something to do, as far as is known now; none, if nothing but another event can change that.
    pub fn next_tick(&self) -> Option<Moment> {
        let deadline = (self.waiting.count > 0).then_some(self.earliest_deadline);
        let foreseen = self.foreseen.least().map(|(at, _)| Moment::from_nanos(at));
        let shrinks = self.rules.shrink_after.map(|span| self.low_since.after(span));
        let shrinks = shrinks.filter(|_| self.low_since != Moment::NEVER && self.gauges.open > self.rules.least);
        let heals = (self.failing.0 > 0 && self.gauges.open < self.rules.least).then_some(self.failing.1);
        [deadline, self.expires_at(), foreseen, shrinks, heals, self.looks_at(), self.drained_by]
            .into_iter()
            .flatten()
            .min()
            .filter(|&next| next != Moment::NEVER)
    }

    fn refuse_late(&mut self, now: Moment, commands: &mut Vec<Command>) {
        let retry_after_ms = self.retry_after_ms(Refusal::DeadlinePassed);
        let Self { waiting, central, slots, owners, loads, counters, .. } = self;
        let mut dropped = 0;
        let mut refuse = |late: Request, dropped: &mut u16| {
            *dropped = dropped.saturating_add(1);
            owners.release(late.owner, 1);
            counters.refused[Refusal::DeadlinePassed as usize] += 1;
            let kind = Refusal::DeadlinePassed;
            commands.push(Command::Refuse { request: late.name, kind, retry_after_ms });
        };
        // More may wait for any isolate than a slot's count holds; the slab knows how many went.
        let (before, mut many) = (waiting.count, 0);
        let (tail, mut earliest) = waiting.drop_late(central.0, now, |late| refuse(late, &mut many));
        *central = (tail, central.1 - (before - waiting.count));
        for slot in 0..self.reached {
            let place = &slots[slot as usize];
            if place.waiting == 0 {
                continue;
            }
            let before = place.load();
            let (tail, next) = waiting.drop_late(place.tail(), now, |late| refuse(late, &mut dropped));
            earliest = earliest.min(next);
            let dropped = std::mem::take(&mut dropped);
            if dropped == 0 {
                continue;
            }
            let loads = loads.as_mut().filter(|_| place.is_placeable());
            let place = &mut slots[slot as usize];
            place.waiting -= dropped;
            place.set_tail(tail);
            if let Some(loads) = loads {
                loads.remove(slots, slot, before);
                let load = slots[slot as usize].load();
                loads.add(slots, slot, load);
            }
        }
        self.earliest_deadline = earliest;
    }

    /// When the isolate that is idle for longest has been so for as long as it may.
    fn expires_at(&self) -> Option<Moment> {
        if self.gauges.open <= self.rules.least {
            return None;
        }
        let (key, slot) = self.idle.first()?;
        match self.rules.keeping {
            Keeping::Fixed => self.details.get(slot as usize).map(|details| details.used.after(self.rules.keep_alive)),
            Keeping::Histogram => Some(Moment::from_nanos(key)),
            Keeping::Lru | Keeping::Lfu | Keeping::GreedyDual => None,
        }
    }

    fn expire(&mut self, now: Moment, commands: &mut Vec<Command>) {
        while let Some(slot) = self.expires_at().filter(|&at| at <= now).and_then(|_| self.idle.first()) {
            self.let_go(now, slot.1, commands);
        }
    }

    /// Ends an idle isolate that nobody needs.
    pub(super) fn let_go(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        self.leave_rest(slot);
        self.counters.expired += 1;
        self.retire(now, slot, commands);
    }

    /// Makes isolates again for owners who are expected.
    fn make_foreseen(&mut self, now: Moment, commands: &mut Vec<Command>) {
        while let Some((_, owner)) = self.foreseen.least().filter(|&(at, _)| at <= now.nanos()) {
            self.foreseen.remove(owner);
            if self.drained_by.is_none() && self.can_grow() && self.owners.entry(owner).is_none() {
                self.counters.foreseen += 1;
                self.open_empty(now, Some(owner), commands);
            }
        }
    }

    /// Lets one isolate go where the load has been low for long; the next one has to wait for as long again.
    fn shrink(&mut self, now: Moment, commands: &mut Vec<Command>) {
        let Some(after) = self.rules.shrink_after else { return };
        if self.low_since.after(after) > now || self.gauges.open <= self.rules.least {
            return;
        }
        self.low_since = now;
        if let Some((_, slot)) = self.idle.first() {
            self.let_go(now, slot, commands);
        }
    }

    /// When the slots have to be looked at one by one.
    fn looks_at(&self) -> Option<Moment> {
        let rules = &self.rules;
        let patience = [rules.check_every, rules.open_patience, rules.drain_patience, rules.restart_age];
        let every: Option<Span> = patience.into_iter().flatten().min();
        every.filter(|_| self.gauges.open > 0).map(|every| self.last_look.after(every))
    }

    fn look(&mut self, now: Moment, commands: &mut Vec<Command>) {
        self.last_look = now;
        for slot in 0..self.reached {
            let Some(&details) = self.details.get(slot as usize) else { return };
            let rules = &self.rules;
            let for_long = |span: Option<Span>| span.is_some_and(|span| now.since(details.used) >= span);
            match self.slots[slot as usize].state {
                State::Opening if for_long(rules.open_patience) => {
                    self.dispose(slot, commands);
                    self.build_failed(now, self.slots[slot as usize].at(slot), commands);
                }
                State::Leaving | State::Finishing | State::Retiring if for_long(rules.drain_patience) => {
                    self.dispose(slot, commands);
                    self.end_life(now, slot, commands);
                }
                State::Ready if self.slots[slot as usize].is_idle() => self.look_at_idle(now, slot, commands),
                State::Empty | State::Opening | State::Ready | State::Leaving | State::Finishing | State::Retiring => {}
            }
        }
    }

    fn look_at_idle(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) {
        let details = self.details[slot as usize];
        if self.rules.restart_age.is_some_and(|most| now.since(details.since) >= most) {
            self.counters.renewed += 1;
            self.leave_rest(slot);
            self.retire(now, slot, commands);
        } else if let Some(every) = self.rules.check_every.filter(|&every| now.since(details.used) >= every) {
            if details.asked {
                self.counters.vanished += 1;
                self.dispose(slot, commands);
                self.end_life(now, slot, commands);
            } else if every > Span::ZERO {
                self.details[slot as usize].asked = true;
                commands.push(Command::Check { at: self.slots[slot as usize].at(slot) });
            }
        }
    }

    fn dispose(&mut self, slot: u32, commands: &mut Vec<Command>) {
        self.counters.disposed += 1;
        commands.push(Command::Dispose { at: self.slots[slot as usize].at(slot) });
    }

    /// Ends a drain that took too long.
    fn give_up(&mut self, now: Moment, commands: &mut Vec<Command>) {
        self.refuse_waiting(Refusal::Draining, commands);
        for slot in 0..self.reached {
            if self.slots[slot as usize].state != State::Empty {
                self.dispose(slot, commands);
                self.end_life(now, slot, commands);
            }
        }
        self.drained_by = Some(Moment::NEVER);
        debug_assert!(self.slots.iter().all(|slot| slot.state == State::Empty && slot.owner == NONE));
    }
}
