//! The engines that a command asks, where it can ask both.

use clap::ValueEnum;
use shared::engine::EngineName;

/// What can be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engines {
    /// SQLite.
    Sqlite,
    /// Postgres.
    Postgres,
    /// Both, side by side.
    Both,
}

impl Engines {
    /// Which they are.
    pub(crate) const fn names(self) -> &'static [EngineName] {
        match self {
            Self::Sqlite => &[EngineName::Sqlite],
            Self::Postgres => &[EngineName::Postgres],
            Self::Both => &EngineName::ALL,
        }
    }
}
