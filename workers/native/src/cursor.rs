//! Statements on the object's own SQLite, as the platform runs them.
//!
//! The `worker` crate's cursor cannot be closed. One that was not read to its end keeps its tables locked until the garbage
//! collector finds it, and a later `DROP TABLE` fails; so this one is closed when it goes out of scope.

use std::cell::Cell;

use js_sys::{Array, ArrayBuffer, Iterator, Uint8Array};
use shared::{error::Failure, value::Value};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::State;

use crate::platform_error;

#[wasm_bindgen]
extern "C" {
    /// `ctx.storage`.
    type Storage;

    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> PlatformSql;

    /// `ctx.storage.sql`.
    type PlatformSql;

    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &PlatformSql, sql: &str, params: &Array) -> Result<PlatformCursor, JsValue>;

    /// What `exec` answers.
    type PlatformCursor;

    #[wasm_bindgen(method, getter, js_name = columnNames)]
    fn column_names(this: &PlatformCursor) -> Array;

    #[wasm_bindgen(method, getter, js_name = rowsWritten)]
    fn rows_written(this: &PlatformCursor) -> f64;

    #[wasm_bindgen(method)]
    fn raw(this: &PlatformCursor) -> Iterator;

    #[wasm_bindgen(method, catch)]
    fn one(this: &PlatformCursor) -> Result<JsValue, JsValue>;
}

/// The platform's SQL interface.
pub(crate) struct Sql(PlatformSql);

impl Sql {
    pub(crate) fn new(state: &State) -> Self {
        Self(JsValue::from(state.storage().as_raw()).unchecked_into::<Storage>().sql())
    }

    /// Starts a statement, which must be the only one of its text; a write is done when this returns.
    pub(crate) fn run(&self, sql: &str, params: &[Value]) -> Result<Cursor, Failure> {
        let values: Array = params.iter().map(bind).collect();
        let cursor = self.0.exec(sql, &values).map_err(|error| platform_error::of_statement(&error))?;
        Ok(Cursor { rows: cursor.raw(), platform: cursor, is_read: Cell::new(false) })
    }

    /// The texts in the first column of the rows.
    pub(crate) fn texts(&self, sql: &str, params: &[Value]) -> Result<Vec<String>, Failure> {
        let cursor = self.run(sql, params)?;
        let mut texts = Vec::new();
        while let Some(row) = cursor.next_row()? {
            if let Some(PlatformValue::Text(text)) = row.into_iter().next() {
                texts.push(text);
            }
        }
        Ok(texts)
    }
}

/// A statement that runs.
pub(crate) struct Cursor {
    platform: PlatformCursor,
    rows: Iterator,
    is_read: Cell<bool>,
}

impl Cursor {
    pub(crate) fn columns(&self) -> Vec<String> {
        self.platform.column_names().iter().map(|name| name.as_string().unwrap_or_default()).collect()
    }

    /// Whether it has written rows so far.
    pub(crate) fn has_written(&self) -> bool {
        self.platform.rows_written() > 0.0
    }

    /// The next row, until there are no more.
    pub(crate) fn next_row(&self) -> Result<Option<Vec<PlatformValue>>, Failure> {
        let next = self.rows.next().map_err(|error| platform_error::of_statement(&error))?;
        if next.done() {
            self.is_read.set(true);
            return Ok(None);
        }
        Ok(Some(Array::from(&next.value()).iter().map(|value| PlatformValue::of(&value)).collect()))
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        if !self.is_read.get() {
            // It takes one more row and closes the cursor, whether that was the last or not.
            let _ = self.platform.one();
        }
    }
}

/// A value as the platform hands it out: it makes a double of every number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PlatformValue {
    Null,
    Number(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl PlatformValue {
    fn of(value: &JsValue) -> Self {
        if let Some(number) = value.as_f64() {
            Self::Number(number)
        } else if let Some(text) = value.as_string() {
            Self::Text(text)
        } else if value.is_instance_of::<ArrayBuffer>() || value.is_instance_of::<Uint8Array>() {
            Self::Blob(Uint8Array::new(value).to_vec())
        } else {
            Self::Null
        }
    }
}

fn bind(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        #[expect(clippy::cast_precision_loss, reason = "whoever runs a statement has seen that its integers are exact")]
        Value::Integer(integer) => JsValue::from_f64(*integer as f64),
        Value::Real(real) => JsValue::from_f64(*real),
        Value::Text(text) => JsValue::from_str(text),
        Value::Blob(bytes) => Uint8Array::from(bytes.as_slice()).into(),
    }
}
