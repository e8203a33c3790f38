//! Values of rows as what they were written as; anything else is damage.

use shared::{error::Failure, value::Value, version::Version};

use super::schema::damaged;

/// The columns of a row.
pub(super) fn columns<const N: usize>(row: Vec<Value>) -> Result<[Value; N], Failure> {
    row.try_into().map_err(|_| damaged("a row with another number of columns"))
}

/// The columns of the only row.
pub(super) fn only<const N: usize>(rows: Vec<Vec<Value>>) -> Result<[Value; N], Failure> {
    columns(rows.into_iter().next().ok_or_else(|| damaged("a row is missing"))?)
}

/// A column as a whole number.
pub(super) fn integer<N: TryFrom<i64>>(value: &Value) -> Result<N, Failure> {
    match value {
        Value::Integer(integer) => (*integer).try_into().map_err(|_| damaged("a number out of range")),
        Value::Null | Value::Real(_) | Value::Text(_) | Value::Blob(_) => {
            Err(damaged("no number where one was stored"))
        }
    }
}

/// A column as bytes.
pub(super) fn blob(value: Value) -> Result<Vec<u8>, Failure> {
    match value {
        Value::Blob(bytes) => Ok(bytes),
        Value::Null | Value::Integer(_) | Value::Real(_) | Value::Text(_) => {
            Err(damaged("no bytes where some were stored"))
        }
    }
}

/// Two columns as a version.
pub(super) fn version(counter: &Value, digest: Value) -> Result<Version, Failure> {
    let digest = blob(digest)?.try_into().map_err(|_| damaged("a digest of another length"))?;
    Ok(Version { counter: integer(counter)?, digest })
}

/// A version's counter as a parameter.
pub(super) fn counter(counter: u64) -> Result<Value, Failure> {
    count(counter)
}

/// A count as a parameter.
pub(super) fn count(count: u64) -> Result<Value, Failure> {
    i64::try_from(count).map(Value::Integer).map_err(|_| damaged("a number out of range"))
}

/// Text as a parameter.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
