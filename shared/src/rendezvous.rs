//! The home of something among several places, by rendezvous hashing: each place draws a number for it, and the highest one wins.
//!
//! Each draws by itself, so that one place more takes its even share from all others and moves nothing else: of what `n` places have, one
//! in `n + 1`.

use crate::random::Random;

/// A name as 64 bits (FNV-1a); the generator behind it mixes them.
pub fn name_bits(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |bits, byte| (bits ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A number as 64 bits, which no place's number disturbs.
const fn number_bits(number: u32) -> u64 {
    (number as u64) << 32
}

/// The home of what has these bits; zero where there is no place.
pub fn home(bits: u64, places: usize) -> usize {
    (0..places).max_by_key(|&place| draw(bits, place as u64)).unwrap_or_default()
}

/// The home of a number among places that have not too much to do: at most `factor_percent` of the mean, and at least one request.
///
/// A place that is full for a number sends it to its next choice, which is the same each time. Without a load it is [`home`].
pub fn bounded_home(number: u32, loads: &[u32], factor_percent: u32) -> u32 {
    let total: u64 = loads.iter().map(|&load| u64::from(load)).sum::<u64>() + 1;
    let most = (total * u64::from(factor_percent)).div_ceil(100 * loads.len().max(1) as u64).max(1);
    let choices = (0_u32..).zip(loads).filter(|&(_, &load)| u64::from(load) < most);
    let drawn = choices.map(|(place, _)| place).max_by_key(|&place| draw(number_bits(number), place.into()));
    drawn.unwrap_or_default()
}

fn draw(bits: u64, place: u64) -> u64 {
    Random::seeded(bits ^ place).next_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_more_moves_its_even_share_and_only_to_itself() {
        let homes = |number| [8, 9].map(|places| home(number_bits(number), places));
        let moved = (0..10_000).map(homes).filter(|[before, after]| before != after);
        let moved: Vec<_> = moved.collect();
        assert!(moved.len().abs_diff(10_000 / 9) < 200, "{}", moved.len());
        assert!(moved.iter().all(|[_, after]| *after == 8));
    }

    #[test]
    fn bounded_home_leaves_no_place_above_the_factor() {
        let mut loads = [0_u32; 8];
        for number in 0..4_000 {
            // Half of them are one number, which would fill one place.
            let number = if number % 2 == 0 { 7 } else { number };
            loads[bounded_home(number, &loads, 125) as usize] += 1;
        }
        assert!(loads.iter().all(|&load| load <= 4_000 / 8 * 5 / 4 + 1), "{loads:?}");
        assert_eq!(bounded_home(7, &[0; 8], 125) as usize, home(number_bits(7), 8));
        assert_eq!(home(name_bits("alice"), 0), 0);
    }
}
