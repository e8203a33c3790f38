//! The benchmark endpoints: many requests to the arms from inside the router, a few in each call.
//!
//! The platform allows 32 Worker invocations for one request, so a call does as many steps as surely fit and hands back
//! a cursor that carries the samples so far; the call that finishes the plan answers `"cursor": null`. Times are whole
//! milliseconds of the router's clock. For a comparison with intervals use `cargo lab compare`, which measures from
//! outside.

mod answer;
mod cursor;
mod guide;
mod plan;
mod report;
mod route;
mod sample;

pub(crate) use self::{answer::answer, guide::ROUTES, plan::Kind};
