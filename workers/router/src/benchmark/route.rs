//! The routes of benchmarks.

use shared::error::Failure;

use super::plan::Kind;
use crate::{
    address::Parameters,
    route::{Endpoint, POST, Route, Work},
};

impl<'a> Endpoint<'a> for Kind {
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

    fn route(self, _parameters: &Parameters) -> Result<Route, Failure> {
        Ok(Route::Work(Work::Benchmark(self)))
    }
}
