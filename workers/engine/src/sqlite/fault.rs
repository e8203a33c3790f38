//! The SQL function `isolab_fault('panic')`, which panics: a test's way to end a WASM instance in the middle of a query.

use rusqlite::{Connection, functions::FunctionFlags};

/// Adds the function to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function("isolab_fault", 1, FunctionFlags::SQLITE_UTF8, |context| {
        let kind: String = context.get(0)?;
        assert_ne!(kind, "panic", "a test asked for this panic");
        Ok(kind)
    })
}
