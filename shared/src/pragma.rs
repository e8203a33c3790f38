//! Which PRAGMAs run: those that tell something of the schema and change nothing.
//!
//! The object's own SQLite also lets a few change its connection (`foreign_keys`, `recursive_triggers`, …). A setting of
//! one connection would outlive its request in one arm, and hold in one copy of a tenant and not in the next, so no arm
//! takes them. Some act while they are compiled, so `EXPLAIN` in front makes them no better.

use crate::statement_text::{Token, Tokens};

/// PRAGMAs that tell something of the schema and change nothing.
const TELLING: [&str; 11] = [
    "data_version",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    // It ends with the transaction, so it never leaves the request.
    "defer_foreign_keys",
];

/// Told without a value, a setting with one.
const TELLING_WITHOUT_VALUE: &str = "foreign_keys";

/// Whether a PRAGMA only tells something.
pub fn tells(name: &str, has_value: bool) -> bool {
    let is = |telling: &str| name.eq_ignore_ascii_case(telling);
    TELLING.into_iter().any(is) || is(TELLING_WITHOUT_VALUE) && !has_value
}

/// Whether a text is a PRAGMA that does more than to tell, also behind `EXPLAIN`; of two minds, it is.
pub fn is_refused(sql: &str) -> bool {
    let mut tokens = Tokens::of(sql).filter(|token| !matches!(token, Token::Semicolon)).peekable();
    while tokens.next_if(|token| token.is_any(&[b"explain", b"query", b"plan"])).is_some() {}
    if tokens.next_if(|token| token.is_any(&[b"pragma"])).is_none() {
        return false;
    }
    if tokens.next_if(|token| token.is_any(&[b"main"])).is_some() {
        // The full stop between the schema and the name.
        tokens.next();
    }
    let Some(Token::Word(name)) = tokens.next() else { return true };
    !tells(&String::from_utf8_lossy(name), tokens.next().is_some())
}

#[cfg(test)]
mod tests;
