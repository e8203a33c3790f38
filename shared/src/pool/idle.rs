//! Isolates without work, in the order in which they go.

use super::{
    heap::Keyed,
    slot::{NONE, Slot},
};

/// The order of idle slots: a list by last use through the slots themselves, or a heap by a key of the policy.
#[derive(Clone, Debug)]
pub(super) struct Idle {
    /// The longest unused and the last used.
    ends: [u32; 2],
    keyed: Option<Keyed>,
    kept: bool,
}

const OLDER: usize = 0;
const NEWER: usize = 1;

impl Idle {
    /// An order by last use; by keys besides, where the policy has such; or none, where nobody asks for one.
    pub(super) fn new(kept: bool, has_keys: bool, slots: usize) -> Self {
        let keyed = has_keys.then(|| {
            let mut keyed = Keyed::default();
            keyed.reserve(slots);
            keyed
        });
        Self { ends: [NONE; 2], keyed, kept }
    }

    pub(super) fn reserve(&mut self, slots: usize) {
        if let Some(keyed) = &mut self.keyed {
            keyed.reserve(slots);
        }
    }

    /// Adds a slot as the last used.
    pub(super) fn push(&mut self, slots: &mut [Slot], slot: u32, key: impl FnOnce() -> u64) {
        if !self.kept {
            return;
        }
        let newest = self.ends[NEWER];
        *slots[slot as usize].neighbours() = [newest, NONE];
        self.ends[NEWER] = slot;
        if newest == NONE {
            self.ends[OLDER] = slot;
        } else {
            slots[newest as usize].neighbours()[NEWER] = slot;
        }
        if let Some(keyed) = &mut self.keyed {
            keyed.put(slot, key());
        }
    }

    /// Takes a slot out, wherever it stands.
    pub(super) fn remove(&mut self, slots: &mut [Slot], slot: u32) {
        if !self.kept {
            return;
        }
        let [older, newer] = std::mem::replace(slots[slot as usize].neighbours(), [NONE; 2]);
        if older == NONE {
            self.ends[OLDER] = newer;
        } else {
            slots[older as usize].neighbours()[NEWER] = newer;
        }
        if newer == NONE {
            self.ends[NEWER] = older;
        } else {
            slots[newer as usize].neighbours()[OLDER] = older;
        }
        if let Some(keyed) = &mut self.keyed {
            keyed.remove(slot);
        }
    }

    /// The last used.
    pub(super) fn newest(&self) -> Option<u32> {
        Some(self.ends[NEWER]).filter(|&slot| slot != NONE)
    }

    /// The longest unused.
    pub(super) fn oldest(&self) -> Option<u32> {
        Some(self.ends[OLDER]).filter(|&slot| slot != NONE)
    }

    /// The one that goes first, with its key where there are keys.
    pub(super) fn first(&self) -> Option<(u64, u32)> {
        match &self.keyed {
            Some(keyed) => keyed.least(),
            None => self.oldest().map(|slot| (0, slot)),
        }
    }

    pub(super) const fn has_keys(&self) -> bool {
        self.keyed.is_some()
    }
}
