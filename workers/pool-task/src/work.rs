//! What good tasks do.

use std::hint::black_box;

/// Capital letters, the words in the opposite order.
pub(crate) fn transform(payload: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(payload);
    let mut words: Vec<_> = text.split(' ').collect();
    words.reverse();
    words.join(" ").to_ascii_uppercase().into_bytes()
}

/// So many square roots, each of the one before.
pub(crate) fn root(rounds: u32) -> f64 {
    (0..rounds).fold(1.5, |root: f64, round| black_box((root + f64::from(round)).sqrt()))
}

/// A whole number in decimal digits; zero for anything else.
pub(crate) fn number(payload: &[u8]) -> u32 {
    std::str::from_utf8(payload).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}
