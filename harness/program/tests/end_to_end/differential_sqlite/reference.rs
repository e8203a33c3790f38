//! SQLite itself, in the process of the test and without any Worker: what the arms are compared with.
//!
//! It has the bounds, switches and transactions of the engine, set up here anew, so that a wrong one in the engine shows.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rusqlite::{
    Connection, ErrorCode as SqliteCode,
    config::DbConfig,
    limits::Limit,
    types::{ToSqlOutput, Value as Sqlite, ValueRef},
};
use serde_json::{Value, json};
use shared::{engine::EngineName, limits, value};

use crate::lab::script::{Statement, Step};

/// A database of one script.
pub(super) struct Reference(Connection);

/// Why a step failed: a code, and the words where they are SQLite's own.
type Failure = (&'static str, Option<String>);

impl Reference {
    pub(super) fn open() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, limits::sqlite::VALUE_BYTES),
            (Limit::SQLITE_LIMIT_COLUMN, limits::sqlite::COLUMNS),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, limits::sqlite::EXPRESSION_DEPTH),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, limits::sqlite::COMPOUND_TERMS),
            (Limit::SQLITE_LIMIT_FUNCTION_ARG, limits::sqlite::FUNCTION_ARGUMENTS),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits::sqlite::PATTERN_BYTES),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, i32::try_from(limits::PARAMETERS).unwrap()),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, limits::sqlite::TRIGGER_DEPTH),
        ] {
            connection.set_limit(limit, value).unwrap();
        }
        for (switch, is_on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        ] {
            connection.set_db_config(switch, is_on).unwrap();
        }
        Self(connection)
    }

    /// Runs a step as one transaction: the results of its statements, or its failure, as `{ "code", "message" }`.
    pub(super) fn run(&self, step: &Step) -> Value {
        self.0.execute_batch("BEGIN").unwrap();
        let outcome: Result<Vec<Value>, Failure> =
            step.statements.iter().map(|statement| self.run_statement(statement)).collect();
        let outcome = outcome.and_then(|results| match self.0.execute_batch("COMMIT") {
            Ok(()) => Ok(Value::Array(results)),
            Err(error) => Err(failure(&error)),
        });
        if !self.0.is_autocommit() {
            self.0.execute_batch("ROLLBACK").unwrap();
        }
        outcome.unwrap_or_else(|(code, message)| json!({ "code": code, "message": message }))
    }

    fn run_statement(&self, statement: &Statement) -> Result<Value, Failure> {
        let changes_before = self.0.total_changes();
        let mut compiled = self.0.prepare(&statement.sql).map_err(|error| failure(&error))?;
        if compiled.parameter_count() != statement.params.len() {
            return Err(("parameter_mismatch", None));
        }
        for (index, parameter) in statement.params.iter().enumerate() {
            compiled.raw_bind_parameter(index + 1, bound(parameter)).map_err(|error| failure(&error))?;
        }
        let names: Vec<String> = compiled.column_names().map(str::to_owned).collect();
        let writes = !compiled.readonly();
        let mut rows = compiled.raw_query();
        let mut rendered = Vec::new();
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            let values: Result<Vec<Value>, Failure> =
                (0..names.len()).map(|column| shown(row.get_ref_unwrap(column))).collect();
            rendered.push(values?);
        }
        let first = statement.sql.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        let changes_rows = writes && ["insert", "replace", "update", "delete", "with"].contains(&first.as_str());
        let changed = changes_rows && self.0.total_changes() != changes_before;
        let rows_affected = if changed { self.0.changes() } else { 0 };
        Ok(json!({ "columns": names, "rows": rendered, "rows_affected": rows_affected }))
    }
}

/// A parameter as the engine takes it.
fn bound(parameter: &Value) -> ToSqlOutput<'static> {
    let written = serde_json::value::to_raw_value(parameter).unwrap();
    ToSqlOutput::Owned(match value::Value::from_json(&written, EngineName::Sqlite).unwrap() {
        value::Value::Null => Sqlite::Null,
        value::Value::Integer(integer) => Sqlite::Integer(integer),
        value::Value::Real(real) => Sqlite::Real(real),
        value::Value::Text(text) => Sqlite::Text(text),
        value::Value::Blob(bytes) => Sqlite::Blob(bytes),
    })
}

/// A value as an answer shows it.
fn shown(found: ValueRef<'_>) -> Result<Value, Failure> {
    Ok(match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) if integer.unsigned_abs() <= value::EXACT_INTEGER.unsigned_abs() => json!(integer),
        ValueRef::Integer(integer) => json!({ "integer": integer.to_string() }),
        ValueRef::Real(real) if real.is_finite() => json!(real),
        ValueRef::Real(_) => return Err(("number_not_finite", None)),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => json!({ "blob": STANDARD.encode(bytes) }),
    })
}

fn failure(error: &rusqlite::Error) -> Failure {
    let (sqlite, words) = match error {
        rusqlite::Error::SqliteFailure(sqlite, words) => (sqlite, words.clone()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, Some(msg.clone())),
        rusqlite::Error::MultipleStatement => return ("multiple_statements", None),
        other => panic!("{other}"),
    };
    match sqlite.code {
        SqliteCode::ConstraintViolation => ("constraint_violated", words),
        SqliteCode::ApiMisuse => ("empty_statement", None),
        SqliteCode::DiskFull => ("full", None),
        SqliteCode::Unknown | SqliteCode::TooBig | SqliteCode::TypeMismatch => ("sql_error", words),
        other => panic!("{other:?}: {words:?}"),
    }
}
