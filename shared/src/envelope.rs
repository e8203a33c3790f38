//! What surrounds every question and every reply between Workers, and its binary form.
//!
//! A question carries its request id, so that every log line of a request can be found, and how long its caller will
//! wait. A reply names the request that it answers and carries the way it took. Both are encoded with postcard: fields in
//! order, integers as varints, no names; caller and callee are built from the same types and deployed together.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    error::{ErrorCode, Failure},
    ids::RequestId,
    timing::Trace,
};

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

/// Encodes a question or a reply.
pub fn encode<T: Serialize>(envelope: &T) -> Vec<u8> {
    // Room for most questions and replies, so that they do not grow piece by piece.
    let bytes = Vec::with_capacity(512);
    postcard::to_extend(envelope, bytes).expect("the types of the contract always encode")
}

/// Decodes a question or a reply; bytes that another build sent are [`ErrorCode::Internal`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    postcard::from_bytes(bytes)
        .map_err(|_| Failure::new(ErrorCode::Internal, "two Workers of different builds do not understand each other"))
}

#[cfg(test)]
mod tests;
