//! The arms of the comparison: queries, what objects and compute hold, and keeping compute warm.

mod answer;
mod arm;
mod guide;
mod keep_warm;
mod query;
mod route;
mod status;

pub(crate) use self::{
    answer::answer,
    arm::Arm,
    guide::ROUTES,
    route::{Asked, Found},
};
