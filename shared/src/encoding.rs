//! How questions and replies are written, as a type that every call of the contract names.

use serde::{Serialize, de::DeserializeOwned};

use crate::error::{ErrorCode, Failure};

/// A way to write any question and any reply.
pub trait Encoding {
    /// Writes it.
    fn encode<T: Serialize>(value: &T) -> Vec<u8>;

    /// Reads it; bytes that another build sent are [`ErrorCode::Internal`].
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure>;
}

/// Fields in order, integers as varints, no names: what the Workers of this project speak among themselves.
pub enum Postcard {}

/// Text that every language reads.
pub enum Json {}

/// JSON's types in a binary form, with the names of fields.
pub enum MessagePack {}

/// Room for most questions and replies, so that they do not grow piece by piece.
const USUAL_BYTES: usize = 512;

impl Encoding for Postcard {
    fn encode<T: Serialize>(value: &T) -> Vec<u8> {
        postcard::to_extend(value, Vec::with_capacity(USUAL_BYTES)).expect("the types of the contract always encode")
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
        postcard::from_bytes(bytes).map_err(|_| strange())
    }
}

impl Encoding for Json {
    fn encode<T: Serialize>(value: &T) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut bytes, value).expect("the types of the contract always encode");
        bytes
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
        serde_json::from_slice(bytes).map_err(|_| strange())
    }
}

impl Encoding for MessagePack {
    fn encode<T: Serialize>(value: &T) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        rmp_serde::encode::write_named(&mut bytes, value).expect("the types of the contract always encode");
        bytes
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
        rmp_serde::from_slice(bytes).map_err(|_| strange())
    }
}

fn strange() -> Failure {
    Failure::new(ErrorCode::Internal, "two Workers of different builds do not understand each other")
}

#[cfg(test)]
mod tests;
