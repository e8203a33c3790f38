//! Slots by what they have to do, so that one with the least is found at once.

use super::slot::{NONE, Slot};

/// Rings of slots with the same load, through the links of a slot's group. Loads above the last ring share it.
#[derive(Clone, Debug)]
pub(super) struct Loads {
    rings: [u32; 64],
    /// No ring below this one has a slot.
    lowest: usize,
}

impl Loads {
    pub(super) const fn new() -> Self {
        Self { rings: [NONE; 64], lowest: 63 }
    }

    fn ring_of(load: u32) -> usize {
        (load as usize).min(63)
    }

    pub(super) fn add(&mut self, slots: &mut [Slot], slot: u32, load: u32) {
        let ring = Self::ring_of(load);
        let head = self.rings[ring];
        if head == NONE {
            slots[slot as usize].group = [slot; 2];
        } else {
            let last = slots[head as usize].group[0];
            slots[slot as usize].group = [last, head];
            slots[last as usize].group[1] = slot;
            slots[head as usize].group[0] = slot;
        }
        // The one that was put here last is asked first: it is the one that the cache still holds.
        self.rings[ring] = slot;
        self.lowest = self.lowest.min(ring);
    }

    pub(super) fn remove(&mut self, slots: &mut [Slot], slot: u32, load: u32) {
        let ring = Self::ring_of(load);
        let [before, after] = slots[slot as usize].group;
        slots[slot as usize].group = [NONE; 2];
        if after == slot {
            self.rings[ring] = NONE;
        } else {
            slots[before as usize].group[1] = after;
            slots[after as usize].group[0] = before;
            if self.rings[ring] == slot {
                self.rings[ring] = after;
            }
        }
    }

    /// One of those with the least to do.
    pub(super) fn least(&mut self) -> Option<u32> {
        while self.rings[self.lowest] == NONE {
            if self.lowest == 63 {
                return None;
            }
            self.lowest += 1;
        }
        Some(self.rings[self.lowest])
    }
}
