//! The platform's SQL errors as failures: the text ends with SQLite's own name of the code.

use shared::error::{ErrorCode, Failure};

/// The failure of a statement that the platform refused or could not run.
pub(crate) fn of_statement(error: &worker::Error) -> Failure {
    let text = match error {
        worker::Error::JsError(text) | worker::Error::RustError(text) => text.clone(),
        other => other.to_string(),
    };
    classify(&text)
}

/// The failure of a statement that no arm takes.
pub(crate) fn refused() -> Failure {
    Failure::new(ErrorCode::StatementRefused, "this kind of statement is refused in every arm; the README lists them")
}

/// Finds the code in `Error: message: SQLITE_NAME`; what has no name was refused before it reached SQLite.
fn classify(text: &str) -> Failure {
    let text = text.strip_prefix("Error: ").unwrap_or(text);
    let (message, name) = match text.rsplit_once(": SQLITE_") {
        Some((message, name)) => (message, Some(name.split_whitespace().next().unwrap_or(name))),
        None => (text, None),
    };
    let code = match name {
        Some(name) if name.starts_with("CONSTRAINT") => ErrorCode::ConstraintViolated,
        Some(name) if name.starts_with("AUTH") => ErrorCode::StatementRefused,
        Some(name) if name.starts_with("FULL") => ErrorCode::TenantTooLarge,
        // A function that may not be used is a plain error to SQLite.
        _ if message.starts_with("not authorized") => ErrorCode::StatementRefused,
        None if message.starts_with("Wrong number of parameter") => ErrorCode::ParameterMismatch,
        None if message.starts_with("To execute a transaction") => ErrorCode::StatementRefused,
        Some(_) | None => ErrorCode::SqlError,
    };
    let message = match code {
        ErrorCode::StatementRefused => return refused(),
        ErrorCode::ParameterMismatch => "the statement takes another number of parameters than it was given",
        _ => message,
    };
    Failure::new(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_code_decides() {
        for (text, code) in [
            ("Error: no such table: t: SQLITE_ERROR", ErrorCode::SqlError),
            ("Error: UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT", ErrorCode::ConstraintViolated),
            ("Error: UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT (extended: X)", ErrorCode::ConstraintViolated),
            ("Error: not authorized: SQLITE_AUTH", ErrorCode::StatementRefused),
            ("Error: not authorized to use function: f at offset 7: SQLITE_ERROR", ErrorCode::StatementRefused),
            ("Wrong number of parameter bindings for SQL query.", ErrorCode::ParameterMismatch),
            ("To execute a transaction, please use the state.storage.transaction() API", ErrorCode::StatementRefused),
        ] {
            assert_eq!(classify(text).code, code, "{text}");
        }
        assert_eq!(classify("Error: no such table: t: SQLITE_ERROR").message, "no such table: t");
    }
}
