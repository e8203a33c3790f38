//! `/rpc/…`: measured calls, which the caller makes; here they are parsed and told.

mod answer;
mod guide;
mod report;
mod route;

pub(crate) use self::{answer::answer, guide::ROUTES, route::Asked};
