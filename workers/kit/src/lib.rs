//! The only adapter between Isolab's Workers and the Workers runtime: bindings, RPC, clocks, identity.
//!
//! ```text
//! a call ── serve ──> shell of a Worker ──> its logic ── client ──> another Worker
//! ```
//!
//! Logic takes the trait [`shared::timing::Clock`] and is tested on the host; this crate brings its real form.

pub mod alarm;
pub mod bindings;
pub mod border;
pub mod client;
pub mod clock;
pub mod deadline;
pub mod identity;
pub mod keys;
pub mod life;
pub mod method;
pub mod object;
mod promise;
pub mod relay;
pub mod serve;
mod session;
pub mod stream;
pub mod tables;
