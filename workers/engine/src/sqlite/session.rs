//! A guarded connection that runs batches: prepares, binds, steps, renders, and rolls back what fails.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use rusqlite::{CachedStatement, Connection, Row, ToSql, types};
use shared::{
    error::{ErrorCode, Failure},
    refusal,
    result::{ResultWriter, ValueRef},
    statement::{Batch, Statement},
    statement_text::{self, Verb},
    value::Value,
};

use super::{
    authorizer::Guard,
    budget::StepBudget,
    failure::{from_compiling, from_sqlite},
    files::{self, View},
    foreign,
    functions::{self, EarlierChanges},
    heap, settings,
};
use crate::recording::Recording;

/// How a batch that may write ended.
pub(super) enum Writing {
    /// All statements ran; these are their results.
    Committed(Vec<u8>),
    /// One failed, and none left a trace.
    RolledBack(Failure),
}

/// An open connection to the pages of a tenant.
pub(super) struct Session {
    connection: Connection,
    guard: Guard,
    budget: StepBudget,
    earlier: EarlierChanges,
    /// Of the newest INSERT of the batch; zero before it.
    last_insert_rowid: Cell<i64>,
}

impl Session {
    /// Opens a connection to a recording.
    pub(super) fn open(recording: &Rc<RefCell<Recording>>, view: View) -> Result<Self, Failure> {
        heap::refill();
        foreign::register().map_err(|message| Failure::new(ErrorCode::Internal, message))?;
        files::opening(recording, view, || Self::guarded(settings::open(view)?)).map_err(|error| from_sqlite(&error))
    }

    fn guarded(mut connection: Connection) -> rusqlite::Result<Self> {
        #[cfg(feature = "fault-injection")]
        super::fault::register(&connection)?;
        let earlier = functions::register(&connection)?;
        let budget = StepBudget::watch(&mut connection)?;
        let guard = Guard::install(&mut connection)?;
        Ok(Self { connection, guard, budget, earlier, last_insert_rowid: Cell::new(0) })
    }

    /// Runs a batch in which every statement only reads; none, and nothing is executed, if one does not.
    pub(super) fn read(&mut self, batch: &Batch) -> Result<Option<Vec<u8>>, Failure> {
        self.begin_batch()?;
        let mut prepared = Vec::with_capacity(batch.statements.len());
        for statement in &batch.statements {
            let compiled = self.prepare(statement)?;
            if !compiled.readonly() {
                return Ok(None);
            }
            prepared.push((compiled, statement));
        }
        let mut writer = ResultWriter::new(batch.listed);
        for (mut compiled, statement) in prepared {
            self.run(&mut compiled, statement, &mut writer)?;
        }
        Ok(Some(writer.finish()))
    }

    /// Runs a batch as one transaction.
    pub(super) fn write(&mut self, batch: &Batch) -> Writing {
        match self.transaction(batch) {
            Ok(results) => Writing::Committed(results),
            Err(failure) => {
                self.roll_back();
                Writing::RolledBack(failure)
            }
        }
    }

    /// Whether no transaction is open.
    pub(super) fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn begin_batch(&self) -> Result<(), Failure> {
        heap::refill();
        self.budget.refill();
        foreign::forget_last_insert_rowid(&self.connection);
        self.earlier.forget(&self.connection);
        self.last_insert_rowid.set(0);
        // Deferring ends with a transaction, and a read is none: it would hold in the next write, in this copy only.
        if self.guard.take_defers() {
            self.run_our_own("PRAGMA defer_foreign_keys = off")?;
        }
        Ok(())
    }

    fn transaction(&self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        self.begin_batch()?;
        self.run_our_own("BEGIN IMMEDIATE")?;
        let mut writer = ResultWriter::new(batch.listed);
        for statement in &batch.statements {
            // Each is prepared after the one before has run, since it may need what that one made.
            let mut compiled = self.prepare(statement)?;
            self.run(&mut compiled, statement, &mut writer)?;
        }
        self.run_our_own("COMMIT")?;
        Ok(writer.finish())
    }

    fn roll_back(&self) {
        // Some errors end the transaction by themselves. If rolling back fails, the caller sees that the connection is
        // not idle and puts the pages back itself.
        if !self.is_idle() {
            heap::refill();
            self.budget.refill();
            let _ = self.run_our_own("ROLLBACK");
        }
    }

