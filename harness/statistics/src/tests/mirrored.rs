//! The order of blocks.

use super::*;

#[test]
fn mirrored_order_is_a_permutation_and_its_reverse() {
    let mut random = Random::seeded(7);
    let order = mirrored(&[1, 2, 3, 4], &mut random);
    let (forth, back) = order.split_at(4);
    let mut sorted = forth.to_vec();
    sorted.sort_unstable();
    assert_eq!(sorted, [1, 2, 3, 4]);
    assert!(forth.iter().eq(back.iter().rev()));
}
