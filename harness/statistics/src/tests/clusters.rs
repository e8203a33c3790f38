//! Quantiles whose intervals come from drawing blocks.

use std::slice;

use proptest::prelude::*;

use super::{bootstrap::percentiles, independent::difference_of, machine::log_normal, *};

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

/// Blocks of a base and an arm that takes `factor` times as long, under weather that both share.
fn under_weather(blocks: usize, factor: f64, random: &mut Random) -> Vec<Block> {
    let mut block = |_| {
        let weather = log_normal(random, 0.2);
        let mut side = |factor: f64| (0..20).map(|_| factor * weather * log_normal(random, 0.1)).collect();
        Block { base: side(1.0), arm: side(factor) }
    };
    (0..blocks).map(&mut block).collect()
}

#[test]
fn weather_that_both_arms_share_cancels_in_the_difference_of_their_tails() {
    let blocks = under_weather(150, 1.2, &mut Random::seeded(2));
    let together = cluster_differences(slice::from_ref(&blocks), &[PerMille::P95], 1).pop().flatten().unwrap();
    let alone = |side: fn(&Block) -> Vec<f64>| {
        cluster_quantile(&blocks.iter().map(side).collect::<Vec<_>>(), PerMille::P95, 1).unwrap()
    };
    let apart = difference_of(&alone(|block| block.arm.clone()), &alone(|block| block.base.clone()));
    assert!(close(together.value, apart.value));
    let narrower = together.interval.half_width() / apart.interval.half_width();
    assert!(narrower < 0.7, "{narrower}");
}

#[test]
fn difference_of_tails_covers_the_truth() {
    // Blocks and requests are log-normal, so that the quantile is known: 1.644854 is the 95 % point.
    let truth = 0.2 * (1.644_854 * 0.2_f64.hypot(0.1)).exp();
    let mut random = Random::seeded(6);
    let covered = (0..60).filter(|seed| {
        let blocks = under_weather(150, 1.2, &mut random);
        let found = cluster_differences(&[blocks], &[PerMille::P95], *seed).pop().flatten().unwrap();
        found.interval.contains(truth)
    });
    let covered = covered.count();
    assert!(covered >= 55, "{covered} of 60");
}

#[test]
fn difference_of_tails_covers_the_truth_where_processes_have_luck() {
    // An arm differs from itself by 5 % between processes, which blocks alone cannot know.
    let tail = |luck: f64| (1.644_854 * 0.2_f64.hypot(0.1).hypot(luck)).exp();
    let truth = 1.2 * tail(0.05) - tail(0.0);
    let mut random = Random::seeded(12);
    for rounds in [5, 12] {
        let (mut by_rounds, mut by_blocks) = (0, 0);
        for seed in 0..50 {
            let mut round = |_| under_weather(16, 1.2 * log_normal(&mut random, 0.05), &mut random);
            let rounds: Vec<Vec<Block>> = (0..rounds).map(&mut round).collect();
            let covers = |rounds: &[Vec<Block>]| {
                let found = cluster_differences(rounds, &[PerMille::P95], seed).pop().flatten().unwrap();
                u32::from(found.interval.contains(truth))
            };
            by_rounds += covers(&rounds);
            by_blocks += covers(&[rounds.concat()]);
        }
        assert!(by_rounds >= 45 && by_blocks <= 42, "{by_rounds} and {by_blocks} of 50 with {rounds} rounds");
    }
}

#[test]
fn difference_of_tails_needs_enough_samples_of_both_arms_in_more_than_one_block() {
    let block = |base: u32, arm: u32| Block { base: numbers(1..=base), arm: numbers(1..=arm) };
    let found = |blocks: &[Block]| cluster_differences(&[blocks.to_vec()], &[PerMille::P95], 1).pop().flatten();
    assert!(found(&[block(36, 36), block(36, 36)]).is_some());
    assert_eq!(found(&[block(36, 36), block(36, 35)]), None);
    assert_eq!(found(&[block(200, 200)]), None);
    // A block of one arm only is left out of both.
    assert_eq!(found(&[block(36, 36), block(36, 36), block(0, 900)]), found(&[block(36, 36), block(36, 36)]));
    // One block in each of two rounds is more than one block.
    assert!(cluster_differences(&[vec![block(36, 36)], vec![], vec![block(36, 36)]], &[PerMille::P95], 1)[0].is_some());
    assert_eq!(cluster_differences(&[], &SHARES, 1), [None; 4]);
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
    fn swapped_arms_turn_the_difference_of_their_tails(base in any_blocks(), arm in any_blocks(), seed: u64) {
        let blocks: Vec<Block> = base.into_iter().zip(arm).map(|(base, arm)| Block { base, arm }).collect();
        let turn = |block: &Block| Block { base: block.arm.clone(), arm: block.base.clone() };
        let rounds: Vec<Vec<Block>> = blocks.chunks(4).map(<[Block]>::to_vec).collect();
        let turned: Vec<Vec<Block>> = rounds.iter().map(|round| round.iter().map(turn).collect()).collect();
        let differences = cluster_differences(&rounds, &SHARES, seed);
        for (one, other) in differences.iter().zip(cluster_differences(&turned, &SHARES, seed)) {
            prop_assert_eq!(one.is_some(), other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert!(close(one.value, -other.value) && one.interval.contains(one.value));
                prop_assert!(close(one.interval.low, -other.interval.high));
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
