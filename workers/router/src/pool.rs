//! `/pool/…`: tasks in isolates that are kept, set back, made fresh or thrown away; what the pools hold, and how they are changed.

mod answer;
mod benchmark;
mod guide;
mod metrics;
mod report;
mod route;

pub(crate) use self::{answer::answer, guide::ROUTES, route::Asked};
