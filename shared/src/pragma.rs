//! Which PRAGMAs run: those that tell something of the schema and change nothing.
//!
//! The object's own SQLite also lets a few change its connection (`foreign_keys`, `recursive_triggers`, …). A setting of
//! one connection would outlive its request in one arm, and hold in one copy of a tenant and not in the next, so no arm
//! takes them. Some act while they are compiled, so `EXPLAIN` in front makes them no better.

use crate::statement_text::{Token, Tokens, is_platform_name};

/// PRAGMAs that tell something of the schema and change nothing.
const TELLING: [&str; 10] = [
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
];

/// Told without a value, a setting with one.
const TELLING_WITHOUT_VALUE: &str = "foreign_keys";

/// It ends with the transaction, so it never leaves the request. Turned off, it would forget what is violated so far.
const DEFERRING: &str = "defer_foreign_keys";

/// How SQLite says true, as far as the object's own SQLite takes it.
const TRUE: [&[u8]; 4] = [b"on", b"yes", b"true", b"1"];

/// Whether a PRAGMA with or without a value only tells something, or defers foreign keys.
pub fn tells(name: &str, value: Option<&str>) -> bool {
    let is = |telling: &str| name.eq_ignore_ascii_case(telling);
    match value {
        Some(value) if is_platform_name(value) => false,
        Some(value) if is(DEFERRING) => TRUE.iter().any(|word| value.as_bytes().eq_ignore_ascii_case(word)),
        Some(_) => TELLING.into_iter().any(is),
        None => TELLING.into_iter().any(is) || is(TELLING_WITHOUT_VALUE) || is(DEFERRING),
    }
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
    let value = tokens.next().map(|_| match tokens.next() {
        // Behind the equals sign or the parenthesis.
        Some(Token::Word(value) | Token::Quoted(value)) => String::from_utf8_lossy(value).into_owned(),
        Some(Token::Mark(_) | Token::Semicolon) | None => String::new(),
    });
    !tells(&String::from_utf8_lossy(name), value.as_deref())
}

/// Whether a text speaks of deferring foreign keys, which holds until the transaction ends.
pub fn defers(sql: &str) -> bool {
    Tokens::of(sql).any(|token| token.names_any(&[DEFERRING.as_bytes()]))
}

#[cfg(test)]
mod tests;
