//! Ratios, differences, slopes and geometric means of pairs.

use proptest::prelude::*;

use super::*;

#[test]
fn spread_of_three_rounds_is_widened_by_student() {
    // Medians over pairs of 0.10, 0.14 and 0.09; the reach of t with two degrees of freedom is 0.0657294.
    let rounds = [0.10_f64, 0.14, 0.09].map(|effect| vec![Pair { base: 1.0, arm: effect.exp() }; 5]);
    let logarithm = ratio(&rounds, 1).unwrap().map(f64::ln);
    assert!(close(logarithm.value, 0.10));
    assert!((logarithm.interval.low - 0.034_270_6).abs() < 1e-6);
    assert!((logarithm.interval.high - 0.165_729_4).abs() < 1e-6);
}

#[test]
fn ratio_of_nothing_or_of_no_time_is_no_ratio() {
    assert_eq!(ratio(&[], 1), None);
    assert_eq!(ratio(&[vec![]], 1), None);
    assert_eq!(ratio(&[vec![Pair { base: 0.0, arm: 1.0 }]], 1), None);
    assert!(difference(&[vec![Pair { base: 0.0, arm: 1.0 }]], 1).is_some());
}

fn steady(factor: f64) -> Vec<Vec<Pair>> {
    vec![vec![Pair { base: 2.0, arm: 2.0 * factor }; 6]; 4]
}

#[test]
fn slope_is_the_cost_of_one_more_operation() {
    assert!(close(slope((4, 1.9), (24, 5.9)).unwrap(), 0.2));
    assert!(close(slope((0, 3.0), (10, 2.0)).unwrap(), -0.1));
    assert_eq!(slope((4, 1.0), (4, 2.0)), None);
    assert_eq!(slope((24, 2.0), (4, 1.0)), None);
}

#[test]
fn provisional_ratio_is_the_median_with_its_order_statistics() {
    let pairs: Vec<Pair> = numbers(1..=30).into_iter().map(|arm| Pair { base: 10.0, arm }).collect();
    let ratio = provisional(&pairs).unwrap();
    assert!(close(ratio.value, (1.5_f64 * 1.6).sqrt()));
    assert!(close(ratio.interval.low, 1.0) && close(ratio.interval.high, 2.1));
    assert_eq!(provisional(&pairs[..5]), None);
    assert_eq!(provisional(&[Pair { base: 1.0, arm: 0.0 }; 6]), None);
}

#[test]
fn geometric_mean_of_steady_cells_is_that_of_their_ratios() {
    let mean = geometric_mean(&[steady(2.0), steady(0.5), steady(8.0)], 1).unwrap();
    assert!(close(mean.value, 2.0));
    assert!(close(mean.interval.low, 2.0) && close(mean.interval.high, 2.0));
}

#[test]
fn geometric_mean_without_one_of_its_cells_is_none() {
    assert_eq!(geometric_mean(&[], 1), None);
    assert_eq!(geometric_mean(&[steady(2.0), vec![vec![]]], 1), None);
    assert_eq!(geometric_mean(&[steady(2.0), steady(0.0)], 1), None);
}

#[test]
fn luck_of_a_round_does_not_average_out_over_its_cells() {
    // Each round shifts all of its cells alike, so forty cells know no more than one.
    let cell: Vec<Vec<Pair>> =
        (0..10).map(|round| vec![Pair { base: 1.0, arm: 1.0 + f64::from(round) / 100.0 }; 5]).collect();
    let (one, many) = (ratio(&cell, 1).unwrap(), geometric_mean(&vec![cell.clone(); 40], 1).unwrap());
    let narrower = many.interval.half_width() / one.interval.half_width();
    assert!((0.8..1.25).contains(&narrower), "{narrower}");
}

fn any_rounds() -> impl Strategy<Value = Vec<Vec<Pair>>> {
    let pair = (0.01_f64..1000.0, 0.01_f64..1000.0).prop_map(|(base, arm)| Pair { base, arm });
    prop::collection::vec(prop::collection::vec(pair, 1..8), 1..5)
}

fn changed(rounds: &[Vec<Pair>], change: impl Fn(&Pair) -> Pair) -> Vec<Vec<Pair>> {
    rounds.iter().map(|round| round.iter().map(&change).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn ratio_does_not_depend_on_the_unit(rounds in any_rounds(), unit in 0.001_f64..1000.0) {
        let scaled = changed(&rounds, |pair| Pair { base: pair.base * unit, arm: pair.arm * unit });
        let (plain, scaled) = (ratio(&rounds, 3).unwrap(), ratio(&scaled, 3).unwrap());
        prop_assert!(close(plain.value, scaled.value));
        prop_assert!(close(plain.interval.low, scaled.interval.low));
    }

    #[test]
    fn difference_scales_with_the_unit(rounds in any_rounds(), unit in 0.001_f64..1000.0) {
        let scaled = changed(&rounds, |pair| Pair { base: pair.base * unit, arm: pair.arm * unit });
        let (plain, scaled) = (difference(&rounds, 3).unwrap(), difference(&scaled, 3).unwrap());
        prop_assert!(close(plain.value * unit, scaled.value));
    }

    #[test]
    fn swapped_arms_give_the_reciprocal(rounds in any_rounds()) {
        let swapped = changed(&rounds, |pair| Pair { base: pair.arm, arm: pair.base });
        prop_assert!(close(ratio(&rounds, 3).unwrap().value * ratio(&swapped, 3).unwrap().value, 1.0));
    }

    #[test]
    fn interval_contains_its_estimate(rounds in any_rounds(), seed: u64) {
        let (times, tax) = (ratio(&rounds, seed).unwrap(), difference(&rounds, seed).unwrap());
        prop_assert!(times.interval.contains(times.value));
        prop_assert!(tax.interval.contains(tax.value));
    }

    #[test]
    fn order_of_pairs_does_not_matter_and_that_of_rounds_not_to_the_value(rounds in any_rounds(), seed: u64) {
        let mut random = Random::seeded(seed);
        let mut shuffled = rounds.clone();
        for round in &mut shuffled {
            random.shuffle(round);
        }
        prop_assert_eq!(ratio(&rounds, 3), ratio(&shuffled, 3));
        random.shuffle(&mut shuffled);
        prop_assert_eq!(ratio(&rounds, 3).unwrap().value.to_bits(), ratio(&shuffled, 3).unwrap().value.to_bits());
    }

    #[test]
    fn geometric_mean_of_one_cell_is_its_ratio(rounds in any_rounds(), seed: u64) {
        prop_assert_eq!(geometric_mean(std::slice::from_ref(&rounds), seed), ratio(&rounds, seed));
    }

    #[test]
    fn geometric_mean_contains_its_value_and_turns_with_the_arms(cells in prop::collection::vec(any_rounds(), 1..4)) {
        let swapped: Vec<Vec<Vec<Pair>>> =
            cells.iter().map(|cell| changed(cell, |pair| Pair { base: pair.arm, arm: pair.base })).collect();
        let (plain, swapped) = (geometric_mean(&cells, 5).unwrap(), geometric_mean(&swapped, 5).unwrap());
        prop_assert!(plain.interval.contains(plain.value));
        prop_assert!(close(plain.value * swapped.value, 1.0));
    }
}
