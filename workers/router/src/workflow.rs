//! `/workflow/…`: instances of workflows, which objects run: begun, looked at, told things, controlled; and trials of many.

mod answer;
mod guide;
mod index;
mod platform;
mod report;
mod route;
pub(crate) mod schedules;
mod trial;
mod watch;

pub(crate) use self::{
    answer::answer,
    guide::ROUTES,
    route::{Asked, Found},
};
