//! A batch on the object's own SQLite, with the same answers as an engine's, as far as the platform allows.
//!
//! Numbers arrive here as doubles: an integer beyond 2^53 would come out rounded, so it is refused in both directions.
//! A statement cannot be cut off by steps; one that never ends blocks the object until the platform ends it.

use kit::{receipt::Receipt, store::Tables, tables::ObjectTables};
use shared::{
    error::{ErrorCode, Failure},
    limits, pragma,
    protocol::{QueryInput, QueryOutput},
    result::{ResultWriter, ValueRef},
    statement::{Batch, Statement},
    statement_text::{Verb, verb},
    value::{EXACT_INTEGER, Value},
};
use worker::{SqlCursor, SqlStorageValue, State};

use crate::{platform_error, receipts::Receipts};

/// From this magnitude on a whole number may be a rounded integer.
#[expect(clippy::cast_precision_loss, reason = "2^53 is a double")]
const ROUNDED_FROM: f64 = (EXACT_INTEGER + 1) as f64;

/// Up to this magnitude it may be; beyond 2^63 it can only be a REAL.
const ROUNDED_UP_TO: f64 = 9_223_372_036_854_775_808.0;

/// The database of one tenant.
pub(crate) struct Database {
    tables: ObjectTables,
    receipts: Receipts,
}

/// What the connection said after a statement.
struct Effect {
    rows_affected: u64,
    last_insert_rowid: i64,
}

impl Database {
    pub(crate) fn new(state: &State) -> Self {
        Self { tables: ObjectTables::new(state), receipts: Receipts::new(state) }
    }

    pub(crate) fn tables(&self) -> &ObjectTables {
        &self.tables
    }

    /// Runs a batch; one that may write runs in a transaction together with the receipt of its key.
    pub(crate) fn query(&self, input: &QueryInput) -> Result<QueryOutput, Failure> {
        let only_reads = input.batch.statements.iter().all(|statement| verb(&statement.sql) == Verb::Select);
        if only_reads {
            return self.run(&input.batch).map(|results| output(results, false));
        }
        let mut replayed = false;
        let results = self.tables.atomically(|| {
            let Some(key) = &input.idempotency_key else { return self.write(&input.batch) };
            if let Some(answer) = self.receipts.find(key)? {
                replayed = true;
                return answer.for_batch(&input.batch);
            }
            let results = self.write(&input.batch)?;
            self.receipts.keep(&Receipt::new(key, &input.batch, &results)?)?;
            Ok(results)
        })?;
        Ok(output(results, replayed))
    }

    fn write(&self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        let before = self.tables.size();
        let results = self.run(batch)?;
        let after = self.tables.size();
        // Deleting does not make the file smaller, so a full tenant may still do whatever does not make it larger.
        if after > before && usize::try_from(after).unwrap_or(usize::MAX) > limits::TENANT_BYTES {
            return Err(Failure::new(
                ErrorCode::TenantTooLarge,
                format!("a tenant has at most {} bytes; delete something first", limits::TENANT_BYTES),
            ));
        }
        Ok(results)
    }

    fn run(&self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        let mut writer = ResultWriter::new(batch.listed);
        let mut last_insert_rowid = 0;
        for statement in &batch.statements {
            let cursor = self.start(statement)?;
            let columns = cursor.column_names();
            writer.begin_statement(columns.iter().map(String::as_str))?;
            for row in cursor.raw() {
                render(&row.map_err(|error| platform_error::of_statement(&error))?, &mut writer)?;
            }
            let effect = self.effect(statement, &cursor, last_insert_rowid)?;
            last_insert_rowid = effect.last_insert_rowid;
            writer.end_statement(effect.rows_affected, effect.last_insert_rowid);
        }
        Ok(writer.finish())
    }

    fn start(&self, statement: &Statement) -> Result<SqlCursor, Failure> {
        if !statement.params.iter().all(Value::is_exact_in_double) {
            return Err(not_exact());
        }
        if pragma::is_refused(&statement.sql) {
            return Err(platform_error::refused());
        }
        let params: Vec<SqlStorageValue> = statement.params.iter().map(bind).collect();
        self.tables.sql().exec(&statement.sql, params).map_err(|error| platform_error::of_statement(&error))
    }

    /// Asks the connection what a statement did, where it can have done something.
    fn effect(&self, statement: &Statement, cursor: &SqlCursor, last_insert_rowid: i64) -> Result<Effect, Failure> {
        let verb = verb(&statement.sql);
        match verb {
            Verb::Select | Verb::Other => Ok(Effect { rows_affected: 0, last_insert_rowid }),
            _ if cursor.rows_written() == 0 => Ok(Effect { rows_affected: 0, last_insert_rowid }),
            Verb::With | Verb::Insert | Verb::Change => {
                let row = self.tables.rows("SELECT changes(), last_insert_rowid()", Vec::new())?;
                let (changes, rowid) = match row.concat()[..] {
                    [Value::Integer(changes), Value::Integer(rowid)] => (changes, rowid),
                    [_, Value::Real(_)] => return Err(not_exact()),
                    _ => {
                        return Err(Failure::new(ErrorCode::Internal, "the platform did not say what a statement did"));
                    }
                };
                let inserted = matches!(verb, Verb::Insert | Verb::With);
                Ok(Effect {
                    rows_affected: u64::try_from(changes).unwrap_or(0),
                    last_insert_rowid: if inserted { rowid } else { last_insert_rowid },
                })
            }
        }
    }
}

fn output(results: Vec<u8>, replayed: bool) -> QueryOutput {
    QueryOutput { results, engine: None, copy: None, turn_wait_ms: 0, version: None, replayed, pings: None }
}

fn bind(value: &Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Integer(integer) => SqlStorageValue::Integer(*integer),
        Value::Real(real) => SqlStorageValue::Float(*real),
        Value::Text(text) => SqlStorageValue::String(text.clone()),
        Value::Blob(bytes) => SqlStorageValue::Blob(bytes.clone()),
    }
}

fn render(row: &[SqlStorageValue], writer: &mut ResultWriter) -> Result<(), Failure> {
    let rounded = |value: &SqlStorageValue| {
        matches!(value, SqlStorageValue::Float(real)
            if real.fract() == 0.0 && (ROUNDED_FROM..=ROUNDED_UP_TO).contains(&real.abs()))
    };
    if row.iter().any(rounded) {
        return Err(not_exact());
    }
    writer.row(row.iter().map(|value| match value {
        SqlStorageValue::Null => ValueRef::Null,
        SqlStorageValue::Boolean(flag) => ValueRef::Integer(i64::from(*flag)),
        SqlStorageValue::Integer(integer) => ValueRef::Integer(*integer),
        SqlStorageValue::Float(real) => ValueRef::Real(*real),
        SqlStorageValue::String(text) => ValueRef::Text(text),
        SqlStorageValue::Blob(bytes) => ValueRef::Blob(bytes),
    }))
}

fn not_exact() -> Failure {
    Failure::new(
        ErrorCode::IntegerNotExact,
        "an integer beyond 2^53 would be rounded by the platform; cast it to text, or use another arm",
    )
}
