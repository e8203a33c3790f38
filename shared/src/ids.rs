//! Names that cross a border: parsed once there, valid ever after.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    error::{ErrorCode, Failure},
    limits,
};

/// A tenant's name: 1 to 64 of `a-z A-Z 0-9 _ . : -`, the first a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct TenantId(String);

impl TenantId {
    /// Parses a name, or answers [`ErrorCode::BadTenant`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if is_name(text, limits::TENANT_ID_BYTES) {
            return Ok(Self(text.to_owned()));
        }
        Err(Failure::new(
            ErrorCode::BadTenant,
            format!(
                "a tenant id is 1 to {} characters of a-z, A-Z, 0-9, '_', '.', ':' and '-', and starts with a letter or a digit",
                limits::TENANT_ID_BYTES
            ),
        ))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TenantId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TenantId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Names one intent of a client across its attempts: 1 to 64 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Parses a key, or answers [`ErrorCode::BadIdempotencyKey`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let length_fits = (1..=limits::IDEMPOTENCY_KEY_BYTES).contains(&text.len());
        if length_fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Failure::new(
            ErrorCode::BadIdempotencyKey,
            format!("an idempotency key is 1 to {} visible ASCII characters", limits::IDEMPOTENCY_KEY_BYTES),
        ))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for IdempotencyKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Whether a text is a name that may stand in an address, of at most so many bytes.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    starts_well && text.len() <= most && text.bytes().all(is_name_byte)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-')
}

/// 64 random bits, 16 hexadecimal digits in text: the base of every id that we make up ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RandomId(pub u64);

impl std::fmt::Display for RandomId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl Serialize for RandomId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.to_le_bytes().serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for RandomId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            u64::from_str_radix(&text, 16).map(Self).map_err(D::Error::custom)
        } else {
            <[u8; 8]>::deserialize(deserializer).map(|bytes| Self(u64::from_le_bytes(bytes)))
        }
    }
}

/// Names one request through all of its hops and in every log line.
pub type RequestId = RandomId;

/// Names one V8 isolate, from its first request on.
pub type IsolateId = RandomId;

/// Names one instantiation of the WASM module; a panic makes a new one in the same isolate.
pub type InstanceId = RandomId;

/// Names one life of a Durable Object in memory; an eviction or a panic ends it.
pub type ObjectLifeId = RandomId;

#[cfg(test)]
mod tests;
