//! LEB128 numbers of at most 32 bits, in the one form that the builder writes.

use super::ChangeError;

/// Appends a number, seven bits per byte, the lowest first.
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while let [low, _, _, _] = number.to_le_bytes()
        && number >= 0x80
    {
        bytes.push(low | 0x80);
        number >>= 7;
    }
    let [low, _, _, _] = number.to_le_bytes();
    bytes.push(low);
}

/// Takes a number off the front, refusing more than 32 bits and needless zero bytes.
pub(super) fn take(bytes: &mut &[u8]) -> Result<u32, ChangeError> {
    let mut number = 0_u64;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first().ok_or(ChangeError::Truncated)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            if byte == 0 && shift > 0 {
                return Err(ChangeError::BadNumber);
            }
            return u32::try_from(number).map_err(|_| ChangeError::BadNumber);
        }
    }
    Err(ChangeError::BadNumber)
}

/// Takes a number that counts bytes.
pub(super) fn take_usize(bytes: &mut &[u8]) -> Result<usize, ChangeError> {
    usize::try_from(take(bytes)?).map_err(|_| ChangeError::BadNumber)
}
