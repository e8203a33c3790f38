//! The SQL engines of the Workers, and the copies of tenants that they keep open.
//!
//! ```text
//! TenantId ──▶ Copies ──▶ TenantCopy ──▶ Engine ──▶ pages in memory
//!              budget     version,       SQL,       before-images,
//!                         pending write  one batch  change
//! ```
//!
//! Nothing here reads a clock, waits or knows of Workers. An [`Engine`] holds the pages of one tenant and records what a
//! write does to them. A [`TenantCopy`] ties the pages to a version, and knows that a write is real only once the object
//! has stored its change. [`Copies`] keeps many of them within a budget of memory.

mod copies;
mod copy;
mod engine;
mod sqlite;
mod supply;

pub use copies::Copies;
pub use copy::{CopyAnswer, TenantCopy};
pub use engine::{Engine, Execution};
pub use sqlite::SqliteEngine;
pub use supply::{Supplied, SupplyReader};
