//! What surrounds every question and every reply between Workers, and its binary form.
//!
//! A question carries its request id, so that every log line of a request can be found, and how long its caller will
//! wait. A reply names the request that it answers and carries the way it took. Both are encoded with postcard: fields in
//! order, integers as varints, no names; caller and callee are built from the same types and deployed together.

use serde::{Deserialize, Serialize};

use crate::{error::Failure, ids::RequestId, timing::Trace};

/// A question and what surrounds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question<T> {
    /// Names the request through all of its hops.
    pub request_id: RequestId,
    /// How long the caller waits, in milliseconds from sending. It is not a point in time: two Workers do not share a
    /// clock.
    pub patience_ms: u64,
    /// What is asked.
    pub input: T,
}

/// A reply and what surrounds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply<T> {
    /// Which request is answered: a write that got the answer of another would be acknowledged and never stored.
    pub request_id: RequestId,
    /// The answer, or why there is none.
    pub outcome: Result<T, Failure>,
    /// The way of the request below the caller.
    pub trace: Trace,
}

#[cfg(test)]
mod tests;
