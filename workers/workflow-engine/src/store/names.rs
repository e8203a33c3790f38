//! Names that are taken, as far as this life knows: an instance with a new name is accepted without a search for it.
//!
//! A life that begins without instances knows all names from its beginning. Another one reads them when it has looked often enough
//! for that to be worth it. What is kept is a hash for each: two names with one hash cost a search, nothing else.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use shared::limits::workflow::NAMES_KNOWN;

/// How many names are read at the price of one that is looked up.
const READ_AT_ONCE: u64 = 20;

/// Which names are taken.
#[derive(Default)]
pub(super) struct Names {
    hashes: RefCell<Option<HashSet<u64>>>,
    looked: Cell<u64>,
}

impl Names {
    /// Whether no instance can have this name.
    pub(super) fn is_free(&self, name: &str) -> bool {
        self.hashes.borrow().as_ref().is_some_and(|hashes| !hashes.contains(&hash_of(name)))
    }

    /// Whether it is time to read them all: somebody looks for a name among so many instances.
    pub(super) fn wants_all(&self, instances: u64) -> bool {
        if self.hashes.borrow().is_some() || instances > NAMES_KNOWN {
            return false;
        }
        self.looked.set(self.looked.get() + 1);
        self.looked.get().saturating_mul(READ_AT_ONCE) >= instances
    }

    /// These are all.
    pub(super) fn are<'a>(&self, names: impl Iterator<Item = &'a str>) {
        *self.hashes.borrow_mut() = Some(names.map(hash_of).collect());
    }

    /// One more is taken. Beyond the bound nothing is known, rather than too much held.
    pub(super) fn take(&self, name: &str) {
        let mut known = self.hashes.borrow_mut();
        if let Some(hashes) = known.as_mut() {
            hashes.insert(hash_of(name));
            if hashes.len() as u64 > NAMES_KNOWN {
                *known = None;
            }
        }
    }
}

fn hash_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
