//! What an error of SQLite means to the client.

use rusqlite::ErrorCode as SqliteCode;
use shared::{
    error::{ErrorCode, Failure},
    limits, refusal,
};

/// Turns an error of compiling into a failure.
pub(super) fn from_compiling(error: &rusqlite::Error) -> Failure {
    let code = error.sqlite_error_code();
    if code == Some(SqliteCode::OutOfMemory) { refusal::too_complex() } else { from_sqlite(error) }
}

/// Turns an error into a failure; SQLite's own message goes along where it is about the client's SQL.
pub(super) fn from_sqlite(error: &rusqlite::Error) -> Failure {
    let (sqlite, message) = match error {
        rusqlite::Error::SqliteFailure(sqlite, message) => (sqlite, message.clone()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, Some(msg.clone())),
        rusqlite::Error::MultipleStatement => {
            return Failure::new(ErrorCode::MultipleStatements, "the text holds more than one statement");
        }
        other => return Failure::new(ErrorCode::Internal, other.to_string()),
    };
    let message = message.unwrap_or_else(|| sqlite.to_string());
    let (code, message) = match sqlite.code {
        SqliteCode::ConstraintViolation => (ErrorCode::ConstraintViolated, message),
        SqliteCode::AuthorizationForStatementDenied => (ErrorCode::StatementRefused, message),
        SqliteCode::OperationInterrupted => (
            ErrorCode::StepBudgetExceeded,
            format!("the request needs more than {} steps of the engine", limits::STEPS),
        ),
        SqliteCode::DiskFull => (
            ErrorCode::TenantTooLarge,
            format!("the database would have more than {} bytes, or a table has no rowid left", limits::TENANT_BYTES),
        ),
        // Text without a statement compiles to nothing, and running nothing is a misuse.
        SqliteCode::ApiMisuse => (ErrorCode::EmptyStatement, "the text holds no statement".to_owned()),
        SqliteCode::DatabaseCorrupt | SqliteCode::NotADatabase | SqliteCode::SystemIoFailure => {
            (ErrorCode::StateDamaged, message)
        }
        SqliteCode::OutOfMemory => (
            ErrorCode::MemoryExceeded,
            format!("the request needs more than {} bytes of the engine's memory", limits::ENGINE_HEAP_BYTES),
        ),
        SqliteCode::CannotOpen | SqliteCode::InternalMalfunction => (ErrorCode::Internal, message),
        _ => (ErrorCode::SqlError, message),
    };
    Failure::new(code, message)
}
