//! Rows that say at the source which calls are about to be made: what the control of equal durability writes, and no more.

use shared::{
    durable::Debit,
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    tables::Tables,
    value::Value,
};

const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS intent (operation INTEGER PRIMARY KEY, target TEXT NOT NULL, body BLOB NOT NULL)";
const INSERT: &str = "INSERT INTO intent VALUES (?, ?, ?)";
const DELETE: &str = "DELETE FROM intent WHERE operation < ?";

/// The rows of one source.
pub(crate) struct Intents<T> {
    tables: T,
}

impl<T: Tables> Intents<T> {
    pub(crate) fn new(tables: T) -> Self {
        Self { tables }
    }

    /// Makes the table where there is none, and deletes the rows of batches before the one whose first operation this is.
    /// What is deleted here is committed with the first row of the batch.
    pub(crate) fn begin(&self, first: u64) -> Result<(), Failure> {
        self.tables.rows(CREATE, Vec::new())?;
        self.tables.rows(DELETE, vec![number(first)?]).map(drop)
    }

    /// Writes the row of one call.
    pub(crate) fn write(&self, target: &str, debit: Debit) -> Result<(), Failure> {
        let params =
            vec![number(debit.operation)?, Value::Text(target.to_owned()), Value::Blob(Postcard::encode(&debit))];
        self.tables.execute(INSERT, params)
    }
}

fn number(number: u64) -> Result<Value, Failure> {
    let number = i64::try_from(number).map_err(|_| Failure::new(ErrorCode::Internal, "the numbers are used up"))?;
    Ok(Value::Integer(number))
}

#[cfg(test)]
mod tests;
