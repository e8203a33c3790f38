//! The exponential distribution by layers of equal area (the ziggurat of Marsaglia and Tsang): a logarithm for one draw in a hundred.

use shared::random::Random;

const LAYERS: usize = 256;
/// Where the tail begins, and the area of each layer.
const TAIL: f64 = 7.697_117_470_131_05;
const AREA: f64 = 0.003_949_659_822_581_557;

/// Draws numbers with mean one.
#[derive(Clone, Debug)]
pub(crate) struct Exponential {
    /// Right ends of the layers, and the density there.
    ends: [(f64, f64); LAYERS + 1],
}

impl Exponential {
    pub(crate) fn new() -> Self {
        let mut ends = [(0.0, 1.0); LAYERS + 1];
        // The lowest layer holds the tail: it is as wide as its area asks for.
        ends[0] = (AREA * TAIL.exp(), 0.0);
        ends[1] = (TAIL, (-TAIL).exp());
        for layer in 2..LAYERS {
            let (end, density) = ends[layer - 1];
            let next = density + AREA / end;
            ends[layer] = (-next.ln(), next);
        }
        Self { ends }
    }

    pub(crate) fn draw(&self, random: &mut Random) -> f64 {
        let mut before = 0.0;
        loop {
            let bits = random.next_bits();
            // The layer and the place in it are taken from different bits.
            let layer = (bits & 255) as usize;
            let (end, density) = self.ends[layer];
            let place = (bits >> 11) as f64 / 9_007_199_254_740_992.0 * end;
            let (next, above) = self.ends[layer + 1];
            if place < next {
                return before + place;
            }
            if layer == 0 {
                // What lies beyond is an exponential again.
                before += TAIL;
            } else if density + (above - density) * random.unit() < (-place).exp() {
                return before + place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_tail_are_those_of_the_exponential() {
        let (draws, exponential) = (4_000_000, Exponential::new());
        let mut random = Random::seeded(12);
        let (mut sum, mut squares, mut beyond) = (0.0, 0.0, [0_u32; 12]);
        for _ in 0..draws {
            let value = exponential.draw(&mut random);
            sum += value;
            squares += value * value;
            for (bound, count) in (0_u32..).zip(&mut beyond) {
                *count += u32::from(value > f64::from(bound));
            }
        }
        let draws = f64::from(draws);
        assert!((sum / draws - 1.0).abs() < 0.002, "{}", sum / draws);
        assert!((squares / draws - 2.0).abs() < 0.01, "{}", squares / draws);
        for (bound, count) in (0_u32..).zip(beyond).skip(1) {
            let expected = draws * (-f64::from(bound)).exp();
            assert!((f64::from(count) - expected).abs() < 4.0 * expected.sqrt(), "{bound}: {count} {expected}");
        }
    }
}
