//! The copies that an isolate keeps open, within a budget of memory: the least recently used is closed first.

use std::collections::HashMap;

use shared::protocol::Owner;

use crate::{copy::TenantCopy, engine::Engine};

/// Copies by the object that owns them.
pub struct Copies<E> {
    by_owner: HashMap<Owner, Kept<E>>,
    budget_bytes: usize,
    /// Counts the uses; the copy with the smallest number was used longest ago.
    uses: u64,
}

struct Kept<E> {
    copy: TenantCopy<E>,
    last_use: u64,
}

impl<E: Engine> Copies<E> {
    /// No copies yet, and how many bytes they may take together.
    pub fn new(budget_bytes: usize) -> Self {
        Self { by_owner: HashMap::new(), budget_bytes, uses: 0 }
    }

    /// An object's copy, which is now the most recently used.
    pub fn find(&mut self, owner: &Owner) -> Option<&mut TenantCopy<E>> {
        self.uses += 1;
        let kept = self.by_owner.get_mut(owner)?;
        kept.last_use = self.uses;
        Some(&mut kept.copy)
    }

    /// Takes a copy in, in the place of an older one of the same object.
    pub fn insert(&mut self, owner: Owner, copy: TenantCopy<E>) {
        self.uses += 1;
        self.by_owner.insert(owner, Kept { copy, last_use: self.uses });
        self.close_beyond_budget();
    }

    /// Closes an object's copy, if there is one.
    pub fn close(&mut self, owner: &Owner) {
        self.by_owner.remove(owner);
    }

    /// Closes the least recently used copies, down to none, until `bytes` more fit the budget.
    pub fn make_room(&mut self, bytes: usize) {
        while self.memory_bytes().saturating_add(bytes) > self.budget_bytes {
            let Some(oldest) = self.oldest() else { return };
            self.by_owner.remove(&oldest);
        }
    }

    /// Closes the least recently used copies until the rest fits the budget. The most recently used stays in any case.
    ///
    /// A copy grows by executing, so this is to be called after an execution as well.
    pub fn close_beyond_budget(&mut self) {
        while self.by_owner.len() > 1 && self.memory_bytes() > self.budget_bytes {
            let Some(oldest) = self.oldest() else { return };
            self.by_owner.remove(&oldest);
        }
    }

    fn oldest(&self) -> Option<Owner> {
        let (owner, _) = self.by_owner.iter().min_by_key(|(_, kept)| kept.last_use)?;
        Some(owner.clone())
    }

    /// How many copies are open.
    pub fn len(&self) -> usize {
        self.by_owner.len()
    }

    /// Whether no copy is open.
    pub fn is_empty(&self) -> bool {
        self.by_owner.is_empty()
    }

    /// Bytes of memory that all copies hold, about.
    pub fn memory_bytes(&self) -> usize {
        self.by_owner.values().map(|kept| kept.copy.memory_bytes()).sum()
    }
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
