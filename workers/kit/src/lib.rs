//! The only adapter between Isolab's Workers and the Workers runtime: bindings, RPC, clocks, storage, identity.
//!
//! ```text
//! shell of a Worker ── serve ──> its logic ── client ──> another Worker
//!                                    │
//!                                  store ── tables ──> the object's SQLite
//! ```
//!
//! Logic takes the traits [`shared::timing::Clock`] and [`store::Tables`] and is tested on the host; this crate brings
//! their real forms.

pub mod bindings;
pub mod border;
pub mod client;
pub mod clock;
pub mod deadline;
pub mod identity;
#[cfg(feature = "memory-tables")]
pub mod memory_tables;
pub mod method;
pub mod object;
mod promise;
pub mod receipt;
pub mod relay;
pub mod serve;
pub mod session;
pub mod split;
pub mod store;
pub mod stream;
pub mod tables;
