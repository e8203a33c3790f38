//! Tables in a SQLite database in memory: the double of an object's storage in host tests.

use std::cell::Cell;

use rusqlite::{
    Connection,
    config::DbConfig,
    params_from_iter,
    types::{ToSqlOutput, Value as Stored, ValueRef},
};

use super::Tables;
use crate::{
    error::{ErrorCode, Failure},
    value::Value,
};

/// How many statements stay prepared.
const STATEMENTS: usize = 128;

/// Tables that live as long as this value.
pub struct MemoryTables {
    connection: Connection,
    failing: Cell<bool>,
}

impl MemoryTables {
    /// Empty tables.
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().expect("a database in memory opens");
        // Tests run the same few statements thousands of times; reading them each time would take longer than running them.
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("plans may stay as they are");
        Self { connection, failing: Cell::new(false) }
    }

    /// Begins a turn of the event loop: what is written from here on is stored together, or not at all.
    pub fn begin_turn(&self) {
        self.connection.execute_batch("BEGIN").expect("a turn is not inside another");
    }

    /// Ends the turn: what it wrote is stored.
    pub fn commit_turn(&self) {
        self.connection.execute_batch("COMMIT").expect("a turn was begun");
    }

    /// Ends the turn as a death does: nothing of what it wrote is stored.
    pub fn abandon_turn(&self) {
        self.connection.execute_batch("ROLLBACK").expect("a turn was begun");
    }

    /// Makes the next atomic write fail at its end, as a full disk would.
    pub fn fail_next_write(&self) {
        self.failing.set(true);
    }
}

impl Default for MemoryTables {
    fn default() -> Self {
        Self::new()
    }
}

impl Tables for MemoryTables {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| failed(&error))?;
        let columns = statement.column_count();
        let params = params_from_iter(params.into_iter().map(into_stored));
        let mut rows = statement.query(params).map_err(|error| failed(&error))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(|error| failed(&error))? {
            let values = (0..columns).map(|column| row.get_ref(column).map(from_stored));
            all.push(values.collect::<Result<_, _>>().map_err(|error| failed(&error))?);
        }
        Ok(all)
    }

    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        // As the platform's, it may stand inside another.
        self.connection.execute_batch("SAVEPOINT atomic").map_err(|error| failed(&error))?;
        let result = work().and_then(|value| {
            if self.failing.replace(false) {
                return Err(Failure::new(ErrorCode::ObjectFailed, "told to fail"));
            }
            Ok(value)
        });
        let end = if result.is_ok() { "RELEASE atomic" } else { "ROLLBACK TO atomic; RELEASE atomic" };
        self.connection.execute_batch(end).map_err(|error| failed(&error))?;
        result
    }

    fn size(&self) -> u64 {
        0
    }
}

fn failed(error: &rusqlite::Error) -> Failure {
    Failure::new(ErrorCode::ObjectFailed, error.to_string())
}

fn into_stored(value: Value) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(match value {
        Value::Null => Stored::Null,
        Value::Integer(integer) => Stored::Integer(integer),
        Value::Real(real) => Stored::Real(real),
        Value::Text(text) => Stored::Text(text),
        Value::Blob(bytes) => Stored::Blob(bytes),
    })
}

fn from_stored(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}
