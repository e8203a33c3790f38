//! What belongs to whom: the slots of an owner as a ring, and how much an owner has under way.

use super::slot::{NONE, Slot};

/// Rings of slots by owner: 4 bytes an owner. Spares are the ring of nobody, who comes behind all owners.
#[derive(Clone, Debug)]
pub(super) struct Owners {
    rings: Vec<u32>,
    /// Requests under way, where there is a bound for them.
    under_way: Vec<u32>,
    /// How many slots are in the ring of nobody.
    pub(super) spares: u32,
    nobody: u32,
}

/// How many slots of a ring are looked at: an owner of more is served by these as well.
pub(super) const LOOKED_AT: usize = 32;

impl Owners {
    pub(super) fn new(owners: u32, counts: bool) -> Self {
        let rings = if owners > 1 { vec![NONE; owners as usize + 1] } else { Vec::new() };
        let under_way = if counts { vec![0; owners as usize] } else { Vec::new() };
        Self { rings, under_way, spares: 0, nobody: owners }
    }

    /// Who owns spares.
    pub(super) const fn nobody(&self) -> u32 {
        self.nobody
    }

    /// One slot of an owner; the rest follow it in its group.
    pub(super) fn entry(&self, owner: u32) -> Option<u32> {
        self.rings.get(owner as usize).copied().filter(|&slot| slot != NONE)
    }

    /// Makes another slot of the ring the one that is found first.
    pub(super) fn turn_to(&mut self, owner: u32, slot: u32) {
        self.rings[owner as usize] = slot;
    }

    pub(super) fn join(&mut self, slots: &mut [Slot], slot: u32, owner: u32) {
        slots[slot as usize].owner = owner;
        self.spares += u32::from(owner == self.nobody);
        let head = self.rings[owner as usize];
        if head == NONE {
            slots[slot as usize].group = [slot; 2];
        } else {
            let last = slots[head as usize].group[0];
            slots[slot as usize].group = [last, head];
            slots[last as usize].group[1] = slot;
            slots[head as usize].group[0] = slot;
        }
        self.rings[owner as usize] = slot;
    }

    pub(super) fn leave(&mut self, slots: &mut [Slot], slot: u32) {
        let Slot { owner, group: [before, after], .. } = slots[slot as usize];
        if owner == NONE {
            return;
        }
        self.spares -= u32::from(owner == self.nobody);
        slots[slot as usize].owner = NONE;
        slots[slot as usize].group = [NONE; 2];
        if after == slot {
            self.rings[owner as usize] = NONE;
        } else {
            slots[before as usize].group[1] = after;
            slots[after as usize].group[0] = before;
            if self.rings[owner as usize] == slot {
                self.rings[owner as usize] = after;
            }
        }
    }

    /// Notes a request of an owner, unless that would be one too many.
    pub(super) fn admit(&mut self, owner: u32, most: Option<u32>) -> bool {
        let Some(most) = most else { return true };
        let count = &mut self.under_way[owner as usize];
        let admitted = *count < most;
        *count += u32::from(admitted);
        admitted
    }

    /// Notes that requests of an owner have ended.
    pub(super) fn release(&mut self, owner: u32, requests: u32) {
        if let Some(count) = self.under_way.get_mut(owner as usize) {
            *count = count.saturating_sub(requests);
        }
    }

    pub(super) fn under_way(&self, owner: u32) -> Option<u32> {
        self.under_way.get(owner as usize).copied()
    }

    /// Bytes that an owner takes.
    pub(super) const fn bytes_each(&self) -> usize {
        4 * (!self.rings.is_empty() as usize + !self.under_way.is_empty() as usize)
    }
}
