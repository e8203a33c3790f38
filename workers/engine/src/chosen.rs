//! The engine of this build: one for each, chosen by a feature of the Worker that is built.

use shared::engine::{EngineName, EngineType};

#[cfg(all(feature = "sqlite", feature = "postgres"))]
compile_error!("a build has one engine: take `sqlite` (the default) or `postgres`");
#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("a build needs an engine: take `sqlite` or `postgres`");

/// The engine of this build.
#[cfg(feature = "sqlite")]
pub type Chosen = crate::SqliteEngine;

/// The engine of this build.
#[cfg(all(feature = "postgres", not(feature = "sqlite")))]
pub type Chosen = crate::PostgresEngine;

/// The same as the parameter of a service.
#[cfg(feature = "sqlite")]
pub type ChosenType = shared::engine::Sqlite;

/// The same as the parameter of a service.
#[cfg(all(feature = "postgres", not(feature = "sqlite")))]
pub type ChosenType = shared::engine::Postgres;

/// Its name.
pub const CHOSEN: EngineName = ChosenType::NAME;
