//! The SQL engines of the Workers, the copies of tenants that they keep open, and the executor over both.
//!
//! ```text
//! Execute ──▶ Executor ──▶ Copies ──▶ TenantCopy ──▶ Engine ──▶ pages in memory
//!             waits for    budget     version,       SQL,       before-images,
//!             an engine               pending write  one batch  change
//! ```
//!
//! Nothing here reads a clock or knows of Workers; the border to JavaScript is one file, which starts Postgres. An [`Engine`] holds the pages of one tenant and records what a write
//! does to them. A [`TenantCopy`] ties the pages to a version, and knows that a write is real only once the object has
//! stored its change. [`Copies`] keeps many of them within a budget of memory. An [`Executor`] answers the questions of
//! objects with them; only it waits, where an engine has to be started.
//!
//! A build has one engine, [`Chosen`] by the feature `sqlite` or `postgres`.

mod chosen;
mod copies;
mod copy;
mod engine;
mod executor;
#[cfg(feature = "postgres")]
mod postgres;
mod recording;
#[cfg(all(feature = "sqlite", any(test, feature = "slow-engine")))]
mod slow;
#[cfg(feature = "sqlite")]
mod sqlite;
mod supply;

pub use chosen::{CHOSEN, Chosen, ChosenType};
pub use copies::Copies;
pub use copy::{CopyAnswer, TenantCopy};
pub use engine::{Engine, Execution, Start};
pub use executor::{Answer, Arrival, Executor};
#[cfg(feature = "postgres")]
pub use postgres::PostgresEngine;
#[cfg(all(feature = "sqlite", any(test, feature = "slow-engine")))]
pub use slow::SlowEngine;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteEngine;
pub use supply::{Supplied, SupplyReader};
