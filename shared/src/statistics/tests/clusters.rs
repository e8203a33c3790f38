//! Quantiles whose intervals come from drawing blocks.

use proptest::prelude::*;

use super::{bootstrap::percentiles, quantile::ascending, *};

const SHARES: [PerMille; 4] = [PerMille::LOW, PerMille::P50, PerMille::P90, PerMille::P95];

fn cluster_quantile(blocks: &[Vec<f64>], share: PerMille, seed: u64) -> Option<Estimate> {
    cluster_quantiles(blocks, &[share], seed).pop().flatten()
}

/// What [`cluster_quantiles`] does, by laying out and sorting the samples of every draw.
fn laid_out(blocks: &[Vec<f64>], share: PerMille, seed: u64) -> Interval {
    let mut random = Random::seeded(seed);
    let mut outcomes: Vec<f64> = (0..1000)
        .map(|_| {
            let drawn = blocks.iter().flat_map(|_| blocks[random.below(blocks.len())].clone()).collect::<Vec<f64>>();
            quantile(&ascending(&drawn), share).unwrap()
        })
        .collect();
    let independent = quantile_interval(&blocks.concat(), share).unwrap().interval;
    percentiles(&mut outcomes).unwrap().hull(independent)
}

#[test]
fn few_samples_and_single_blocks_have_no_cluster_interval() {
    let blocks = |size: u32| vec![numbers(1..=size), numbers(1..=size)];
    assert_eq!(cluster_quantile(&blocks(35), PerMille::P95, 1), None);
    assert!(cluster_quantile(&blocks(36), PerMille::P95, 1).is_some());
    assert_eq!(cluster_quantile(&[numbers(1..=100), vec![]], PerMille::P95, 1), None);
    assert_eq!(cluster_quantiles(&[], &SHARES, 1), [None; 4]);
}

#[test]
fn blocks_that_differ_widen_the_interval() {
    let mut random = Random::seeded(3);
    let mut blocks = |spread: f64| -> Vec<Vec<f64>> {
        let block = |_| {
            let weather = 1.0 + spread * random.unit();
            (0..20).map(|_| weather * (1.0 + 0.1 * random.unit())).collect()
        };
        (0..100).map(block).collect()
    };
    for spread in [0.5, 1.0] {
        let blocks = blocks(spread);
        let clusters = cluster_quantile(&blocks, PerMille::P50, 1).unwrap().interval.half_width();
        let independent = quantile_interval(&blocks.concat(), PerMille::P50).unwrap().interval.half_width();
        assert!(clusters > 2.0 * independent, "{clusters} against {independent}");
    }
}

fn any_blocks() -> impl Strategy<Value = Vec<Vec<f64>>> {
    // Whole numbers, so that many samples are equal.
    let sample = (1_u32..60).prop_map(f64::from);
    prop::collection::vec(prop::collection::vec(sample, 1..25), 10..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    #[test]
    fn drawn_blocks_give_what_laying_them_out_gives(blocks in any_blocks(), seed: u64) {
        for (share, estimate) in SHARES.into_iter().zip(cluster_quantiles(&blocks, &SHARES, seed)) {
            if let Some(estimate) = estimate {
                prop_assert_eq!(estimate.interval, laid_out(&blocks, share, seed));
                prop_assert!(estimate.interval.contains(estimate.value));
                prop_assert_eq!(Some(estimate.value), quantile(&ascending(&blocks.concat()), share));
            }
        }
    }

    #[test]
    fn cluster_interval_scales_with_the_unit(blocks in any_blocks(), unit in 0.001_f64..1000.0) {
        let scaled: Vec<Vec<f64>> =
            blocks.iter().map(|block| block.iter().map(|sample| sample * unit).collect()).collect();
        let ends = |estimate: &Estimate| [estimate.value, estimate.interval.low, estimate.interval.high];
        let (plain, scaled) = (cluster_quantiles(&blocks, &SHARES, 9), cluster_quantiles(&scaled, &SHARES, 9));
        for (plain, scaled) in plain.iter().flatten().zip(scaled.iter().flatten()) {
            prop_assert!(ends(plain).iter().zip(ends(scaled)).all(|(left, right)| close(left * unit, right)));
        }
    }
}
