//! The routes of measured calls.

use shared::error::Failure;

use crate::{
    address::Parameters,
    endpoint::{Endpoint, GET, POST},
};

/// What is asked of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /rpc/execute`.
    Call,
    /// `POST /rpc/benchmark`.
    Batch,
    /// `GET /rpc/status`.
    Status,
}

impl<'a> Endpoint<'a> for Asked {
    type Asked = Self;

    fn find(segments: &[&'a str]) -> Option<Self> {
        match segments {
            ["rpc", "execute"] => Some(Self::Call),
            ["rpc", "benchmark"] => Some(Self::Batch),
            ["rpc", "status"] => Some(Self::Status),
            _ => None,
        }
    }

    fn methods(&self) -> &'static str {
        match self {
            Self::Status => GET,
            Self::Call | Self::Batch => POST,
        }
    }

    fn asked(self, _parameters: &Parameters) -> Result<Self::Asked, Failure> {
        Ok(self)
    }
}
