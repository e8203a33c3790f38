//! Statements that would roll the platform's own transaction back, told to roll back no more than themselves.
//!
//! `INSERT OR ROLLBACK`, `ON CONFLICT ROLLBACK` and `RAISE (ROLLBACK, …)` end the transaction around the batch, which is the
//! platform's: its next COMMIT fails, and it resets the object and loses the answer. A batch is rolled back as a whole
//! wherever a statement of it fails, so `ABORT` means the same here. A stored schema shows the word that was run.

use std::borrow::Cow;

use shared::statement_text::{Token, Tokens};

/// The statement with `ABORT` for every `ROLLBACK` that says what a violated constraint does.
pub(crate) fn abort_for_rollback(sql: &str) -> Cow<'_, str> {
    let mut made = String::new();
    let mut copied = 0;
    let mut before = [Token::Semicolon; 2];
    let mut tokens = Tokens::of(sql);
    while let Some((token, start)) = tokens.next_with_start() {
        if token.is_any(&[b"rollback"]) && is_resolution(before) {
            made.push_str(sql.get(copied..start).unwrap_or_default());
            made.push_str("ABORT");
            copied = tokens.offset();
        }
        before = [before[1], token];
    }
    if copied == 0 {
        return Cow::Borrowed(sql);
    }
    made.push_str(sql.get(copied..).unwrap_or_default());
    Cow::Owned(made)
}

/// Whether two tokens stand before the word that says how a conflict is resolved; elsewhere it may be a name.
fn is_resolution([first, second]: [Token<'_>; 2]) -> bool {
    first.is_any(&[b"insert", b"update"]) && second.is_any(&[b"or"])
        || first.is_any(&[b"on"]) && second.is_any(&[b"conflict"])
        || first.is_any(&[b"raise"]) && second == Token::Mark(b'(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollback_becomes_abort_where_it_resolves_a_conflict() {
        for (sql, expected) in [
            ("INSERT OR ROLLBACK INTO t VALUES (1)", "INSERT OR ABORT INTO t VALUES (1)"),
            ("update /* a */ or\nrollback t SET a = 'ä'", "update /* a */ or\nABORT t SET a = 'ä'"),
            (
                "CREATE TABLE t (a UNIQUE ON CONFLICT ROLLBACK, b CHECK (b) ON CONFLICT Rollback)",
                "CREATE TABLE t (a UNIQUE ON CONFLICT ABORT, b CHECK (b) ON CONFLICT ABORT)",
            ),
            (
                "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'rollback'); END",
                "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT RAISE(ABORT, 'rollback'); END",
            ),
        ] {
            assert_eq!(abort_for_rollback(sql), expected);
        }
    }

    #[test]
    fn other_uses_of_the_word_stay() {
        for sql in [
            "SELECT rollback FROM t WHERE a OR rollback",
            "SELECT 'INSERT OR ROLLBACK', \"on conflict rollback\" -- INSERT OR ROLLBACK",
            "INSERT INTO t (rollback) VALUES (1) ON CONFLICT DO UPDATE SET rollback = 2",
            "INSERT OR FAIL INTO rollback VALUES (1)",
        ] {
            assert!(matches!(abort_for_rollback(sql), Cow::Borrowed(same) if same == sql));
        }
    }
}
