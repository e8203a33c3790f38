//! Bodies of requests: one JSON object in UTF-8, each of whose fields stands there once, under its name.

use std::{marker::PhantomData, ops::RangeInclusive};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use crate::{
    error::{ErrorCode, Failure},
    limits,
};

/// Most characters of what a reader of JSON says: it repeats names of the body, which may be as long as the body.
const WORDS: usize = 200;

/// Reads a body, or answers [`ErrorCode::MalformedBody`] or [`ErrorCode::BodyTooLarge`] in words that say what it is instead.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    if body.len() > limits::BODY_BYTES {
        return Err(too_large());
    }
    if body.starts_with("\u{feff}".as_bytes()) {
        return Err(malformed("the body begins with a byte order mark; send UTF-8 without one"));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let place = error.valid_up_to();
        malformed(&format!("the body is not UTF-8 from byte {place} on; send JSON in UTF-8, and not compressed"))
    })?;
    serde_json::from_str(text).map(|Object(parsed)| parsed).map_err(|error| {
        // What is UTF-16 is often UTF-8 too, with a zero in every other place.
        if text.contains('\0') {
            return malformed("the body holds a zero byte, which JSON never does; send it in UTF-8");
        }
        let words: String = error.to_string().chars().take(WORDS).collect();
        malformed(&format!("the body is not the JSON of this route: {words}"))
    })
}

/// The failure for a body beyond [`limits::BODY_BYTES`].
pub fn too_large() -> Failure {
    Failure::new(ErrorCode::BodyTooLarge, format!("a request body has at most {} bytes", limits::BODY_BYTES))
}

/// A whole number of a body within its bounds, or [`ErrorCode::BadCount`] with the name and the bounds.
pub fn count(name: &str, value: &Value, bounds: &RangeInclusive<u32>) -> Result<u32, Failure> {
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok()).filter(|count| bounds.contains(count));
    count.ok_or_else(|| bad_count(name, bounds))
}

/// The failure for a number of a body that is none, or outside its bounds.
fn bad_count(name: &str, bounds: &RangeInclusive<u32>) -> Failure {
    let (least, most) = (bounds.start(), bounds.end());
    Failure::new(ErrorCode::BadCount, format!("\"{name}\" is a whole number from {least} to {most}"))
}

fn malformed(message: &str) -> Failure {
    Failure::new(ErrorCode::MalformedBody, message)
}

/// What is read from a JSON object alone. What `serde` derives for a struct takes a list of its fields as well, by position,
/// and would read `["select 1"]` as a request.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyObject<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyObject<T> {
            type Value = Object<T>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
            }
        }

        deserializer.deserialize_map(OnlyObject(PhantomData))
    }
}

#[cfg(test)]
mod tests;