    /// Runs what only we may say. It is prepared anew each time: in the cache, a client's statement of the same text would
    /// find it and pass the guard.
    fn run_our_own(&self, sql: &str) -> Result<(), Failure> {
        self.guard.lift(|| self.connection.execute_batch(sql)).map_err(|error| from_sqlite(&error))
    }

    fn prepare(&self, statement: &Statement) -> Result<CachedStatement<'_>, Failure> {
        if let Some(failure) = refusal::of(&statement.sql) {
            return Err(failure);
        }
        let compiled = self
            .connection
            .prepare_cached(&statement.sql)
            .map_err(|error| self.guard.take_reason().unwrap_or_else(|| from_compiling(&error)))?;
        let expected = compiled.parameter_count();
        if expected != statement.params.len() {
            return Err(Failure::new(
                ErrorCode::ParameterMismatch,
                format!("the statement takes {expected} parameters and was given {}", statement.params.len()),
            ));
        }
        Ok(compiled)
    }

    fn run(
        &self,
        compiled: &mut CachedStatement<'_>,
        statement: &Statement,
        writer: &mut ResultWriter,
    ) -> Result<(), Failure> {
        for (index, value) in statement.params.iter().enumerate() {
            compiled.raw_bind_parameter(index + 1, Parameter(value)).map_err(|error| self.explain(&error))?;
        }
        let changes_before = self.connection.total_changes();
        let mut rows = compiled.raw_query();
        // The columns are known only after the first step: a statement from the cache that was compiled against an older
        // schema is compiled anew by that step.
        match rows.next().map_err(|error| self.explain(&error))? {
            None => {
                drop(rows);
                writer.begin_statement(compiled.column_names())?;
            }
            Some(first) => {
                let columns = first.as_ref().column_count();
                writer.begin_statement(first.as_ref().column_names())?;
                render(first, columns, writer)?;
                while let Some(row) = rows.next().map_err(|error| self.explain(&error))? {
                    render(row, columns, writer)?;
                }
            }
        }
        // `changes` keeps the count of the last statement that changed rows, so it speaks of this one only if this one did.
        // What a virtual table writes for itself, at its creation or at an update, is not the client's.
        let verb = statement_text::verb(&statement.sql);
        let changed = verb != Verb::Other && self.connection.total_changes() != changes_before;
        let rows_affected = if changed { self.connection.changes() } else { 0 };
        if matches!(verb, Verb::Insert | Verb::With) {
            self.last_insert_rowid.set(self.connection.last_insert_rowid());
        }
        writer.end_statement(rows_affected, self.last_insert_rowid.get());
        Ok(())
    }

    fn explain(&self, error: &rusqlite::Error) -> Failure {
        // SQLite reports some refusals, such as that of a function, as plain errors; the guard knows better.
        self.guard.take_reason().unwrap_or_else(|| from_sqlite(error))
    }
}

/// A parameter on its way into a statement.
struct Parameter<'a>(&'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<types::ToSqlOutput<'_>> {
        Ok(types::ToSqlOutput::Borrowed(match self.0 {
            Value::Null => types::ValueRef::Null,
            Value::Integer(integer) => types::ValueRef::Integer(*integer),
            Value::Real(real) => types::ValueRef::Real(*real),
            Value::Text(text) => types::ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => types::ValueRef::Blob(bytes),
        }))
    }
}

fn render(row: &Row<'_>, columns: usize, writer: &mut ResultWriter) -> Result<(), Failure> {
    writer.begin_row()?;
    for column in 0..columns {
        // Looking at a blob of zeros makes SQLite write them out, and without the memory for it there is no value to see.
        let value = heap::unbounded(|| row.get_ref_unwrap(column));
        match value {
            types::ValueRef::Null => writer.value(ValueRef::Null)?,
            types::ValueRef::Integer(integer) => writer.value(ValueRef::Integer(integer))?,
            types::ValueRef::Real(real) => writer.value(ValueRef::Real(real))?,
            // SQLite takes any bytes for text. JSON does not, so what is not UTF-8 is replaced, as the object's own
            // SQLite does.
            types::ValueRef::Text(bytes) => writer.value(ValueRef::Text(&String::from_utf8_lossy(bytes)))?,
            types::ValueRef::Blob(bytes) => writer.value(ValueRef::Blob(bytes))?,
        }
    }
    writer.end_row();
    Ok(())
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
