//! Values one after the other in bytes, without a count: pieces can be put behind each other, and cut between two values.

use serde::{Deserialize, Serialize};
use shared::{error::Failure, tables::row::damaged};

/// Adds a value to a piece.
pub(crate) fn push<T: Serialize>(piece: &mut Vec<u8>, value: &T) {
    let bytes = std::mem::take(piece);
    *piece = postcard::to_extend(value, bytes).expect("the types of the library always encode");
}

/// Takes the first value of a piece.
pub(crate) fn take<'a, T: Deserialize<'a>>(piece: &mut &'a [u8]) -> Result<T, Failure> {
    let (value, rest) = postcard::take_from_bytes(piece).map_err(|_| damaged("a piece"))?;
    *piece = rest;
    Ok(value)
}
