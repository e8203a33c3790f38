//! The instrument: what is asked, how it is sent, and every sample of it.
//!
//! ```text
//! scenario ──► target (a process) ──► runner ──► load, client ──► samples
//!                                        └──► view: what a person sees meanwhile
//! ```

pub mod load;
pub mod runner;
pub mod samples;
pub mod scenario;
pub mod selfcheck;
pub mod target;
pub mod view;
