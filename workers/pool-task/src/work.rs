//! What good tasks do.

use std::hint::black_box;

/// Capital letters, the words in the opposite order; both are as long as the payload.
pub(crate) fn transform(payload: &[u8], output: &mut [u8]) -> usize {
    let Some(text) = output.get_mut(..payload.len()) else { return 0 };
    text.copy_from_slice(payload);
    text.make_ascii_uppercase();
    text.reverse();
    // Each word is the right way round again, in the place that it has now.
    text.split_mut(|&byte| byte == b' ').for_each(<[u8]>::reverse);
    payload.len()
}

/// So many square roots, each of the one before.
pub(crate) fn root(rounds: u32) -> f64 {
    (0..rounds).fold(1.5, |root: f64, round| black_box((root + f64::from(round)).sqrt()))
}

/// A whole number in decimal digits; zero for anything else.
pub(crate) fn number(payload: &[u8]) -> u32 {
    std::str::from_utf8(payload).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}
