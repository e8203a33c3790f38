//! What a person asks of a pool: another size, to end, to go on, to be warm.

use super::{
    super::{
        command::Command,
        moment::{Moment, Span},
        slot::State,
    },
    Engine,
};
use crate::limits;

impl Engine {
    /// Gives the pool another size, within its bounds. What is surplus goes once it has done what waits for it.
    pub fn resize(&mut self, now: Moment, size: u32, commands: &mut Vec<Command>) {
        let size = size.clamp(*limits::pool::SIZE.start(), *limits::pool::SIZE.end());
        let is_fixed = self.rules.least == self.rules.size;
        self.rules.size = size;
        self.rules.least = if is_fixed { size } else { self.rules.least.min(size) };
        self.rules.spares = self.rules.spares.min(size);
        self.make_room(size as usize);
        let mut staying = self.count_staying();
        for slot in (0..self.reached).rev() {
            if staying <= size {
                break;
            }
            staying -= u32::from(self.dismiss(now, slot, commands));
        }
        self.replenish(now, commands);
    }

    fn count_staying(&self) -> u32 {
        let open = &self.slots[..self.reached as usize];
        let staying = open.iter().filter(|place| matches!(place.state, State::Ready | State::Opening)).count();
        u32::try_from(staying).unwrap_or(u32::MAX)
    }

    /// Tells an isolate to go, now or once it has nothing to do, and says whether it was one that would have stayed.
    fn dismiss(&mut self, now: Moment, slot: u32, commands: &mut Vec<Command>) -> bool {
        let place = &self.slots[slot as usize];
        if place.state != State::Ready {
            // One that is being made goes when it first has nothing to do: more are open than may be.
            return place.state == State::Opening;
        }
        if place.is_idle() {
            self.let_go(now, slot, commands);
        } else {
            self.leave_loads(slot);
            self.leave_ready(slot, State::Finishing);
            if let Some(details) = self.details.get_mut(slot as usize) {
                details.used = now;
            }
        }
        true
    }

    /// Ends the pool: nothing is let in any more, what is in is done, and every isolate goes. What has not ended by then is given up.
    pub fn drain(&mut self, now: Moment, patience: Span, commands: &mut Vec<Command>) {
        self.drained_by = Some(now.after(patience));
        for slot in 0..self.reached {
            if self.slots[slot as usize].is_idle() {
                self.let_go(now, slot, commands);
            }
        }
    }

    /// Takes requests again after a drain, and asks for the isolates that are to be there.
    pub fn resume(&mut self, now: Moment, commands: &mut Vec<Command>) {
        self.drained_by = None;
        self.replenish(now, commands);
    }

    /// Asks for so many isolates more, as far as there may be, and says how many those are.
    pub fn warm(&mut self, now: Moment, isolates: u32, commands: &mut Vec<Command>) -> u32 {
        let mut asked = 0;
        while asked < isolates && self.drained_by.is_none() && self.can_grow() {
            self.open_another(now, commands);
            asked += 1;
        }
        asked
    }
}
