//! Two estimates that do not depend on each other.

use proptest::prelude::*;

use super::{independent::difference_of, *};

#[test]
fn ends_of_a_difference_add_up_as_squares() {
    let difference = difference_of(&estimate(7.0, 10.0, 14.0), &estimate(2.0, 5.0, 9.0));
    assert_eq!(difference, estimate(0.0, 5.0, 10.0));
}

#[test]
fn ratio_of_what_may_be_nothing_is_none() {
    let (sure, unsure) = (estimate(1.0, 2.0, 3.0), estimate(0.0, 2.0, 3.0));
    assert_eq!(ratio_of_independent(&sure, &unsure), None);
    assert_eq!(ratio_of_independent(&unsure, &sure), None);
    assert!(ratio_of_independent(&sure, &sure).is_some());
}

#[test]
fn reach_of_a_ratio_is_that_of_both_logarithms() {
    // Reaches of 0.03 and 0.04 in logarithms add up to 0.05.
    let of = |value: f64, reach: f64| estimate(value * (-reach).exp(), value, value * reach.exp());
    let ratio = ratio_of_independent(&of(6.0, 0.03), &of(2.0, 0.04)).unwrap();
    assert!(close(ratio.value, 3.0));
    assert!(close(ratio.interval.low, 3.0 * (-0.05_f64).exp()) && close(ratio.interval.high, 3.0 * 0.05_f64.exp()));
}

#[test]
fn two_ways_agree_inside_of_the_tolerance_and_differ_outside() {
    let word = |low: f64, high: f64| Accord::of(&estimate(low, f64::midpoint(low, high), high));
    assert_eq!(word(0.9, 1.1), Accord::Agree);
    assert_eq!(word(Accord::TOLERANCE.recip(), Accord::TOLERANCE), Accord::Agree);
    assert_eq!([word(1.16, 1.3), word(0.5, 0.86)], [Accord::Differ; 2]);
    assert_eq!([word(1.1, 1.2), word(0.5, 2.0), word(0.8, 1.0)], [Accord::Undecided; 3]);
    for accord in [Accord::Agree, Accord::Differ, Accord::Undecided] {
        assert_eq!(serde_json::to_value(accord).unwrap(), accord.as_str());
    }
}

#[test]
fn ratio_of_two_independent_means_covers_the_truth() {
    let mut random = Random::seeded(9);
    let mut measured = |truth: f64| {
        let times: Vec<f64> = (0..40).map(|_| truth * machine::log_normal(&mut random, 0.2)).collect();
        median_interval(&times).unwrap()
    };
    let covered =
        (0..300).filter(|_| ratio_of_independent(&measured(3.0), &measured(2.0)).unwrap().interval.contains(1.5));
    let covered = covered.count();
    assert!((276..=297).contains(&covered), "{covered} of 300");
}

proptest! {
    #[test]
    fn swapped_estimates_give_the_reciprocal(
        one in (0.01_f64..100.0, 0.0_f64..1.0, 0.0_f64..1.0),
        other in (0.01_f64..100.0, 0.0_f64..1.0, 0.0_f64..1.0),
    ) {
        let of = |(value, below, above): (f64, f64, f64)| estimate(value * (-below).exp(), value, value * above.exp());
        let (plain, swapped) = (ratio_of_independent(&of(one), &of(other)), ratio_of_independent(&of(other), &of(one)));
        let (plain, swapped) = (plain.unwrap(), swapped.unwrap());
        prop_assert!(close(plain.value * swapped.value, 1.0) && plain.interval.contains(plain.value));
        prop_assert!(close(plain.interval.low * swapped.interval.high, 1.0));
        prop_assert_eq!(Accord::of(&plain), Accord::of(&swapped));
    }
}
