//! The routes of benchmarks.

use shared::error::Failure;

use super::plan::Kind;
use crate::{
    address::Parameters,
    endpoint::{Endpoint, POST},
};

impl<'a> Endpoint<'a> for Kind {
    type Asked = Self;

    fn find(segments: &[&'a str]) -> Option<Self> {
        match segments {
            ["benchmark", "cold-start"] => Some(Self::ColdStart),
            ["benchmark", "hot-query"] => Some(Self::HotQuery),
            ["benchmark", "write"] => Some(Self::Write),
            ["benchmark", "compare"] => Some(Self::Compare),
            ["benchmark", "multi-tenant", "burst"] => Some(Self::Burst),
            _ => None,
        }
    }

    fn methods(&self) -> &'static str {
        POST
    }

    fn asked(self, _parameters: &Parameters) -> Result<Self::Asked, Failure> {
        Ok(self)
    }
}
