//! Signed ranks and several p-values at once.

use proptest::prelude::*;

use super::{normal::two_sided_tail, *};

/// Pairs whose logarithms are the given tenths.
fn pairs(tenths: impl IntoIterator<Item = i32>) -> Vec<Pair> {
    tenths.into_iter().map(|tenths| Pair { base: 1.0, arm: (f64::from(tenths) / 10.0).exp() }).collect()
}

#[test]
fn tail_of_the_normal_distribution_is_that_of_an_independent_implementation() {
    let known = [
        (0.0, 1.0),
        (0.1, 0.920_344_325_445_942),
        (1.0, 0.317_310_507_862_914),
        (1.959_963_984_540_054, 0.05),
        (2.9, 0.003_731_626_600_768_077),
        (3.0, 0.002_699_796_063_260_191),
        (5.0, 5.733_031_437_583_892e-7),
        (20.0, 5.507_248_237_212_663e-89),
    ];
    for (distance, tail) in known {
        assert!((two_sided_tail(distance) / tail - 1.0).abs() < 1e-11, "{distance}");
    }
}

#[test]
fn few_signed_ranks_are_counted_out() {
    let p_value = |tenths: &[i32]| signed_rank(&pairs(tenths.iter().copied())).unwrap();
    assert!(close(p_value(&[1, 2, 3, 4, 5, 6]), 0.031_25));
    assert!(close(p_value(&[-1, 2, 3, -4, 5, 6, 7, 8, 9, 10]), 0.019_531_25));
    let many = [1, -2, 3, -4, 5, -6, 7, 8, 9, -10, 11, 12, 13, 14, 15, 16, -17, 18];
    assert!(close(p_value(&many), 0.043_167_114_257_812_5));
    assert!(close(p_value(&[1, -1, 2, -2]), 1.0));
    assert!(close(p_value(&[7]), 1.0));
}

#[test]
fn ties_and_many_signed_ranks_are_approximated() {
    let tied = signed_rank(&pairs([1, 1, 2, 2, 3, -1, -2, 3, 0, 4, 4, -4, 5])).unwrap();
    assert!(close(tied, 0.090_057_299_091_050_54), "{tied}");
    let many = signed_rank(&pairs((1..=40).map(|rank| if (rank - 1) % 3 == 2 { -rank } else { rank }))).unwrap();
    assert!(close(many, 0.066_544_654_968_581_5), "{many}");
}

#[test]
fn signed_ranks_of_equal_or_impossible_times_say_nothing() {
    assert_eq!(signed_rank(&[]), None);
    assert_eq!(signed_rank(&pairs([0, 0, 0])), None);
    assert_eq!(signed_rank(&[Pair { base: 0.0, arm: 1.0 }]), None);
}

#[test]
fn holm_multiplies_by_what_is_left_and_never_falls() {
    let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
    for (value, known) in adjusted.into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
        assert!(close(value, known));
    }
    assert_eq!(holm(&[0.7, 0.6]), [1.0, 1.0]);
    assert!(holm(&[]).is_empty());
}

proptest! {
    #[test]
    fn signed_ranks_know_no_direction_and_no_order(tenths in prop::collection::vec(-60_i32..60, 1..60), seed: u64) {
        let pairs = pairs(tenths);
        let mut swapped: Vec<Pair> = pairs.iter().map(|pair| Pair { base: pair.arm, arm: pair.base }).collect();
        Random::seeded(seed).shuffle(&mut swapped);
        let (plain, swapped) = (signed_rank(&pairs), signed_rank(&swapped));
        prop_assert_eq!(plain.is_some(), swapped.is_some());
        if let (Some(plain), Some(swapped)) = (plain, swapped) {
            prop_assert!(close(plain, swapped) && (0.0..=1.0).contains(&plain));
        }
    }

    #[test]
    fn holm_keeps_the_order_and_lowers_nothing(p_values in prop::collection::vec(0.0_f64..=1.0, 0..20)) {
        let adjusted = holm(&p_values);
        let both: Vec<(f64, f64)> = p_values.into_iter().zip(adjusted).collect();
        for (p_value, adjusted) in &both {
            prop_assert!(p_value <= adjusted && *adjusted <= 1.0);
            prop_assert!(both.iter().all(|(other, theirs)| other > p_value || theirs <= adjusted));
        }
    }
}
