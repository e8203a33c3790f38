//! What the objects' data is kept on while it is measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the objects' data is kept on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// The disk of the machine: a commit waits for it.
    #[default]
    Disk,
    /// A file system in memory: a commit costs processor time, and nothing outlives the machine. Ratios of durable work are
    /// taken there, since what a disk takes is its own and not ours.
    Memory,
}

impl Medium {
    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::Memory => "memory",
        }
    }

    /// Whether it is the disk, which is not worth a word.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::Disk
    }
}
