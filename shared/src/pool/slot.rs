//! The place of an isolate: 32 bytes, which is half a line of the cache.

use super::command::Life;

/// No slot, no request, no owner.
pub(super) const NONE: u32 = u32::MAX;

/// In which part of its life a slot is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// There is no isolate.
    #[default]
    Empty,
    /// It is being made.
    Opening,
    /// It is there.
    Ready,
    /// It is to go once its last answer has come; nothing begins here any more.
    Leaving,
    /// It is to go once it has done what waits here; nothing joins that any more.
    Finishing,
    /// It is being ended.
    Retiring,
}

/// A slot. Two pairs of links serve what cannot be at the same time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Whose it is; in a pool of one owner always owner zero.
    pub(super) owner: u32,
    /// Neighbours among the slots of the same owner; in a pool of one owner among those of the same load, or the next empty one.
    pub(super) group: [u32; 2],
    /// An idle slot: neighbours by last use, older and newer. Else: the last of the requests that wait here.
    links: [u32; 2],
    /// Requests that began in this life.
    pub(super) uses: u32,
    /// How many requests wait here.
    pub(super) waiting: u16,
    /// Names that failed to start.
    pub(super) generation: u16,
    /// How many requests run here.
    pub(super) running: u8,
    pub(super) state: State,
    pub(super) life: u8,
    /// Traps in this life.
    pub(super) traps: u8,
}

impl Slot {
    pub(super) const fn new() -> Self {
        Self {
            owner: NONE,
            group: [NONE; 2],
            links: [NONE; 2],
            uses: 0,
            waiting: 0,
            generation: 0,
            running: 0,
            state: State::Empty,
            life: 0,
            traps: 0,
        }
    }

    /// A slot without work whose isolate is there.
    pub(super) fn is_idle(&self) -> bool {
        self.state == State::Ready && self.running == 0 && self.waiting == 0
    }

    /// Whether requests may go there.
    pub(super) fn is_placeable(&self) -> bool {
        matches!(self.state, State::Ready | State::Opening)
    }

    /// What it has to do.
    pub(super) fn load(&self) -> u32 {
        u32::from(self.running) + u32::from(self.waiting)
    }

    pub(super) fn at(&self, slot: u32) -> Life {
        Life { slot, life: self.life }
    }

    /// The last request that waits here, where the slot is not idle.
    pub(super) fn tail(&self) -> u32 {
        if self.waiting == 0 { NONE } else { self.links[1] }
    }

    pub(super) fn set_tail(&mut self, tail: u32) {
        self.links = [NONE, tail];
    }

    /// Neighbours by last use, where the slot is idle.
    pub(super) fn neighbours(&mut self) -> &mut [u32; 2] {
        &mut self.links
    }
}
