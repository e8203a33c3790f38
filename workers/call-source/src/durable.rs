//! The durable call, from a source that has no outbox yet.

use shared::{
    durable::{BatchReport, CancelReport, DeadLetter, SourceReport},
    error::{ErrorCode, Failure},
    tables::Tables,
};

use crate::batch::Batch;

/// Makes a batch of durable calls.
pub(crate) fn run(_batch: &Batch) -> Result<BatchReport, Failure> {
    Err(unavailable())
}

/// What the source holds.
pub(crate) fn report(tables: &impl Tables) -> SourceReport {
    SourceReport { storage_bytes: tables.size(), ..SourceReport::default() }
}

/// The calls that were given up.
pub(crate) fn dead() -> Vec<DeadLetter> {
    Vec::new()
}

/// Sends a call again, or forgets it.
pub(crate) fn bury(id: u64) -> Result<(), Failure> {
    Err(Failure::new(ErrorCode::UnknownDeadLetter, format!("no call that was given up has the id {id}")))
}

/// Has calls not be made any more.
pub(crate) fn cancel() -> Result<CancelReport, Failure> {
    Err(unavailable())
}

/// What is answered where an outbox or an inbox is asked for.
pub(crate) fn unavailable() -> Failure {
    Failure::new(ErrorCode::MethodUnavailable, "this source has no outbox")
}
