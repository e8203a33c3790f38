//! The index of instances: what objects tell of theirs, so that one question finds those of all objects.
//!
//! ```text
//! changes of an object ──> rows by object and number ─┬─ by acceptance ────────────────────> list of all
//!                                                     └─ by workflow, state, acceptance ───> list of some, counts
//! ```
//!
//! Messages may come twice; one that comes behind a later one of its object is refused, so nothing that was told later is lost to it. What
//! is told of a range as a whole removes what is not there.

mod index;
mod list;

pub use self::index::Index;
