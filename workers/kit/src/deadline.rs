//! Waiting, but not for ever.

use std::{future::Future, pin::pin, time::Duration};

use futures::future::{Either, select};
use shared::error::{ErrorCode, Failure};
use worker::Delay;

/// The answer to a request that was not done in time, of which nothing was stored.
pub fn exceeded() -> Failure {
    Failure::new(ErrorCode::DeadlineExceeded, "the request took too long; nothing was stored; try again")
}

/// Waits for `work` for at most `patience`; `None` says that it was not done by then, and it is dropped.
///
/// Dropping ends only our waiting: what another Worker has begun goes on there.
pub async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), Delay::from(patience)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}
