//! The native side of Isolab: sets the machine up, builds the Workers, runs them locally, measures, tests and deploys them.
//!
//! | folder | answers |
//! |---|---|
//! | [`machine`] | what the machine needs, how Workers are built, served, tested and deployed |
//! | [`load`], a crate | how requests are sent and timed |
//! | [`instrument`] | what is asked, as data; how it is sent, and every sample of it |
//! | [`record`] | what the samples say, where it is kept, and how runs are held against each other |
//! | [`report`] | how it is told: one document, in several forms |
//! | [`experiments`] | what is measured: a folder each, and the course that all of them take |
//! | [`results`] | what kept runs found, written into the pages that tell of it |
//! | [`watch`] | what one instance of a workflow did, as a timeline |
//! | [`fuzz`] | what nobody would ask, asked |
//! | [`command`], [`manual`] | what can be typed |
//! | [`terminal`], `numbers`, [`ranged`], [`error`] | talk, numbers as text, values with their intervals, failure |
//!
//! Whoever stands higher in `arrows` may use whoever stands lower, and never the other way round.

#[cfg(test)]
mod arrows;
pub mod command;
pub mod error;
#[doc(hidden)]
pub mod example;
pub mod experiments;
pub mod fuzz;
pub mod instrument;
pub mod machine;
pub mod manual;
mod numbers;
pub mod ranged;
pub mod record;
pub mod report;
pub mod results;
pub mod terminal;
pub mod watch;
