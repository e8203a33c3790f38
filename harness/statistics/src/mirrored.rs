//! The order of blocks in a pair.

use shared::random::Random;

/// All items in random order and then back again: ABBA or BAAB for two.
///
/// A drift that is linear over the pair adds the same to every item, so it cancels in their ratios.
pub fn mirrored<T: Clone>(items: &[T], random: &mut Random) -> Vec<T> {
    let mut order = items.to_vec();
    random.shuffle(&mut order);
    let back: Vec<T> = order.iter().rev().cloned().collect();
    order.extend(back);
    order
}
