//! The object's own SQLite, as [`Tables`] and as the place of atomic writes.

use std::{cell::RefCell, collections::HashMap};

use js_sys::Array;
use shared::{
    error::{ErrorCode, Failure},
    tables::Tables,
    value::Value,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{SqlStorage, SqlStorageValue, State, console_error};

#[wasm_bindgen]
extern "C" {
    /// `ctx.storage`, for what the `worker` crate does not bind.
    type Storage;

    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &Storage, work: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/js/tables.js")]
extern "C" {
    #[wasm_bindgen(js_name = rows, catch)]
    fn rows_of(sql: &JsValue, query: &JsValue, params: &Array) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch)]
    fn run(sql: &JsValue, query: &JsValue, params: &Array) -> Result<(), JsValue>;
}

thread_local! {
    /// Texts of statements as JavaScript has them, by where they stand and how long they are: each crosses the border once.
    static TEXTS: RefCell<HashMap<(usize, usize), JsValue>> = RefCell::default();
}

/// Tables in the storage of a Durable Object.
pub struct ObjectTables {
    sql: SqlStorage,
    /// The same, as JavaScript has it.
    remote: JsValue,
    storage: Storage,
}

impl ObjectTables {
    /// The storage of the object whose state this is.
    pub fn new(state: &State) -> Self {
        let storage = state.storage();
        let (sql, storage) = (storage.sql(), JsValue::from(storage.as_raw()).unchecked_into::<Storage>());
        Self { sql, remote: storage.sql(), storage }
    }

    /// The platform's SQL interface, for a Worker whose users' SQL runs here.
    pub fn sql(&self) -> &SqlStorage {
        &self.sql
    }
}

impl Tables for ObjectTables {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        let rows = rows_of(&self.remote, &text_of(sql), &crossing(params)).map_err(failed)?;
        let row = |row: JsValue| {
            let values = row.unchecked_into::<Array>();
            values.iter().map(|value| SqlStorageValue::try_from(value).map(from_storage)).collect::<Result<_, _>>()
        };
        rows.iter().map(row).collect::<Result<_, _>>().map_err(|error: worker::Error| storage_failed(&error))
    }

    fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<(), Failure> {
        run(&self.remote, &text_of(sql), &crossing(params)).map_err(failed)
    }

    /// One trip across the border for all of them.
    fn execute_all(&self, statements: &[&'static str]) -> Result<(), Failure> {
        run(&self.remote, &JsValue::from_str(&statements.join(";")), &Array::new()).map_err(failed)
    }

    /// Runs `work` in `transactionSync`, which rolls back when it fails; a caught SQL error alone would not.
    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let mut work = Some(work);
        let mut outcome = None;
        let committed = self.storage.transaction_sync(&mut || {
            let result = work.take().expect("the platform runs a transaction's closure once")();
            // The thrown value only makes the platform roll back; what happened is in `outcome`.
            let thrown = if result.is_ok() { Ok(()) } else { Err(JsValue::from_str("rolled back")) };
            outcome = Some(result);
            thrown
        });
        match (outcome, committed) {
            (Some(Err(failure)), _) => Err(failure),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(storage_failed(&error.into())),
            (None, Ok(())) => Err(Failure::new(ErrorCode::Internal, "the platform did not run the transaction")),
        }
    }

    fn size(&self) -> u64 {
        u64::try_from(self.sql.database_size()).unwrap_or(u64::MAX)
    }
}

fn failed(error: JsValue) -> Failure {
    storage_failed(&error.into())
}

/// A statement as JavaScript has it.
fn text_of(sql: &'static str) -> JsValue {
    TEXTS.with_borrow_mut(|texts| {
        texts.entry((sql.as_ptr() as usize, sql.len())).or_insert_with(|| JsValue::from_str(sql)).clone()
    })
}

/// Parameters on their way to JavaScript.
fn crossing(params: Vec<Value>) -> Array {
    params.into_iter().map(|value| JsValue::from(into_storage(value))).collect()
}

fn storage_failed(error: &worker::Error) -> Failure {
    console_error!("the object's storage failed: {error}");
    Failure::new(ErrorCode::ObjectFailed, "the object's storage failed; try again under an idempotency key")
}

fn into_storage(value: Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Integer(integer) => SqlStorageValue::Integer(integer),
        Value::Real(real) => SqlStorageValue::Float(real),
        Value::Text(text) => SqlStorageValue::String(text),
        Value::Blob(bytes) => SqlStorageValue::Blob(bytes),
    }
}

fn from_storage(value: SqlStorageValue) -> Value {
    match value {
        SqlStorageValue::Null => Value::Null,
        SqlStorageValue::Boolean(flag) => Value::Integer(i64::from(flag)),
        SqlStorageValue::Integer(integer) => Value::Integer(integer),
        SqlStorageValue::Float(real) => Value::Real(real),
        SqlStorageValue::String(text) => Value::Text(text),
        SqlStorageValue::Blob(bytes) => Value::Blob(bytes),
    }
}
