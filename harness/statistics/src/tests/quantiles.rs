//! Intervals of quantiles from order statistics and hits.

use proptest::prelude::*;

use super::*;

fn share(thousandths: u16) -> PerMille {
    PerMille::new(thousandths).unwrap()
}

#[test]
fn median_interval_cuts_off_the_binomial_tails() {
    assert_eq!(median_interval(&numbers(1..=5)), None);
    let ends = |count| median_interval(&numbers(1..=count)).unwrap().interval;
    assert_eq!(ends(6), Interval { low: 1.0, high: 6.0 });
    assert_eq!(ends(30), Interval { low: 10.0, high: 21.0 });
    assert_eq!(ends(2000), Interval { low: 956.0, high: 1045.0 });
}

#[test]
fn quantile_interval_begins_with_the_least_samples() {
    for share in [PerMille::P50, PerMille::P90, PerMille::P95, PerMille::P99, share(50)] {
        let least = u32::try_from(least_samples(share)).unwrap();
        assert_eq!(quantile_interval(&numbers(1..least), share), None);
        assert!(quantile_interval(&numbers(1..=least), share).is_some());
    }
    assert_eq!(quantile_interval(&numbers(1..=5000), share(0)), None);
    assert_eq!(quantile_interval(&numbers(1..=5000), share(1000)), None);
    assert_eq!(quantile_interval(&[], PerMille::P50), None);
}

#[test]
fn quantile_interval_cuts_off_the_binomial_tails() {
    let ends = |count, thousandths| {
        let interval = quantile_interval(&numbers(1..=count), share(thousandths)).unwrap().interval;
        (interval.low, interval.high)
    };
    assert_eq!(ends(36, 900), (29.0, 36.0));
    assert_eq!(ends(72, 950), (64.0, 72.0));
    assert_eq!(ends(200, 900), (171.0, 189.0));
    assert_eq!(ends(400, 250), (83.0, 118.0));
    assert_eq!(ends(1000, 950), (936.0, 964.0));
    assert_eq!(ends(1000, 990), (983.0, 997.0));
}

#[test]
fn rates_have_the_interval_of_an_independent_implementation() {
    let known = [
        (0, 10, 0.0, 0.277_532_799_862_889),
        (10, 10, 0.722_467_200_137_111, 1.0),
        (1, 20, 0.008_881_448_800_795, 0.236_131_193_446_742),
        (15, 40, 0.242_229_791_672_331, 0.529_675_608_626_989),
        (300, 1000, 0.272_406_842_477_005, 0.329_123_860_917_217),
    ];
    for (hits, trials, low, high) in known {
        let rate = wilson(hits, trials).unwrap();
        assert!(close(rate.interval.low, low) && close(rate.interval.high, high), "{hits} of {trials}: {rate:?}");
    }
    assert_eq!(wilson(0, 0), None);
    assert_eq!(wilson(3, 2), None);
}

proptest! {
    #[test]
    fn quantile_interval_contains_its_quantile(
        samples in prop::collection::vec(-1000.0_f64..1000.0, 0..400),
        thousandths in 0_u16..=1000,
    ) {
        if let Some(estimate) = quantile_interval(&samples, share(thousandths)) {
            prop_assert!(estimate.interval.contains(estimate.value));
        }
    }

    #[test]
    fn rate_lies_in_its_interval_and_misses_mirror_hits(hits in 0_u64..5000, misses in 1_u64..5000) {
        let trials = hits + misses;
        let (rate, mirror) = (wilson(hits, trials).unwrap(), wilson(trials - hits, trials).unwrap());
        prop_assert!(rate.interval.contains(rate.value));
        prop_assert!(0.0 <= rate.interval.low && rate.interval.high <= 1.0);
        prop_assert!(close(rate.interval.low, 1.0 - mirror.interval.high));
    }
}
