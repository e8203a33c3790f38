//! The kinds of target; conclusions do not carry over from one to another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was measured. Conclusions do not carry over from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// The local runtime on a configuration drawn from the wrangler files.
    Workerd,
    /// `wrangler dev`, which adds its own proxy to every request.
    WranglerDev,
    /// A deployment, or whatever else answers at an address.
    Deployed,
}

impl TargetKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Workerd, Self::WranglerDev, Self::Deployed];

    /// The word, as stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workerd => "workerd",
            Self::WranglerDev => "wrangler-dev",
            Self::Deployed => "deployed",
        }
    }

    /// The kind of a word, `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
