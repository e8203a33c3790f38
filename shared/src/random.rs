//! A small seeded generator for orders and resampling; its stream is part of what a stored seed means.

/// Pseudo-random numbers of xoshiro256**, its state filled from a seed by `SplitMix64`.
///
/// Not for secrets. There is no generator without a seed: a run must be repeatable, and a Worker has no randomness at
/// module scope.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The generator of a seed; every seed is as good as another.
    pub fn seeded(seed: u64) -> Self {
        let mut filler = seed;
        Self { state: std::array::from_fn(|_| split_mix(&mut filler)) }
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number below `bound`, each as likely as another; zero for a bound of zero.
    pub fn below(&mut self, bound: usize) -> usize {
        scaled(self.next_bits(), bound)
    }

    /// A number from zero up to, not including, one.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let numerator = (self.next_bits() >> 11) as f64;
        numerator / 9_007_199_254_740_992.0
    }

    /// Puts items into random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Random bits as a number below `bound`.
///
/// The high half of a product of 128 bits: its bias is below `bound / 2^64`, nothing for the counts of a benchmark.
pub fn scaled(bits: u64, bound: usize) -> usize {
    let product = u128::from(bits) * bound as u128;
    usize::try_from(product >> 64).unwrap_or_default()
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
