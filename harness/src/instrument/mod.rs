//! The instrument: what is asked, how it is sent, and every sample of it.
//!
//! ```text
//! scenario ──► target (a process) ──► runner ──► load (a crate) ──► samples
//!                                        └──► view: what a person sees meanwhile
//! ```

pub mod runner;
pub mod samples;
pub mod scenario;
pub mod schedule;
pub mod selfcheck;
pub mod target;
pub mod trial;
pub mod view;
