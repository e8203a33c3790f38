//! Foreign keys that are checked when a transaction ends, checked when a batch ends.
//!
//! The transaction around a batch is the platform's and ends after the answer is made. A key that is violated by then makes
//! its COMMIT fail: the object is reset and the answer lost. SQLite does not tell whether one is; so where any may be
//! deferred, the tables are checked. Nobody else pays for it.

use std::cell::Cell;

use shared::{
    error::{ErrorCode, Failure},
    pragma,
    statement::Batch,
    statement_text::Tokens,
    value::Value,
};

use crate::cursor::Sql;

/// What is known of deferred keys of one tenant.
#[derive(Default)]
pub(crate) struct Deferral {
    /// Whether the schema has any; unknown before the first write of the object's life.
    in_schema: Cell<Option<bool>>,
}

/// Whether a batch defers keys that the schema does not.
pub(crate) fn is_asked(batch: &Batch) -> bool {
    batch.statements.iter().any(|statement| pragma::defers(&statement.sql))
}

/// Ends what the pragma began, which otherwise lasts until the platform commits, perhaps over the next request.
pub(crate) fn end(sql: &Sql) {
    // It has no effect to fail on; should it fail all the same, a later key is checked at the end instead of at once.
    let _ = sql.run("PRAGMA defer_foreign_keys = off", &[]);
}

impl Deferral {
    /// Fails where a batch that has run leaves a key violated.
    pub(crate) fn check(&self, sql: &Sql, batch: &Batch) -> Result<(), Failure> {
        if !self.is_possible(sql, batch)? {
            return Ok(());
        }
        let tables = sql.texts(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%references%' \
             AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
            &[],
        )?;
        for table in tables {
            let violated =
                sql.texts("SELECT 'violated' FROM pragma_foreign_key_check(?1) LIMIT 1", &[Value::Text(table)]);
            // A key whose parent has no such column or index cannot be checked; nor can a row come under it.
            if violated.is_ok_and(|rows| !rows.is_empty()) {
                return Err(Failure::new(ErrorCode::ConstraintViolated, "FOREIGN KEY constraint failed"));
            }
        }
        Ok(())
    }

    /// Whether a key may be deferred: by a pragma of the batch, by a definition in it, or by the schema before it.
    fn is_possible(&self, sql: &Sql, batch: &Batch) -> Result<bool, Failure> {
        let in_schema = match self.in_schema.get() {
            Some(known) => known,
            None => !sql.texts("SELECT type FROM sqlite_schema WHERE sql LIKE '%deferred%' LIMIT 1", &[])?.is_empty(),
        };
        let mut texts = batch.statements.iter().map(|statement| &statement.sql);
        let may_have_some = in_schema || texts.any(|sql| Tokens::of(sql).any(|token| token.is_any(&[b"deferred"])));
        self.in_schema.set(Some(may_have_some));
        Ok(may_have_some || is_asked(batch))
    }
}
