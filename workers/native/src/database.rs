//! A batch on the object's own SQLite, with the same answers as an engine's, as far as the platform allows.
//!
//! A statement cannot be cut off by steps; one that never ends blocks the object until the platform ends it.

use kit::tables::ObjectTables;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    protocol::{ObjectReport, QueryInput, QueryOutput},
    refusal,
    result::{ResultWriter, ValueRef},
    statement::{Batch, Statement},
    statement_text::{self, Verb, verb},
    tables::Tables,
    value::Value,
};
use tenant::receipt::Receipt;
use worker::State;

use crate::{
    conflict::abort_for_rollback,
    counters,
    cursor::{Cursor, PlatformValue, Sql},
    deferral::{self, Deferral},
    exact::{self, Exact},
    receipts::Receipts,
};

/// The database of one tenant.
pub(crate) struct Database {
    tables: ObjectTables,
    sql: Sql,
    receipts: Receipts,
    deferral: Deferral,
}

/// What the connection said after a statement.
struct Effect {
    rows_affected: u64,
    last_insert_rowid: i64,
}

/// In which of its forms a statement runs.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    /// As the client wrote it.
    First,
    /// Inside [`exact::reading_exactly`].
    Exact,
}

/// How the rows of a statement were answered.
#[derive(PartialEq)]
enum Rows {
    Answered,
    /// Not all of them, since one may hold a rounded integer.
    Rounded,
}

impl Database {
    pub(crate) fn new(state: &State) -> Self {
        Self {
            tables: ObjectTables::new(state),
            sql: Sql::new(state),
            receipts: Receipts::new(state),
            deferral: Deferral::default(),
        }
    }

    /// What the object holds, after so many queries.
    pub(crate) fn report(&self, queries: u64) -> ObjectReport {
        let bytes = self.tables.size();
        ObjectReport {
            version: None,
            database_bytes: bytes,
            storage_bytes: bytes,
            log_changes: 0,
            log_bytes: 0,
            engine_open: false,
            queries,
            keep_warm: None,
        }
    }

    /// Runs a batch; one that may write runs in a transaction together with the receipt of its key.
    pub(crate) fn query(&self, input: &QueryInput) -> Result<QueryOutput, Failure> {
        let batch = &input.batch;
        // Before anything else, since a key that has written must not answer for another batch, not even for a read. Nobody else
        // gets a turn until the end of this function.
        let key = input.idempotency_key.as_ref();
        if let Some(answer) = key.map(|key| self.receipts.find(key)).transpose()?.flatten() {
            return answer.for_batch(batch).map(|results| output(results, true));
        }
        if counters::are_asked(batch) {
            counters::forget(&self.tables, &self.sql)?;
        }
        let defers = deferral::is_asked(batch);
        let only_reads = batch.statements.iter().all(|statement| verb(&statement.sql) == Verb::Select);
        if only_reads && !defers {
            return self.run(batch).map(|results| output(results, false));
        }
        let results = self.tables.atomically(|| {
            let results = self.write(batch)?;
            if let Some(key) = key {
                self.receipts.keep(&Receipt::new(key, batch, &results)?)?;
            }
            Ok(results)
        });
        if defers {
            deferral::end(&self.sql);
        }
        results.map(|results| output(results, false))
    }

