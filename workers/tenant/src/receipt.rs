//! What an idempotency key remembers: which batch it was used for, and what was answered.
//!
//! A key names one intent to write, of one tenant in one arm and for one engine. The first batch that runs as a write under it
//! leaves a receipt, in the same transaction, be it that it changed nothing. From then on that very batch is answered from the
//! receipt, and every other one under this key is refused, whether it reads or writes; so the receipt is looked for before
//! anything is executed. A batch that fails leaves none, nor does one that runs as a read: it may be sent again as it is, and
//! its key is still free. What runs as a read is decided where it runs; the object's own SQLite cannot tell, and takes for a
//! read only what consists of `SELECT`, `VALUES`, `EXPLAIN` and `PRAGMA`.

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
