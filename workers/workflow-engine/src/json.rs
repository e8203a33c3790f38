//! Values of workflows as they are stored: JSON, so that a journal can be read by people, within a bound.

use serde::{Serialize, de::DeserializeOwned};
use shared::limits;

use crate::error::Error;

/// A value as JSON.
pub(crate) fn write(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let bytes = serde_json::to_vec(value)
        .map_err(|error| Error::BadValue { message: format!("a value cannot be written as JSON: {error}") })?;
    bounded(bytes)
}

/// A value that is not too long to be stored.
pub(crate) fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    if bytes.len() > limits::workflow::VALUE_BYTES {
        let message = format!(
            "a value of {} bytes is larger than {}; keep it elsewhere and pass where it is",
            bytes.len(),
            limits::workflow::VALUE_BYTES
        );
        return Err(Error::BadValue { message });
    }
    Ok(bytes)
}

/// A value from JSON.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::BadValue { message: format!("a stored value is not what is asked for: {error}") })
}
