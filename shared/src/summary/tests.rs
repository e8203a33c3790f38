//! What a summary tells, and what it keeps to itself.

use super::*;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

fn numbers(upto: u32) -> Vec<f64> {
    (1..=upto).map(f64::from).collect()
}

#[test]
fn high_percentiles_wait_for_enough_samples() {
    let summary = |count| Summary::of(&numbers(count)).unwrap();
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
