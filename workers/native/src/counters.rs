//! `changes()` and `last_insert_rowid()` as a new connection would answer them, at the beginning of a request.
//!
//! The platform's connection outlives requests, and its counters can only be moved by statements. So where a batch asks for
//! them, a table is made, filled and taken back: rolling back restores no counter.

use kit::{identity, tables::ObjectTables};
use shared::{
    error::{ErrorCode, Failure},
    refusal,
    statement::Batch,
    tables::Tables,
};

use crate::cursor::Sql;

/// Functions that tell of earlier statements.
const FUNCTIONS: [&[u8]; 2] = [b"changes", b"last_insert_rowid"];

/// What leaves both at zero, by a table of a name that the client's have not.
fn forgetting() -> [String; 3] {
    let table = format!("\"isolab counters {}\"", identity::new_request());
    [
        format!("CREATE TABLE {table} (a)"),
        format!("INSERT INTO {table} (rowid) VALUES (0)"),
        format!("DELETE FROM {table} WHERE rowid = 1"),
    ]
}

/// Whether a batch asks for a counter.
pub(crate) fn are_asked(batch: &Batch) -> bool {
    batch.statements.iter().any(|statement| refusal::calls(&statement.sql, &FUNCTIONS))
}

/// Sets the counters to zero.
pub(crate) fn forget(tables: &ObjectTables, sql: &Sql) -> Result<(), Failure> {
    let mut is_done = false;
    let rolled_back = tables.atomically(|| -> Result<(), Failure> {
        for statement in forgetting() {
            sql.run(&statement, &[])?;
        }
        is_done = true;
        Err(Failure::new(ErrorCode::Internal, "it is rolled back on purpose"))
    });
    if is_done { Ok(()) } else { rolled_back }
}
