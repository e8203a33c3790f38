//! Rows of the object's database as values of Rust, and back.

use crate::{
    error::{ErrorCode, Failure},
    value::Value,
};

/// A number as it is stored. Numbers of calls stay far below 2^53, the largest that an object's SQLite tells exactly.
pub fn number(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Text as it is stored.
pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The columns of a row.
pub fn columns<const N: usize>(row: Vec<Value>) -> Result<[Value; N], Failure> {
    row.try_into().map_err(|_| damaged("a row"))
}

/// A stored number; an object's SQLite tells whole numbers as fractions at times.
pub fn as_number(value: &Value) -> Result<u64, Failure> {
    match *value {
        Value::Integer(integer) => u64::try_from(integer).map_err(|_| damaged("a number")),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and checked to be in range"
        )]
        Value::Real(real) if real.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&real) => Ok(real as u64),
        Value::Null | Value::Real(_) | Value::Text(_) | Value::Blob(_) => Err(damaged("a number")),
    }
}

/// Stored text.
pub fn as_text(value: Value) -> Result<String, Failure> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_) => Err(damaged("a text")),
    }
}

/// Stored bytes.
pub fn as_bytes(value: Value) -> Result<Vec<u8>, Failure> {
    match value {
        Value::Blob(bytes) => Ok(bytes),
        Value::Null | Value::Integer(_) | Value::Real(_) | Value::Text(_) => Err(damaged("bytes")),
    }
}

/// What is said of stored rows that nobody of this build wrote.
pub fn damaged(what: &str) -> Failure {
    Failure::new(ErrorCode::StateDamaged, format!("{what} of what is stored cannot be read"))
}
