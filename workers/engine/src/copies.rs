//! The copies that an isolate keeps open, within a budget of memory: the least recently used is closed first.

use std::collections::HashMap;

use shared::ids::TenantId;

use crate::{copy::TenantCopy, engine::Engine};

/// Copies by tenant.
pub struct Copies<E> {
    by_tenant: HashMap<TenantId, Kept<E>>,
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
        Self { by_tenant: HashMap::new(), budget_bytes, uses: 0 }
    }

    /// A tenant's copy, which is now the most recently used.
    pub fn find(&mut self, tenant: &TenantId) -> Option<&mut TenantCopy<E>> {
        self.uses += 1;
        let kept = self.by_tenant.get_mut(tenant)?;
        kept.last_use = self.uses;
        Some(&mut kept.copy)
    }

    /// Takes a copy in, in the place of an older one of the same tenant.
    pub fn insert(&mut self, tenant: TenantId, copy: TenantCopy<E>) {
        self.uses += 1;
        self.by_tenant.insert(tenant, Kept { copy, last_use: self.uses });
        self.close_beyond_budget();
    }

    /// Closes a tenant's copy, if there is one.
    pub fn close(&mut self, tenant: &TenantId) {
        self.by_tenant.remove(tenant);
    }

    /// Closes the least recently used copies, down to none, until `bytes` more fit the budget.
    pub fn make_room(&mut self, bytes: usize) {
        while self.memory_bytes().saturating_add(bytes) > self.budget_bytes {
            let Some(oldest) = self.oldest() else { return };
            self.by_tenant.remove(&oldest);
        }
    }

    /// Closes the least recently used copies until the rest fits the budget. The most recently used stays in any case.
    ///
    /// A copy grows by executing, so this is to be called after an execution as well.
    pub fn close_beyond_budget(&mut self) {
        while self.by_tenant.len() > 1 && self.memory_bytes() > self.budget_bytes {
            let Some(oldest) = self.oldest() else { return };
            self.by_tenant.remove(&oldest);
        }
    }

    fn oldest(&self) -> Option<TenantId> {
        let (tenant, _) = self.by_tenant.iter().min_by_key(|(_, kept)| kept.last_use)?;
        Some(tenant.clone())
    }

    /// How many copies are open.
    pub fn len(&self) -> usize {
        self.by_tenant.len()
    }

    /// Whether no copy is open.
    pub fn is_empty(&self) -> bool {
        self.by_tenant.is_empty()
    }

    /// Bytes of memory that all copies hold, about.
    pub fn memory_bytes(&self) -> usize {
        self.by_tenant.values().map(|kept| kept.copy.memory_bytes()).sum()
    }
}

#[cfg(test)]
mod tests;
