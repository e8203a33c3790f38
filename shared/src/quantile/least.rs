//! How many samples a percentile needs before it is more than chance.

use super::PerMille;

/// Fewer samples than this leave the 99th percentile to chance: 368.
pub const P99_LEAST_SAMPLES: usize = least_samples(PerMille::P99);

/// The least n for which the largest sample lies above the percentile with a probability of 97.5 %.
///
/// Below the median the smallest sample has to lie under it instead. No number is enough for the shares zero and one, the
/// ends of the population itself: `usize::MAX`.
pub const fn least_samples(share: PerMille) -> usize {
    let (share, rest) = (share.0, share.rest().0);
    let inner = if share > rest { share } else { rest };
    if inner >= 1000 {
        return usize::MAX;
    }
    let mut samples = 0;
    let mut all_inside = 1.0;
    while all_inside > 0.025 {
        all_inside *= inner as f64 / 1000.0;
        samples += 1;
    }
    samples
}
