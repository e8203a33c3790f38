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
//! `true` and `false` are taken as the parameters 1 and 0.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::{ErrorCode, Failure};

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
    /// Reads a parameter from the JSON of a request, or answers [`ErrorCode::BadParameter`].
    pub fn from_json(json: Json) -> Result<Self, Failure> {
        match json {
            Json::Null => Ok(Self::Null),
            Json::Bool(flag) => Ok(Self::Integer(i64::from(flag))),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Ok(Self::Integer(integer)),
                // An integer above 2^63 would be rounded; the client has to say what it means.
                (None, _) if number.is_u64() => Err(bad_parameter("an integer parameter exceeds 64 bits")),
                (None, Some(real)) if real.is_finite() => Ok(Self::Real(real)),
                (None, _) => Err(bad_parameter("a number parameter is not finite")),
            },
            Json::String(text) => Ok(Self::Text(text)),
            Json::Object(fields) if fields.len() == 1 => {
                match fields.into_iter().next().expect("one field was counted") {
                    (name, Json::String(digits)) if name == "integer" => digits
                        .parse()
                        .map(Self::Integer)
                        .map_err(|_| bad_parameter("\"integer\" holds no 64-bit decimal integer")),
                    (name, Json::String(text)) if name == "blob" => {
                        STANDARD.decode(text).map(Self::Blob).map_err(|_| bad_parameter("\"blob\" holds no base64"))
                    }
                    _ => Err(unknown_form()),
                }
            }
            Json::Array(_) | Json::Object(_) => Err(unknown_form()),
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
