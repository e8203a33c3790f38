//! Statements that a request may not say: they would end its transaction, or speak of a session that it does not have.

use shared::{
    error::{ErrorCode, Failure},
    statement_text,
};

/// First words of statements that a request may not say, and why.
const REFUSED: [(&[&str], &str); 5] = [
    (
        &["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"],
        "a request is one transaction; send its statements together as \"statements\"",
    ),
    (&["prepare", "execute", "deallocate", "discard", "declare", "fetch", "move", "close"], "a request has no session"),
    (&["listen", "unlisten", "notify"], "a request has no session that could hear a notification"),
    (&["copy"], "there is no stream to copy to or from; use INSERT and SELECT"),
    (&["load", "checkpoint", "alter system"], "the process belongs to the Worker"),
];

/// Accepts a statement, or answers [`ErrorCode::StatementRefused`] with the reason.
pub(crate) fn check(sql: &str) -> Result<(), Failure> {
    let words = statement_text::first_words(sql, 4);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for (firsts, reason) in REFUSED {
        if firsts.iter().any(|first| words.starts_with(&first.split(' ').collect::<Vec<_>>())) {
            return Err(refused(reason));
        }
    }
    if changes_who_asks(&words) { Err(refused("a tenant has one role")) } else { Ok(()) }
}

/// Whether a statement sets or resets the role, in any of its spellings.
fn changes_who_asks(words: &[&str]) -> bool {
    let ["set" | "reset", rest @ ..] = words else { return false };
    let is_role =
        |words: &[&str]| matches!(words, ["role" | "session_authorization", ..] | ["session", "authorization", ..]);
    match rest {
        ["session" | "local", inner @ ..] if is_role(inner) => true,
        rest => is_role(rest),
    }
}

fn refused(reason: &str) -> Failure {
    Failure::new(ErrorCode::StatementRefused, reason)
}

#[cfg(test)]
mod tests;
