//! Where every choice of the fuzz comes from: a stream of its own for each request, so that one can be made again without the rest.

use statistics::Random;

/// The choices of one request.
pub(super) struct Source(Random);

impl Source {
    /// The choices of request `number` of client `client` under a seed; nothing else has a say in them.
    pub(super) fn of(seed: u64, client: u64, number: u64) -> Self {
        let of_client = Random::seeded(seed ^ Random::seeded(client).next_bits()).next_bits();
        Self(Random::seeded(of_client ^ Random::seeded(!number).next_bits()))
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several; there has to be one.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        all.get(self.below(all.len())).expect("there is something to pick from")
    }

    /// One of several texts.
    pub(super) fn word(&mut self, all: &[&'static str]) -> &'static str {
        all.get(self.below(all.len())).copied().unwrap_or_default()
    }

    /// The place of one of several, each as likely as its weight says.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        weights.len().saturating_sub(1)
    }

    /// 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_bits()
    }

    /// So many bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.bits().to_le_bytes()[0]).collect()
    }
}
