//! What an idempotency key remembers: which batch it was used for, and what was answered.

use shared::{
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
    limits,
    statement::Batch,
};

/// The answer to a batch, as it is stored under the key.
pub struct Receipt<'a> {
    /// The key.
    pub key: &'a IdempotencyKey,
    /// The fingerprint of the batch.
    pub fingerprint: [u8; 16],
    /// The rendered results.
    pub results: &'a [u8],
}

impl<'a> Receipt<'a> {
    /// A receipt, unless the results are too large to be kept.
    pub fn new(key: &'a IdempotencyKey, batch: &Batch, results: &'a [u8]) -> Result<Self, Failure> {
        if results.len() <= limits::IDEMPOTENCY_ANSWER_BYTES {
            return Ok(Self { key, fingerprint: batch.fingerprint(), results });
        }
        Err(Failure::new(
            ErrorCode::AnswerTooLargeForKey,
            format!(
                "an answer under an idempotency key has at most {} bytes; return fewer rows",
                limits::IDEMPOTENCY_ANSWER_BYTES
            ),
        ))
    }
}

/// An answer that an earlier attempt left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The fingerprint of the batch that was executed.
    pub fingerprint: [u8; 16],
    /// The rendered results.
    pub results: Vec<u8>,
}

impl StoredAnswer {
    /// The results, if they answer the same batch; a key names one intent.
    pub fn for_batch(self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        if self.fingerprint == batch.fingerprint() {
            return Ok(self.results);
        }
        Err(Failure::new(
            ErrorCode::IdempotencyKeyReused,
            "this idempotency key belongs to another request; use a new key for a new intent",
        ))
    }
}
