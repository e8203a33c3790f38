//! What can be said of a statement's text without parsing SQL: whether it is one statement, and what it looks like.
//!
//! The state object has no engine, and the object's own SQLite would silently run several statements of one text, so
//! every arm relies on this one scanner. It knows strings, quoted names, comments and the one place where a semicolon
//! does not end a statement: the body of a trigger, which lasts until `; END`.

mod tokens;

pub use tokens::{Token, Tokens};

use crate::error::{ErrorCode, Failure};

/// What a text looks like by its first word; only an engine knows (`WITH … DELETE` looks like a read).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It looks as if it changed nothing.
    Read,
    /// It may change something.
    Write,
}

/// The kind of the first word of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `SELECT`, `VALUES`, `EXPLAIN`, `PRAGMA`: reads.
    Select,
    /// `WITH`: any of `SELECT`, `INSERT`, `UPDATE` and `DELETE` may follow.
    With,
    /// `INSERT`, `REPLACE`.
    Insert,
    /// `UPDATE`, `DELETE`.
    Change,
    /// Anything else, such as `CREATE`.
    Other,
}

/// Finds the verb.
pub fn verb(sql: &str) -> Verb {
    let first_word = Tokens::of(sql).find(|token| matches!(token, Token::Word(_)));
    let Some(word) = first_word else { return Verb::Other };
    if word.is_any(&[b"select", b"values", b"explain", b"pragma"]) {
        Verb::Select
    } else if word.is_any(&[b"with"]) {
        Verb::With
    } else if word.is_any(&[b"insert", b"replace"]) {
        Verb::Insert
    } else if word.is_any(&[b"update", b"delete"]) {
        Verb::Change
    } else {
        Verb::Other
    }
}

/// Guesses by the first word.
pub fn guess(sql: &str) -> Guess {
    match verb(sql) {
        Verb::Select | Verb::With => Guess::Read,
        Verb::Insert | Verb::Change | Verb::Other => Guess::Write,
    }
}

/// Accepts a text without a zero character, at which an engine would stop reading.
pub fn check_characters(sql: &str) -> Result<(), Failure> {
    if sql.contains('\0') {
        return Err(Failure::new(ErrorCode::StatementRefused, "a statement must not hold a zero character"));
    }
    Ok(())
}

/// Accepts a text that holds exactly one statement, perhaps among semicolons and comments.
pub fn check_single(sql: &str) -> Result<(), Failure> {
    bare(sql).map(|_| ())
}

/// The one statement of a text, without the semicolons, comments and white space before and behind it, which the
/// object's own SQLite would take for a second statement.
pub fn bare(sql: &str) -> Result<&str, Failure> {
    let mut place = Place::Before;
    let mut tokens = Tokens::of(sql);
    let (mut start, mut end) = (0, 0);
    while let Some((token, begins)) = tokens.next_with_start() {
        place = match (place, token) {
            (Place::After, Token::Semicolon) => Place::After,
            (Place::After, _) => {
                return Err(Failure::new(
                    ErrorCode::MultipleStatements,
                    "\"sql\" holds more than one statement; send them as \"statements\" to run them in one transaction",
                ));
            }
            (place, token) => place.next(&token),
        };
        match place {
            Place::Before | Place::After => {}
            _ if end == 0 => (start, end) = (begins, tokens.offset()),
            _ => end = tokens.offset(),
        }
    }
    if place == Place::Before {
        return Err(Failure::new(ErrorCode::EmptyStatement, "\"sql\" holds no statement"));
    }
    // A token begins and ends between characters.
    Ok(sql.get(start..end).unwrap_or(sql))
}

/// Whether a name in a statement is the platform's.
pub fn is_platform_name(name: &str) -> bool {
    name.as_bytes().get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"_cf_"))
}

/// Where in a statement the scanner stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing of a statement has been seen.
    Before,
    /// `EXPLAIN`, `QUERY` or `PLAN` has been seen, after which `CREATE` may still come.
    Explain,
    /// `CREATE`, perhaps with `TEMP`, has been seen.
    Create,
    /// In a statement that ends with the next semicolon.
    Plain,
    /// In the body of a trigger.
    Trigger,
    /// In the body of a trigger, right behind a semicolon.
    TriggerSemicolon,
    /// In the body of a trigger, right behind `; END`.
    TriggerEnd,
    /// Behind the end of the statement.
    After,
}

impl Place {
    fn next(self, token: &Token<'_>) -> Self {
        match (self, token) {
            (Self::Before, Token::Semicolon) => Self::Before,
            (Self::Explain | Self::Create | Self::Plain | Self::TriggerEnd | Self::After, Token::Semicolon) => {
                Self::After
            }
            (Self::Before | Self::Explain, word) if word.is_any(&[b"explain", b"query", b"plan"]) => Self::Explain,
            (Self::Before | Self::Explain, word) if word.is_any(&[b"create"]) => Self::Create,
            (Self::Create, word) if word.is_any(&[b"temp", b"temporary"]) => Self::Create,
            (Self::Create, word) if word.is_any(&[b"trigger"]) => Self::Trigger,
            (Self::Trigger | Self::TriggerSemicolon, Token::Semicolon) => Self::TriggerSemicolon,
            (Self::TriggerSemicolon, word) if word.is_any(&[b"end"]) => Self::TriggerEnd,
            (Self::Trigger | Self::TriggerSemicolon | Self::TriggerEnd, _) => Self::Trigger,
            (Self::Before | Self::Explain | Self::Create | Self::Plain | Self::After, _) => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests;
