//! Which of several pools an owner belongs to, by rendezvous hashing with bounded load.

use crate::random::{Random, scaled};

/// The pool that draws the highest number for an owner; zero where there is none.
///
/// Each draws by itself, so that one pool more takes its even share of all others and moves nobody else.
pub fn home(owner: u32, pools: u32) -> u32 {
    (0..pools).max_by_key(|&pool| draw(owner, pool)).unwrap_or_default()
}

/// The pool with the highest draw of those that have not too much to do: at most `factor_percent` of the mean, and at least one request.
///
/// A pool that is full for an owner sends it to the owner's next choice, which is the same each time. `draw` breaks no tie: draws differ.
pub fn bounded_home(owner: u32, loads: &[u32], factor_percent: u32) -> u32 {
    let total: u64 = loads.iter().map(|&load| u64::from(load)).sum::<u64>() + 1;
    let most = (total * u64::from(factor_percent)).div_ceil(100 * loads.len().max(1) as u64).max(1);
    let choices = (0_u32..).zip(loads).filter(|&(_, &load)| u64::from(load) < most);
    choices.map(|(pool, _)| pool).max_by_key(|&pool| draw(owner, pool)).unwrap_or_default()
}

fn draw(owner: u32, pool: u32) -> u64 {
    Random::seeded((u64::from(owner) << 32) | u64::from(pool)).next_bits()
}

/// A number below a bound, from random bits.
pub(super) fn below(random: &mut Random, bound: u32) -> u32 {
    u32::try_from(scaled(random.next_bits(), bound as usize)).unwrap_or_default()
}
