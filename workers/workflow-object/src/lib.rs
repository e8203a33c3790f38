//! The workflow engine in an object of the platform: its storage and alarm, the courier of its calls, the tracker that is told what its
//! instances do, and the index that is told where they are.
//!
//! ```text
//! accept, run, signal, control ──> instances ─┬─ engine: journal, timers, replay
//!                                             ├─ courier ── durable calls ──> other objects
//!                                             ├─ teller ─── POST /events ───> tracker
//!                                             └─ teller ─── rows as they are ─> index
//! ```
//!
//! `workflow_engine` decides everything; here is only what has to be awaited. A Worker brings its workflows and whom they may call.

mod accepting;
mod index;
mod instances;
mod peers;
mod surroundings;
mod teller;
mod tracker;

pub use self::{instances::Instances, peers::Callees, tracker::Tracker};
