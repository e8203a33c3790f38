//! Many tenants on few isolates: who is served cold, on which isolate, and what that costs.
//!
//! ```text
//! plan ──► workload ──► visits ──► census, analysis ──► record ──► reports
//! ```
//!
//! These shapes of traffic are no pairs of blocks, so they have a plan, samples and findings of their own beside those of a
//! scenario of cells; the record, the folder and the commands that read it are the same.

pub(crate) mod analysis;
mod census;
pub mod contender;
pub mod findings;
#[cfg(test)]
pub(crate) mod made;
pub mod plan;
pub mod traffic;
pub mod visit;
pub(crate) mod visits_file;
mod workload;
