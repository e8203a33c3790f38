//! The version of a tenant's state: how many writes it has seen, and a digest chained over all of them.
//!
//! The counter alone cannot tell a copy that executed a write whose commit never happened from one that executed the
//! write that was committed instead. The digest can: it depends on every change before it, in order.

use serde::{Deserialize, Serialize};

/// Bytes of a digest: 128 bits of BLAKE3 guard against accidents, which is all that a chain of our own parts needs.
pub const DIGEST_BYTES: usize = 16;

/// A point in the history of a tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Version {
    /// Writes since the tenant began.
    pub counter: u64,
    /// The digest of the change that led here, chained over the one before; zero for the empty tenant.
    #[serde(with = "hex_in_json")]
    pub digest: [u8; DIGEST_BYTES],
}

impl Version {
    /// The version of a tenant that has never been written.
    pub const EMPTY: Self = Self { counter: 0, digest: [0; DIGEST_BYTES] };

    /// The version that `change`, as encoded, leads to from here.
    #[must_use]
    pub fn next(&self, change: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.counter.to_le_bytes());
        hasher.update(&self.digest);
        hasher.update(change);
        let mut digest = [0; DIGEST_BYTES];
        digest.copy_from_slice(&hasher.finalize().as_bytes()[..DIGEST_BYTES]);
        Self { counter: self.counter + 1, digest }
    }
}

mod hex_in_json {
    //! A digest as 32 hexadecimal digits where people read it, as bytes where they do not.

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    use super::DIGEST_BYTES;

    pub(super) fn serialize<S: Serializer>(digest: &[u8; DIGEST_BYTES], serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&format_args!("{:032x}", u128::from_be_bytes(*digest)))
        } else {
            digest.serialize(serializer)
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; DIGEST_BYTES], D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            u128::from_str_radix(&text, 16).map(u128::to_be_bytes).map_err(D::Error::custom)
        } else {
            <[u8; DIGEST_BYTES]>::deserialize(deserializer)
        }
    }
}

#[cfg(test)]
mod tests;
