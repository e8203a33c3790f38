//! Rows on their way out: rendered to the edge's JSON once, where the SQL ran, and bounded while they are rendered.
//!
//! Every later hop passes the bytes on unread. One statement renders as
//! `{"columns":[…],"rows":[[…],…],"rows_affected":n,"last_insert_rowid":n}`, a batch as `{"results":[…]}`.

use std::io::Write as _;

use base64::{display::Base64Display, engine::general_purpose::STANDARD};

use crate::{
    error::{ErrorCode, Failure},
    limits,
    value::EXACT_INTEGER,
};

/// A value that is still owned by the engine that produced it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A double.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// True or false, where the engine knows them.
    Boolean(bool),
    /// A JSON text, where the engine knows JSON.
    Json(&'a str),
}

/// Renders the results of one batch, row by row.
///
/// ```
/// # use shared::result::{ResultWriter, ValueRef};
/// let mut writer = ResultWriter::new(false);
/// writer.begin_statement(["n"])?;
/// writer.row([ValueRef::Integer(1)])?;
/// writer.end_statement(0, 0);
/// let json = writer.finish();
/// assert_eq!(json, br#"{"columns":["n"],"rows":[[1]],"rows_affected":0,"last_insert_rowid":0}"#);
/// # Ok::<(), shared::error::Failure>(())
/// ```
pub struct ResultWriter {
    json: Vec<u8>,
    rows: usize,
    rows_of_statement: usize,
    values_of_row: usize,
    /// Values of the row, or of the list around, behind which the open list stands.
    lists: Vec<usize>,
    statements: usize,
    /// Bytes and rows before the statement that was begun last.
    before_statement: (usize, usize),
    listed: bool,
}

impl ResultWriter {
    /// An empty answer; `listed` is [`crate::statement::Batch::listed`].
    pub fn new(listed: bool) -> Self {
        let mut json = Vec::with_capacity(256);
        if listed {
            json.extend_from_slice(b"{\"results\":[");
        }
        Self {
            json,
            rows: 0,
            rows_of_statement: 0,
            values_of_row: 0,
            lists: Vec::new(),
            statements: 0,
            before_statement: (0, 0),
            listed,
        }
    }

