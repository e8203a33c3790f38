//! The index of instances: what objects tell of theirs, so that one question finds those of all objects.
//!
//! ```text
//! changes of an object ──> rows by object and number ─┬─ by acceptance ────────────────────> list of all
//!                                                     └─ by workflow, state, acceptance ───> list of some, counts
//! ```
//!
//! A row is replaced only by what was told as late as it or later, so messages may come twice and in any order. What is told of a range
//! as a whole removes what is not there.

mod index;
mod list;

pub use self::index::Index;
