//! The generator and its shuffling.

use proptest::prelude::*;

use super::*;

#[test]
fn seed_gives_the_stream_of_the_published_generator() {
    let mut random = Random::seeded(42);
    let expected = [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1];
    for bits in expected {
        assert_eq!(random.next_bits(), bits);
    }
}

#[test]
fn every_order_of_three_comes_equally_often() {
    let mut random = Random::seeded(11);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..6000 {
        let mut items = [0, 1, 2];
        random.shuffle(&mut items);
        *seen.entry(items).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 6);
    assert!(seen.values().all(|times| (900..1100).contains(times)), "{seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn numbers_below_a_bound_stay_below_it(seed: u64, bound in 1_usize..1000) {
        let mut random = Random::seeded(seed);
        prop_assert!((0..50).all(|_| random.below(bound) < bound));
        prop_assert!((0.0..1.0).contains(&random.unit()));
    }
}
