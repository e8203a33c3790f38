//! `/call/…`: batches of calls between objects, which a source makes, and what is left behind them at both ends.

mod answer;
mod events;
mod guide;
mod report;
mod route;

pub(crate) use self::{
    answer::answer,
    guide::ROUTES,
    route::{Asked, Found},
};
