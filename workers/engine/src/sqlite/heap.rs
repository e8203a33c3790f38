//! How far SQLite's heap may grow for one batch: what few steps can ask for would end an isolate that tenants share.
//!
//! The heap is one for all connections, and open ones hold some of it. So the bound is not a size but a growth from where
//! the batch begins.

use shared::limits;

use super::foreign;

/// Grants the memory of one batch.
pub(super) fn refill() {
    let growth = i64::try_from(limits::ENGINE_HEAP_BYTES).unwrap_or(i64::MAX);
    foreign::bound_heap(foreign::heap_bytes().saturating_add(growth));
}

/// Runs something small that must not fail for want of memory.
pub(super) fn unbounded<T>(run: impl FnOnce() -> T) -> T {
    let bound = foreign::bound_heap(0);
    let done = run();
    foreign::bound_heap(bound);
    done
}
