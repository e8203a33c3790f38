//! Numbers of operations: no two of a source are the same, also where it lost its memory in between.

use std::cell::Cell;

use shared::timing::UnixMillis;

/// Numbers that a millisecond has: more than a source can use up in it for long, and few enough for numbers to stay below 2^53,
/// the largest that an object's SQLite takes exactly.
const IN_A_MILLISECOND: u64 = 1_000;

/// The numbers of one source.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    next: Cell<u64>,
}

impl Numbers {
    /// Takes so many that follow each other, and says which is the first.
    pub(crate) fn take(&self, count: u32, now: UnixMillis) -> u64 {
        let first = self.next.get().max(now.0.saturating_mul(IN_A_MILLISECOND));
        self.next.set(first + u64::from(count));
        first
    }
}

#[cfg(test)]
mod tests;
