//! The SQL engines by name: which one a request means, whose pages an object stores, and whose copies compute holds.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::{
    error::{ErrorCode, Failure},
    ids::TenantId,
};

/// A SQL engine.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum EngineName {
    /// SQLite, linked into the WASM of the Worker. What a request means that names none.
    #[default]
    Sqlite,
    /// Postgres, in a WASM of its own.
    Postgres,
}

/// An engine as a type: the parameter of a service that is deployed once for each.
pub trait EngineType: sealed::Sealed {
    /// Which engine it is.
    const NAME: EngineName;
}

/// [`EngineName::Sqlite`] as a type.
pub enum Sqlite {}
impl EngineType for Sqlite {
    const NAME: EngineName = EngineName::Sqlite;
}

/// [`EngineName::Postgres`] as a type.
pub enum Postgres {}
impl EngineType for Postgres {
    const NAME: EngineName = EngineName::Postgres;
}

mod sealed {
    /// There are no more types of engines than names.
    pub trait Sealed {}
    impl Sealed for super::Sqlite {}
    impl Sealed for super::Postgres {}
}

impl EngineName {
    /// Every engine, in the order in which answers list them.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The name in paths, in answers and in the stored format.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a name, or answers [`ErrorCode::UnknownEngine`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        text.parse().map_err(|_| Failure::new(ErrorCode::UnknownEngine, "the engine is \"sqlite\" or \"postgres\""))
    }

    /// The name of the object that holds a tenant's data of this engine, whichever class it is of.
    ///
    /// One tenant has one database for each engine. No tenant's name has an `@`, so none can name the object of another.
    pub fn object_of(self, tenant: &TenantId) -> String {
        match self {
            Self::Sqlite => tenant.as_str().to_owned(),
            Self::Postgres => format!("{tenant}@{}", self.as_str()),
        }
    }
}

impl std::fmt::Display for EngineName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