    fn write(&self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        let before = self.tables.size();
        let results = self.run(batch)?;
        self.deferral.check(&self.sql, batch)?;
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
            let effect = self.run_statement(statement, last_insert_rowid, &mut writer)?;
            last_insert_rowid = effect.last_insert_rowid;
            writer.end_statement(effect.rows_affected, effect.last_insert_rowid);
        }
        Ok(writer.finish())
    }

    fn run_statement(
        &self,
        statement: &Statement,
        last_insert_rowid: i64,
        writer: &mut ResultWriter,
    ) -> Result<Effect, Failure> {
        if !statement.params.iter().all(Value::is_exact_in_double) {
            return Err(parameter_not_exact());
        }
        if let Some(failure) = refusal::of(&statement.sql) {
            return Err(failure);
        }
        let sql = abort_for_rollback(statement_text::bare(&statement.sql)?);
        let cursor = self.start(&sql, &statement.params)?;
        let columns = cursor.columns();
        writer.begin_statement(columns.iter().map(String::as_str))?;
        let rows = answer(&cursor, Run::First, writer)?;
        let has_written = cursor.has_written();
        drop(cursor);
        if rows == Rows::Rounded {
            if has_written {
                return Err(result_not_exact());
            }
            self.read_exactly(&sql, &statement.params, &columns, writer)?;
        }
        self.effect(verb(&statement.sql), has_written, last_insert_rowid)
    }

    fn start(&self, sql: &str, params: &[Value]) -> Result<Cursor, Failure> {
        self.sql.run(sql, params).map_err(|failure| {
            // Explaining compiles a statement and does not run it.
            let is_compiling = |failure: &Failure| {
                failure.code == ErrorCode::MemoryExceeded
                    && self.sql.run(&format!("EXPLAIN {sql}"), params).is_err_and(|other| other == *failure)
            };
            if is_compiling(&failure) { refusal::too_complex() } else { failure }
        })
    }

    /// Answers a statement that only reads once more, without rounding.
    fn read_exactly(
        &self,
        sql: &str,
        params: &[Value],
        columns: &[String],
        writer: &mut ResultWriter,
    ) -> Result<(), Failure> {
        // What cannot stand inside another statement, such as a PRAGMA, does not compile there.
        let cursor =
            self.sql.run(&exact::reading_exactly(sql, columns.len()), params).map_err(|_| result_not_exact())?;
        writer.retract_statement();
        writer.begin_statement(columns.iter().map(String::as_str))?;
        answer(&cursor, Run::Exact, writer).map(|_| ())
    }

    /// Asks the connection what a statement did, where it can have done something.
    fn effect(&self, verb: Verb, has_written: bool, last_insert_rowid: i64) -> Result<Effect, Failure> {
        match verb {
            Verb::Select | Verb::Other => Ok(Effect { rows_affected: 0, last_insert_rowid }),
            _ if !has_written => Ok(Effect { rows_affected: 0, last_insert_rowid }),
            Verb::With | Verb::Insert | Verb::Change => {
                // A rowid may have more digits than a double holds.
                let row = self.tables.rows("SELECT changes(), CAST(last_insert_rowid() AS TEXT)", Vec::new())?;
                let (changes, rowid) = match &row.concat()[..] {
                    [Value::Integer(changes), Value::Text(digits)] => (*changes, digits.parse().ok()),
                    _ => (0, None),
                };
                let rowid = rowid.ok_or_else(|| {
                    Failure::new(ErrorCode::Internal, "the platform did not say what a statement did")
                })?;
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

/// Renders the rows of a statement; in the first run, up to one with a number that may be a rounded integer.
fn answer(cursor: &Cursor, run: Run, writer: &mut ResultWriter) -> Result<Rows, Failure> {
    while let Some(row) = cursor.next_row()? {
        if run == Run::First && row.iter().any(exact::may_be_rounded) {
            return Ok(Rows::Rounded);
        }
        writer.begin_row()?;
        for value in row {
            let value = match run {
                Run::First => Exact::Plain(value),
                Run::Exact => exact::exact(value),
            };
            render(&value, writer)?;
        }
        writer.end_row();
    }
    Ok(Rows::Answered)
}

fn render(value: &Exact, writer: &mut ResultWriter) -> Result<(), Failure> {
    writer.value(match value {
        Exact::Integer(integer) => ValueRef::Integer(*integer),
        Exact::Plain(PlatformValue::Null) => ValueRef::Null,
        Exact::Plain(PlatformValue::Number(number)) => {
            exact::as_integer(*number).map_or(ValueRef::Real(*number), ValueRef::Integer)
        }
        Exact::Plain(PlatformValue::Text(text)) => ValueRef::Text(text),
        Exact::Plain(PlatformValue::Blob(bytes)) => ValueRef::Blob(bytes),
    })
}

fn parameter_not_exact() -> Failure {
    Failure::new(
        ErrorCode::IntegerNotExact,
        "an integer parameter beyond 2^53 would be rounded by the platform; send it as text and cast it, or use another arm",
    )
}

fn result_not_exact() -> Failure {
    Failure::new(
        ErrorCode::IntegerNotExact,
        "a number of 2^53 or more may have been rounded by the platform, and this statement cannot be run again to see; \
         cast it to text, or use another arm",
    )
}