    /// Starts the result of the next statement with the names of its columns; none where it returns no rows.
    pub fn begin_statement<'a>(&mut self, columns: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        self.before_statement = (self.json.len(), self.rows);
        if self.statements > 0 {
            self.json.push(b',');
        }
        self.statements += 1;
        self.rows_of_statement = 0;
        self.json.extend_from_slice(b"{\"columns\":[");
        for (index, column) in columns.into_iter().enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            self.text(column);
        }
        self.json.extend_from_slice(b"],\"rows\":[");
        self.check_bytes()
    }

    /// Takes back all of the statement that was begun last and has not ended, so that it can be begun again.
    pub fn retract_statement(&mut self) {
        let (bytes, rows) = self.before_statement;
        self.json.truncate(bytes);
        self.rows = rows;
        self.statements = self.statements.saturating_sub(1);
        self.lists.clear();
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, values: impl IntoIterator<Item = ValueRef<'a>>) -> Result<(), Failure> {
        self.begin_row()?;
        for value in values {
            self.value(value)?;
        }
        self.end_row();
        Ok(())
    }

    /// Starts a row, whose values follow one by one: for an engine that would have to make all of them to list them.
    pub fn begin_row(&mut self) -> Result<(), Failure> {
        self.rows += 1;
        if self.rows > limits::RESULT_ROWS {
            return Err(Failure::new(
                ErrorCode::ResultTooLarge,
                format!("the result has more than {} rows; ask for fewer with LIMIT", limits::RESULT_ROWS),
            ));
        }
        if self.rows_of_statement > 0 {
            self.json.push(b',');
        }
        self.rows_of_statement += 1;
        self.values_of_row = 0;
        self.json.push(b'[');
        self.check_bytes()
    }

    /// Starts a list that is the next value of the row; its values follow one by one.
    pub fn begin_list(&mut self) -> Result<(), Failure> {
        self.separate();
        self.lists.push(std::mem::take(&mut self.values_of_row));
        self.json.push(b'[');
        self.check_bytes()
    }

    /// Ends the innermost list.
    pub fn end_list(&mut self) {
        self.values_of_row = self.lists.pop().unwrap_or_default();
        self.json.push(b']');
    }

    fn separate(&mut self) {
        if self.values_of_row > 0 {
            self.json.push(b',');
        }
        self.values_of_row += 1;
    }

    /// Adds the next value of the row or list; one that cannot fit is refused before it is rendered.
    pub fn value(&mut self, value: ValueRef<'_>) -> Result<(), Failure> {
        self.separate();
        if self.json.len().saturating_add(least_bytes(value)) > limits::RESULT_BYTES {
            return Err(too_many_bytes());
        }
        self.render(value)?;
        self.check_bytes()
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.json.push(b']');
    }

    /// Ends the result of a statement.
    pub fn end_statement(&mut self, rows_affected: u64, last_insert_rowid: i64) {
        self.json.extend_from_slice(b"],\"rows_affected\":");
        self.integer(i64::try_from(rows_affected).unwrap_or(i64::MAX));
        self.json.extend_from_slice(b",\"last_insert_rowid\":");
        self.integer(last_insert_rowid);
        self.json.push(b'}');
    }

    /// The JSON object of the whole answer, still without its timing.
    pub fn finish(mut self) -> Vec<u8> {
        if self.listed {
            self.json.extend_from_slice(b"]}");
        }
        self.json
    }

    fn check_bytes(&self) -> Result<(), Failure> {
        if self.json.len() <= limits::RESULT_BYTES {
            return Ok(());
        }
        Err(too_many_bytes())
    }

    fn render(&mut self, value: ValueRef<'_>) -> Result<(), Failure> {
        match value {
            ValueRef::Null => self.json.extend_from_slice(b"null"),
            ValueRef::Integer(integer) => self.integer(integer),
            ValueRef::Real(real) if real.is_finite() => {
                serde_json::to_writer(&mut self.json, &real).expect("a finite number always renders");
            }
            ValueRef::Real(_) => {
                return Err(Failure::new(
                    ErrorCode::NumberNotFinite,
                    "a number of the result is infinite, which JSON cannot say; cast it to text",
                ));
            }
            ValueRef::Text(text) => self.text(text),
            ValueRef::Blob(bytes) => {
                write!(self.json, "{{\"blob\":\"{}\"}}", Base64Display::new(bytes, &STANDARD))
                    .expect("writing to memory never fails");
            }
            ValueRef::Boolean(flag) => self.json.extend_from_slice(if flag { b"true" } else { b"false" }),
            ValueRef::Json(text) => self.json.extend_from_slice(text.as_bytes()),
        }
        Ok(())
    }

    fn integer(&mut self, integer: i64) {
        let exact = (-EXACT_INTEGER..=EXACT_INTEGER).contains(&integer);
        let written =
            if exact { write!(self.json, "{integer}") } else { write!(self.json, "{{\"integer\":\"{integer}\"}}") };
        written.expect("writing to memory never fails");
    }

    fn text(&mut self, text: &str) {
        serde_json::to_writer(&mut self.json, text).expect("a string always renders");
    }
}

/// Bytes that a value renders to at the least; quotation marks and escapes may make it more.
fn least_bytes(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Text(text) | ValueRef::Json(text) => text.len(),
        ValueRef::Blob(bytes) => bytes.len().div_ceil(3).saturating_mul(4),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Boolean(_) => 0,
    }
}

fn too_many_bytes() -> Failure {
    Failure::new(
        ErrorCode::ResultTooLarge,
        format!("the result has more than {} bytes; ask for less", limits::RESULT_BYTES),
    )
}

#[cfg(test)]
mod tests;
