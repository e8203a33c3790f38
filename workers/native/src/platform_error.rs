//! The platform's SQL errors as failures: the text is `message at offset N: SQLITE_NAME (extended: SQLITE_NAME_MORE)`, of
//! which the place and the last part may be missing; what has no name was refused before it reached SQLite.

use shared::{
    error::{ErrorCode, Failure},
    refusal,
};
use wasm_bindgen::{JsCast, JsValue};

/// What the platform does not say more of.
const NOT_AUTHORIZED: &str = "what this statement uses is refused in every arm with SQLite";

/// The failure of a statement that the platform refused or could not run.
pub(crate) fn of_statement(error: &JsValue) -> Failure {
    let text = match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_default(),
    };
    classify(&text)
}

fn classify(text: &str) -> Failure {
    let (message, name) = parts(text);
    if let Some(function) = message.strip_prefix("not authorized to use function: ") {
        return refusal::of_function(function);
    }
    let (code, message) = match name {
        "CONSTRAINT" => (ErrorCode::ConstraintViolated, message),
        // What is found out while a statement runs, such as by a function or a table of PRAGMAs, has a plain code.
        "ERROR" if message == "not authorized" => (ErrorCode::StatementRefused, NOT_AUTHORIZED),
        "AUTH" => (ErrorCode::StatementRefused, NOT_AUTHORIZED),
        "FULL" => (ErrorCode::TenantTooLarge, message),
        "NOMEM" => (ErrorCode::MemoryExceeded, "the request needs more memory than the object's SQLite has"),
        "" if message.starts_with("Wrong number of parameter") => {
            (ErrorCode::ParameterMismatch, "the statement takes another number of parameters than it was given")
        }
        "" if message.starts_with("To execute a transaction") => (ErrorCode::StatementRefused, refusal::TRANSACTIONS),
        _ => (ErrorCode::SqlError, message),
    };
    Failure::new(code, message)
}

/// The message and the name of the code behind `SQLITE_`, which is empty where there is none.
fn parts(text: &str) -> (&str, &str) {
    let text = text.strip_prefix("Error: ").unwrap_or(text);
    let without_extended = text.strip_suffix(')').and_then(|text| text.rsplit_once(" (extended: SQLITE_"));
    let text = without_extended.map_or(text, |(text, _)| text);
    let Some((message, name)) = text.rsplit_once(": SQLITE_") else { return (text, "") };
    let place = message.rsplit_once(" at offset ").filter(|(_, place)| place.bytes().all(|byte| byte.is_ascii_digit()));
    (place.map_or(message, |(message, _)| message), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_message_are_read_from_the_text() {
        for (text, code, message) in [
            ("Error: no such table: t: SQLITE_ERROR", ErrorCode::SqlError, "no such table: t"),
            (
                "near \"SELEC\": syntax error at offset 0: SQLITE_ERROR",
                ErrorCode::SqlError,
                "near \"SELEC\": syntax error",
            ),
            (
                "UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT",
                ErrorCode::ConstraintViolated,
                "UNIQUE constraint failed: t.id",
            ),
            (
                "UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
                ErrorCode::ConstraintViolated,
                "UNIQUE constraint failed: t.id",
            ),
            (
                "raised: SQLITE_ERROR (extended: SQLITE_X): SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)",
                ErrorCode::ConstraintViolated,
                "raised: SQLITE_ERROR (extended: SQLITE_X)",
            ),
            ("at offset x at offset 7: SQLITE_ERROR", ErrorCode::SqlError, "at offset x"),
            ("not authorized: SQLITE_AUTH", ErrorCode::StatementRefused, NOT_AUTHORIZED),
            ("not authorized: SQLITE_ERROR", ErrorCode::StatementRefused, NOT_AUTHORIZED),
            (
                "not authorized to use function: power at offset 7: SQLITE_ERROR",
                ErrorCode::StatementRefused,
                "the function power is refused in every arm with SQLite",
            ),
            (
                "out of memory: SQLITE_NOMEM",
                ErrorCode::MemoryExceeded,
                "the request needs more memory than the object's SQLite has",
            ),
            (
                "Wrong number of parameter bindings for SQL query.",
                ErrorCode::ParameterMismatch,
                "the statement takes another number of parameters than it was given",
            ),
            (
                "To execute a transaction, please use the state.storage.transaction() API",
                ErrorCode::StatementRefused,
                refusal::TRANSACTIONS,
            ),
            ("anything else", ErrorCode::SqlError, "anything else"),
        ] {
            let failure = classify(text);
            assert_eq!((failure.code, failure.message.as_str()), (code, message), "{text}");
        }
    }
}
