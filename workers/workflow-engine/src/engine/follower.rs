//! Whoever is told what the object's journals say, and how far that has come.

use std::cell::Cell;

/// One of those who follow the journals.
#[derive(Default)]
pub(super) struct Follower {
    is_there: Cell<bool>,
    /// Up to which piece it has said that it knows everything; the alarm stores that.
    reached: Cell<u64>,
}

impl Follower {
    /// From here on, there is one.
    pub(super) fn follow(&self) {
        self.is_there.set(true);
    }

    pub(super) fn is_followed(&self) -> bool {
        self.is_there.get()
    }

    /// It knows everything up to this piece.
    pub(super) fn reach(&self, piece: u64) {
        self.reached.set(self.reached.get().max(piece));
    }

    /// How far it is, where so much is stored of that.
    pub(super) fn reached(&self, stored: u64) -> u64 {
        self.reached.get().max(stored)
    }
}
