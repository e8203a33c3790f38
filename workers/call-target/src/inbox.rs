//! Calls that come out of another object's outbox.

use kit::serve::Answer;
use shared::error::{ErrorCode, Failure};

/// What is answered to them until there is an inbox.
pub(crate) fn unavailable<T>() -> Answer<T> {
    Answer::Now(Err(Failure::new(ErrorCode::MethodUnavailable, "this target has no inbox")))
}
