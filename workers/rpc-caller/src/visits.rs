//! Requests that are being answered here: what crosses the border while there are several belongs to none of them alone.

use std::cell::Cell;

thread_local! {
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
    static BEGUN: Cell<u64> = const { Cell::new(0) };
}

/// A request, from its question to its reply.
pub(crate) struct Visit;

impl Visit {
    /// Begins one.
    pub(crate) fn begin() -> Self {
        UNDER_WAY.set(UNDER_WAY.get() + 1);
        BEGUN.set(BEGUN.get() + 1);
        Self
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        UNDER_WAY.set(UNDER_WAY.get() - 1);
    }
}

/// Which request is here, if it is the only one; the same at two moments says that no other was here between them.
pub(crate) fn only() -> Option<u64> {
    (UNDER_WAY.get() == 1).then(|| BEGUN.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_alone_while_no_other_comes() {
        let first = Visit::begin();
        let before = only();
        assert!(before.is_some());
        drop(Visit::begin());
        assert!(only().is_some() && only() != before);
        let _second = Visit::begin();
        assert_eq!(only(), None);
        drop(first);
    }
}
