//! What the objects of tenants have in common, whatever runs the SQL: durable state, idempotency keys, and the split from
//! whoever computes.
//!
//! ```text
//! shell of an object ── object ──> its logic, or split ── Transport ──> compute
//!                                        │
//!                                      store ── tables ──> the object's SQLite
//! ```
//!
//! Logic takes [`shared::tables::Tables`] and is tested on the host over tables in memory.

pub mod object;
pub mod receipt;
pub mod split;
pub mod store;
