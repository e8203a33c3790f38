//! Durable workflows inside of one object: typed Rust that goes on after any death, on results that are stored.
//!
//! ```text
//!  accept ──> one row for the instance, one for its journal ──> the code runs, in the same turn
//!                                                               │
//!   an event, a timer, an answer, an attempt ── deliver ──> the code goes on until it waits again
//!                                                               │
//!                                     one row of journal, timers and calls, all one commit <──┘
//!
//!  a death ──> alarm, or the first touch ──> the journal is read once, the code replayed once, and goes on
//! ```
//!
//! | module | is |
//! |---|---|
//! | [`workflow`], [`context`], [`codec`], [`error`], [`retry`] | what a workflow is written with |
//! | [`engine`] | what an object does with the instances that it holds |
//! | `script` | one running instance: its code, held against its journal |
//! | `entry`, `store` | what a journal has, and where it is kept |
//! | [`queue`], `cron` | who may run, and when what begins by itself |
//! | `testing` | a double of the object for tests on the host; with the feature of that name |
//!
//! Many instances live in one object. There is no I/O here: rows, alarm, clock and tasks are lent by a
//! [`durable::platform::Platform`], and calls leave through its outbox.
//!
//! * Everything that the code learns is in the journal before it can matter to anybody: what a turn writes is one commit, and
//!   nothing leaves the object before it is stored.
//! * Events of an instance and its journal are one: what a tracker is told has no table of its own, and cannot be forgotten.
//! * Whatever is pending is found by the alarm: timers are rows, and an instance whose step is under way is marked.

pub mod codec;
pub mod context;
mod cron;
pub mod engine;
mod entry;
pub mod error;
mod history;
mod json;
pub mod queue;
pub mod retry;
mod script;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod workflow;

pub use crate::script::Attempt;

#[cfg(test)]
mod tests;
