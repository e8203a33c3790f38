//! Which statements no arm with SQLite takes, as far as their text says: the same code and the same words in every arm.
//!
//! An engine's authorizer sees more, such as what a view reads; what is told here it need not see at all.

use crate::{
    error::{ErrorCode, Failure},
    pragma,
    statement_text::{Token, Tokens, is_platform_name},
};

/// Why `BEGIN`, `SAVEPOINT` and the like are refused.
pub const TRANSACTIONS: &str =
    "transactions by SQL text are refused; send the statements of one transaction as \"statements\"";

/// Why `ATTACH`, `DETACH` and `VACUUM` are refused.
pub const OTHER_FILES: &str = "ATTACH, DETACH and VACUUM are refused; a tenant is one database";

/// Why a PRAGMA is refused.
pub const PRAGMAS: &str =
    "this PRAGMA is refused; those that show the schema are taken, and defer_foreign_keys to turn it on";

/// Why names that begin with `_cf_` are refused: the object's own SQLite keeps the platform's tables under them.
pub const PLATFORM_NAMES: &str = "names that begin with _cf_ are the platform's, and refused in every arm with SQLite";

/// Why `total_changes()` is refused: it counts from the opening of a connection that outlives requests, and the bookkeeping
/// of an arm along with the client's changes.
pub const TOTAL_CHANGES: &str =
    "the function total_changes is refused; each result has its rows_affected, and changes() tells of one statement";

/// Why `load_extension()` is refused, whether SQLite was built with it or not.
const LOAD_EXTENSION: &str = "the function load_extension is refused in every arm with SQLite";

/// The name of the function that counts over requests.
pub const TOTAL_CHANGES_NAME: &str = "total_changes";

/// The failure of a statement whose text shows that no arm takes it.
pub fn of(sql: &str) -> Option<Failure> {
    reason(sql).map(|reason| Failure::new(ErrorCode::StatementRefused, reason))
}

fn reason(sql: &str) -> Option<&'static str> {
    let first = Tokens::of(sql)
        .find(|token| matches!(token, Token::Word(_)) && !token.is_any(&[b"explain", b"query", b"plan"]))?;
    if first.is_any(&[b"begin", b"commit", b"end", b"rollback", b"savepoint", b"release"]) {
        Some(TRANSACTIONS)
    } else if first.is_any(&[b"attach", b"detach", b"vacuum"]) {
        Some(OTHER_FILES)
    } else if first.is_any(&[b"alter"]) && renames_to_platform_name(sql) {
        // SQLite tells nobody the new name of a table before it has it.
        Some(PLATFORM_NAMES)
    } else if pragma::is_refused(sql) {
        Some(PRAGMAS)
    } else if calls(sql, &[TOTAL_CHANGES_NAME.as_bytes()]) {
        Some(TOTAL_CHANGES)
    } else {
        calls(sql, &[b"load_extension"]).then_some(LOAD_EXTENSION)
    }
}

fn renames_to_platform_name(sql: &str) -> bool {
    let mut tokens = Tokens::of(sql);
    let mut before = [Token::Semicolon; 2];
    tokens.any(|token| {
        let is_new_name = before[0].is_any(&[b"rename"]) && before[1].is_any(&[b"to"]);
        before = [before[1], token];
        match token {
            Token::Word(name) | Token::Quoted(name) => is_new_name && is_platform_name(&String::from_utf8_lossy(name)),
            Token::Semicolon | Token::Mark(_) => false,
        }
    })
}

/// The failure of a statement that calls a function which is there and must not be called.
pub fn of_function(name: &str) -> Failure {
    Failure::new(ErrorCode::StatementRefused, format!("the function {name} is refused in every arm with SQLite"))
}

/// The failure of a statement for whose program SQLite has no room; it calls that a lack of memory.
///
/// SQLite doubles the memory of a program as it grows and stops before its bound of instructions, so that it is the same
/// statement that an engine and the object's own SQLite refuse, but not the same number.
pub fn too_complex() -> Failure {
    Failure::new(
        ErrorCode::SqlError,
        "the statement is too complex: it compiles to more than 21,500 instructions; split it, or pass many values as one \
         JSON text to json_each",
    )
}

/// Whether a text calls one of some functions: its name with a parenthesis behind it.
pub fn calls(sql: &str, functions: &[&[u8]]) -> bool {
    let mut tokens = Tokens::of(sql).peekable();
    while let Some(token) = tokens.next() {
        if token.names_any(functions) && tokens.peek() == Some(&Token::Mark(b'(')) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests;
