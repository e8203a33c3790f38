//! The routes of calls between objects.

use shared::{
    durable::{target_name, usual_source},
    error::{ErrorCode, Failure},
    ids::TenantId,
};

use crate::{
    address::Parameters,
    endpoint::{Endpoint, GET, POST},
};

/// What is asked of a source or of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /call/batch`.
    Batch,
    /// `GET /call/status`.
    Status(TenantId),
    /// `GET /call/ledger`.
    Ledger {
        target: TenantId,
        /// Whose effects are told; all where nobody is named.
        source: Option<TenantId>,
    },
    /// `GET /call/dead`.
    Dead(TenantId),
    /// `POST /call/dead/:id/…`.
    Bury { source: TenantId, id: u64, burial: Burial },
    /// `POST /call/cancel`.
    Cancel,
}

/// What becomes of a call that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Burial {
    /// It is sent again.
    Redrive,
    /// It is forgotten.
    Drop,
}

/// Where a path leads.
#[derive(Clone, Copy)]
pub(crate) enum Found<'a> {
    Batch,
    Status,
    Ledger,
    Dead,
    Bury(&'a str, Burial),
    Cancel,
}

impl<'a> Endpoint<'a> for Found<'a> {
    type Asked = Asked;

    fn find(segments: &[&'a str]) -> Option<Self> {
        match *segments {
            ["call", "batch"] => Some(Self::Batch),
            ["call", "status"] => Some(Self::Status),
            ["call", "ledger"] => Some(Self::Ledger),
            ["call", "dead"] => Some(Self::Dead),
            ["call", "dead", id, "redrive"] => Some(Self::Bury(id, Burial::Redrive)),
            ["call", "dead", id, "drop"] => Some(Self::Bury(id, Burial::Drop)),
            ["call", "cancel"] => Some(Self::Cancel),
            _ => None,
        }
    }

    fn methods(&self) -> &'static str {
        match self {
            Self::Status | Self::Ledger | Self::Dead => GET,
            Self::Batch | Self::Bury(..) | Self::Cancel => POST,
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Batch | Self::Cancel => &[],
            Self::Status | Self::Dead | Self::Bury(..) => &["source"],
            Self::Ledger => &["target", "source"],
        }
    }

    fn asked(self, parameters: &Parameters) -> Result<Self::Asked, Failure> {
        let named = |name: &str| parameters.value(name).map(TenantId::parse).transpose();
        let source = named("source")?;
        let source_or_usual = || source.clone().unwrap_or_else(usual_source);
        Ok(match self {
            Self::Batch => Asked::Batch,
            Self::Cancel => Asked::Cancel,
            Self::Status => Asked::Status(source_or_usual()),
            Self::Dead => Asked::Dead(source_or_usual()),
            Self::Bury(id, burial) => Asked::Bury { source: source_or_usual(), id: number(id)?, burial },
            Self::Ledger => {
                let target = match named("target")? {
                    Some(target) => target,
                    None => TenantId::parse(&target_name(&source_or_usual(), 0))?,
                };
                Asked::Ledger { target, source }
            }
        })
    }
}

fn number(id: &str) -> Result<u64, Failure> {
    id.parse().map_err(|_| {
        let message = "the id of a call that was given up is a number; GET /call/dead lists them";
        Failure::new(ErrorCode::UnknownDeadLetter, message)
    })
}
