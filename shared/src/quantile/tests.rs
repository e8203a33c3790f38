//! Quantiles against an independent implementation, and how many samples they need.

use super::*;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

fn share(thousandths: u16) -> PerMille {
    PerMille::new(thousandths).unwrap()
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
fn least_samples_follow_one_rule() {
    let known = [PerMille::P90, PerMille::P95, PerMille::P99, PerMille::P999].map(least_samples);
    assert_eq!((known, P99_LEAST_SAMPLES), ([36, 72, 368, 3688], 368));
    assert_eq!(least_samples(PerMille::P50), 6);
    assert_eq!(least_samples(share(50)), 72);
    assert_eq!([least_samples(share(0)), least_samples(share(1000))], [usize::MAX; 2]);
}
