//! The routes of pools.

use shared::error::Failure;

use crate::{
    address::Parameters,
    endpoint::{Endpoint, GET, POST},
};

/// What is asked of pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `POST /pool/execute`.
    Execute,
    /// `POST /pool/benchmark`.
    Benchmark,
    /// `GET /pool/status`.
    Status,
    /// `GET /pool/metrics`.
    Metrics,
    /// `POST /pool/resize`.
    Resize,
    /// `POST /pool/drain`.
    Drain,
    /// `POST /pool/warm`.
    Warm,
}

impl<'a> Endpoint<'a> for Asked {
    type Asked = Self;

    fn find(segments: &[&'a str]) -> Option<Self> {
        match segments {
            ["pool", "execute"] => Some(Self::Execute),
            ["pool", "benchmark"] => Some(Self::Benchmark),
            ["pool", "status"] => Some(Self::Status),
            ["pool", "metrics"] => Some(Self::Metrics),
            ["pool", "resize"] => Some(Self::Resize),
            ["pool", "drain"] => Some(Self::Drain),
            ["pool", "warm"] => Some(Self::Warm),
            _ => None,
        }
    }

    fn methods(&self) -> &'static str {
        match self {
            Self::Status | Self::Metrics => GET,
            Self::Execute | Self::Benchmark | Self::Resize | Self::Drain | Self::Warm => POST,
        }
    }

    fn asked(self, _parameters: &Parameters) -> Result<Self::Asked, Failure> {
        Ok(self)
    }
}
