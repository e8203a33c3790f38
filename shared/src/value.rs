//! One SQL value in memory, and its form in JSON: what JSON cannot say exactly goes into an object with one field.
//!
//! | SQL | JSON |
//! |---|---|
//! | NULL | `null` |
//! | INTEGER up to 2^53 - 1 either side of zero | a number |
//! | INTEGER beyond | `{ "integer": "9223372036854775807" }` |
//! | REAL | a number |
//! | TEXT | a string |
//! | BLOB | `{ "blob": "base64…" }` |
//!
//! As parameters of SQLite, `true` and `false` are 1 and 0, and a number is what it is in SQLite: an integer of 64 bits or a
//! double. Postgres decides what a parameter is by where it stands, and reads it from a text: `true`, `false` and numbers
//! that are neither go to it as they are written, so that a `numeric` keeps all of its digits.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    engine::EngineName,
    error::{ErrorCode, Failure},
};

/// The largest integer that a JSON reader with doubles holds exactly: 2^53 - 1.
pub const EXACT_INTEGER: i64 = (1 << 53) - 1;

/// One SQL value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A double; finite when it came from JSON.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(#[serde(with = "serde_bytes")] Vec<u8>),
}

impl Value {
    /// Reads a parameter of an engine from the JSON of a request as it is written, or answers [`ErrorCode::BadParameter`].
    pub fn from_json(written: &RawValue, engine: EngineName) -> Result<Self, Failure> {
        let text = written.get().trim();
        match text.chars().next() {
            Some('n') => Ok(Self::Null),
            Some('t' | 'f') => Ok(match engine {
                EngineName::Sqlite => Self::Integer(i64::from(text == "true")),
                EngineName::Postgres => Self::Text(text.to_owned()),
            }),
            Some('"') => serde_json::from_str(text)
                .map(Self::Text)
                .map_err(|error| bad_parameter(&format!("a string parameter cannot be read: {error}"))),
            Some('{') => Self::of_object(text),
            Some('-' | '0'..='9') => Self::of_number(text, engine),
            Some(_) | None => Err(unknown_form()),
        }
    }

    fn of_object(text: &str) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Object {
            integer: Option<String>,
            blob: Option<String>,
        }
        match serde_json::from_str(text) {
            Ok(Object { integer: Some(digits), blob: None }) => digits
                .parse()
                .map(Self::Integer)
                .map_err(|_| bad_parameter("\"integer\" holds no 64-bit decimal integer")),
            Ok(Object { integer: None, blob: Some(text) }) => {
                STANDARD.decode(text).map(Self::Blob).map_err(|_| bad_parameter("\"blob\" holds no base64"))
            }
            Ok(_) | Err(_) => Err(unknown_form()),
        }
    }

    fn of_number(text: &str, engine: EngineName) -> Result<Self, Failure> {
        if let Ok(integer) = text.parse() {
            return Ok(Self::Integer(integer));
        }
        let is_whole = !text.contains(['.', 'e', 'E']);
        match (engine, text.parse::<f64>()) {
            (EngineName::Postgres, _) => Ok(Self::Text(text.to_owned())),
            (EngineName::Sqlite, _) if is_whole => Err(bad_parameter(
                "an integer parameter exceeds 64 bits; send it as a string, or as a number with a point",
            )),
            (EngineName::Sqlite, Ok(real)) if real.is_finite() => Ok(Self::Real(real)),
            (EngineName::Sqlite, _) => Err(bad_parameter("a number parameter is not finite")),
        }
    }

    /// Whether a double would hold this value exactly.
    pub fn is_exact_in_double(&self) -> bool {
        match self {
            Self::Integer(integer) => (-EXACT_INTEGER..=EXACT_INTEGER).contains(integer),
            Self::Null | Self::Real(_) | Self::Text(_) | Self::Blob(_) => true,
        }
    }
}

fn bad_parameter(message: &str) -> Failure {
    Failure::new(ErrorCode::BadParameter, message)
}

fn unknown_form() -> Failure {
    bad_parameter("a parameter is null, a boolean, a number, a string, {\"integer\": \"…\"} or {\"blob\": \"base64…\"}")
}

#[cfg(test)]
mod tests;
