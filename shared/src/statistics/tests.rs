//! Known answers from an independent implementation, properties, and simulations with a fixed seed.

use proptest::prelude::*;

use super::*;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

fn numbers(values: impl IntoIterator<Item = u32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}

#[test]
fn quantiles_are_those_of_an_independent_implementation() {
    let sorted = [1.2, 2.7, 3.1, 4.8, 5.5, 7.7, 9.4];
    assert!(close(quantile(&sorted, PerMille::P95).unwrap(), 8.89));
    assert!(close(quantile(&sorted, PerMille::LOW).unwrap(), 1.425));
    assert!(close(quantile(&sorted, PerMille::P50).unwrap(), 4.8));
    assert!(close(quantile(&sorted, PerMille::new(1000).unwrap()).unwrap(), 9.4));
}

#[test]
fn median_of_an_even_count_is_the_middle_of_two() {
    assert!(close(median(&[4.0, 1.0, 3.0, 2.0]).unwrap(), 2.5));
    assert_eq!(median(&[]), None);
    assert_eq!(PerMille::new(1001), None);
}

#[test]
fn high_percentiles_wait_for_enough_samples() {
    let summary = |count| Summary::of(&numbers(1..=count)).unwrap();
    assert_eq!(summary(71).p95, None);
    assert!(close(summary(72).p95.unwrap(), 68.45));
    assert_eq!(summary(367).p99, None);
    assert!(close(summary(368).p99.unwrap(), 364.33));
    assert_eq!(Summary::of(&[]), None);
}

#[test]
fn summary_of_few_samples_tells_their_extremes() {
    let summary = Summary::of(&[3.0, 1.0, 8.0]).unwrap();
    assert_eq!((summary.count, summary.p95), (3, None));
    assert!(close(summary.least, 1.0) && close(summary.p50, 3.0));
    assert!(close(summary.greatest, 8.0) && close(summary.mean, 4.0));
}

#[test]
fn seed_gives_the_stream_of_the_published_generator() {
    let mut random = Random::seeded(42);
    let expected = [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1];
    for bits in expected {
        assert_eq!(random.next_bits(), bits);
    }
}

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

#[test]
fn median_interval_cuts_off_the_binomial_tails() {
    assert_eq!(median_interval(&numbers(1..=5)), None);
    let ends = |count| median_interval(&numbers(1..=count)).unwrap().interval;
    assert_eq!(ends(6), Interval { low: 1.0, high: 6.0 });
    assert_eq!(ends(30), Interval { low: 10.0, high: 21.0 });
    assert_eq!(ends(2000), Interval { low: 956.0, high: 1045.0 });
}

fn estimate(low: f64, value: f64, high: f64) -> Estimate {
    Estimate { value, interval: Interval { low, high } }
}

#[test]
fn quiet_run_tells_faster_slower_and_equivalent() {
    let control = estimate(0.99, 1.0, 1.01);
    assert_eq!(Verdict::of(&estimate(0.90, 0.93, 0.96), &control), Verdict::Faster);
    assert_eq!(Verdict::of(&estimate(1.04, 1.10, 1.20), &control), Verdict::Slower);
    assert_eq!(Verdict::of(&estimate(0.98, 1.0, 1.02), &control), Verdict::Equivalent);
    assert_eq!(Verdict::of(&estimate(1.01, 1.10, 1.20), &control), Verdict::Inconclusive);
}

#[test]
fn noisy_control_raises_the_bar_and_forbids_equivalent() {
    let control = estimate(0.9, 1.0, 1.1);
    assert_eq!(Verdict::of(&estimate(1.04, 1.06, 1.08), &control), Verdict::Inconclusive);
    assert_eq!(Verdict::of(&estimate(1.15, 1.20, 1.25), &control), Verdict::Slower);
    assert_eq!(Verdict::of(&estimate(0.99, 1.0, 1.01), &control), Verdict::Inconclusive);
}

#[test]
fn bound_is_met_only_by_the_whole_interval() {
    assert_eq!(Outcome::of(&estimate(1.2, 1.3, 1.5), 1.5), Outcome::Met);
    assert_eq!(Outcome::of(&estimate(1.4, 1.45, 1.6), 1.5), Outcome::Undecided);
    assert_eq!(Outcome::of(&estimate(1.51, 1.6, 1.7), 1.5), Outcome::NotMet);
}

#[test]
fn halving_an_interval_takes_four_times_the_pairs() {
    let half_width = 1.999 * MARGIN.ln();
    let noisy = estimate((-half_width).exp(), 1.0, half_width.exp());
    let quiet = estimate(0.99, 1.0, 1.01);
    assert!(close(pairs_to_settle(&noisy, &quiet, 30).unwrap(), 120.0));
    assert_eq!(pairs_to_settle(&estimate(1.0, MARGIN, 1.1), &quiet, 30), None);
}

#[test]
fn noise_of_the_control_has_to_narrow_too() {
    let half_width = 2.999 * MARGIN.ln();
    let noisy = estimate((-half_width).exp(), 1.0, half_width.exp());
    assert!(close(pairs_to_settle(&estimate(0.995, 1.0, 1.005), &noisy, 30).unwrap(), 270.0));
    // Twice the margin away, with an interval of no width: the control alone stands in the way.
    let apart = MARGIN.powi(2);
    assert!(close(pairs_to_settle(&estimate(apart, apart, apart), &noisy, 40).unwrap(), 90.0));
}

/// Two arms measured under a drift of the machine and bursts that last several blocks; the arm is slower by `effect`.
fn simulated(seed: u64, effect: f64) -> Vec<Vec<Pair>> {
    let mut random = Random::seeded(seed);
    (0..5)
        .map(|_| {
            let mut burst = 1.0;
            (0..30)
                .map(|position| {
                    if random.unit() < 0.2 {
                        burst = 1.0 + 0.3 * random.unit();
                    }
                    let weather = burst * (1.0 + f64::from(position) / 300.0);
                    let mut block = |time: f64| time * weather * (1.0 + 0.04 * (random.unit() - 0.5));
                    Pair { base: block(1.0), arm: block(effect) }
                })
                .collect()
        })
        .collect()
}

#[test]
fn identical_arms_are_seldom_told_apart_and_a_slower_one_is_found() {
    let runs = 0..100_u64;
    let differs = |effect: f64| {
        let flagged = runs.clone().filter(|seed| !ratio(&simulated(*seed, effect), 1).unwrap().interval.contains(1.0));
        flagged.count()
    };
    let (identical, slower) = (differs(1.0), differs(1.05));
    assert!(identical <= 8, "{identical} of 100 identical pairs were told apart");
    assert!(slower >= 80, "{slower} of 100 slower arms were found");
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
    fn inconclusive_ratios_need_more_pairs(
        value in 0.8_f64..1.25,
        below in 0.0_f64..0.2,
        above in 0.0_f64..0.2,
        noise in 0.0_f64..0.2,
    ) {
        let around = |value: f64, below: f64, above: f64| estimate(value * (-below).exp(), value, value * above.exp());
        let (ratio, control) = (around(value, below, above), around(1.0, noise, noise));
        if Verdict::of(&ratio, &control) == Verdict::Inconclusive {
            prop_assert!(pairs_to_settle(&ratio, &control, 30).is_none_or(|pairs| pairs >= 30.0));
        }
    }

    #[test]
    fn numbers_below_a_bound_stay_below_it(seed: u64, bound in 1_usize..1000) {
        let mut random = Random::seeded(seed);
        prop_assert!((0..50).all(|_| random.below(bound) < bound));
        prop_assert!((0.0..1.0).contains(&random.unit()));
    }
}
