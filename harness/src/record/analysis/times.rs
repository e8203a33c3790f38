//! The percentiles of an arm, what they exceed those of its base by, and how many of its requests stand far out.

use std::collections::BTreeMap;

use statistics::{
    Block, Estimate, PerMille, cluster_differences, cluster_quantiles, least_samples, quantile, quantile_interval,
};

use super::table::{ArmTable, milliseconds};
use crate::{instrument::samples::Sample, ranged::Ranged};

/// Blocks that are drawn, no fewer than a full run of usual size has; beyond that neighbours are joined, since longer blocks
/// only respect more dependence.
const MOST_BLOCKS: usize = 600;

/// How many interquartile ranges outside of the quartiles a sample has to lie to be called an outlier.
const FAR_OUT: f64 = 3.0;

const LOWER_QUARTILE: PerMille = PerMille::new(250).expect("a quarter is a share");
const UPPER_QUARTILE: PerMille = PerMille::new(750).expect("three quarters are a share");

/// The percentiles of an arm in milliseconds, each given enough samples.
#[derive(Default)]
pub(super) struct Percentiles {
    pub p50: Option<Ranged>,
    pub p90: Option<Ranged>,
    pub p95: Option<Ranged>,
    pub p99: Option<Ranged>,
    pub p999: Option<Ranged>,
}

const SHARES: [PerMille; 5] = [PerMille::P50, PerMille::P90, PerMille::P95, PerMille::P99, PerMille::P999];

impl Percentiles {
    /// Of requests that were made in blocks, which belong together.
    pub(super) fn of_blocks(arm: &ArmTable, seed: u64) -> Self {
        let blocks = blocks(arm.right_answers());
        let samples = blocks.iter().map(Vec::len).sum();
        let enough: Vec<PerMille> = SHARES.into_iter().filter(|share| least_samples(*share) <= samples).collect();
        Self::in_order(cluster_quantiles(&blocks, &enough, seed).into_iter())
    }

    /// Of requests that stand alone.
    pub(super) fn of_single(times: &[f64]) -> Self {
        Self::in_order(SHARES.into_iter().map(|share| quantile_interval(times, share)))
    }

    fn in_order(mut estimates: impl Iterator<Item = Option<Estimate>>) -> Self {
        let mut next = || estimates.next().flatten().map(Ranged::from);
        Self { p50: next(), p90: next(), p95: next(), p99: next(), p999: next() }
    }
}

/// How much larger the tail of an arm is than that of its base, in milliseconds, each percentile given enough samples.
#[derive(Default)]
pub(super) struct Tails {
    pub p95: Option<Ranged>,
    pub p99: Option<Ranged>,
}

impl Tails {
    /// Of requests that both made in the same pairs.
    pub(super) fn between(base: &ArmTable, arm: &ArmTable, seed: u64) -> Self {
        let mut pairs: BTreeMap<(u32, u32), Block> = BTreeMap::new();
        let time = |sample: &Sample| ((sample.round, sample.pair), milliseconds(sample.elapsed()));
        for (pair, time) in base.right_answers().map(time) {
            pairs.entry(pair).or_default().base.push(time);
        }
        for (pair, time) in arm.right_answers().map(time) {
            pairs.entry(pair).or_default().arm.push(time);
        }
        // A pair that only one of them has, such as the last of a partial run, compares nothing.
        pairs.retain(|_, pair| !pair.base.is_empty() && !pair.arm.is_empty());
        let samples = |side: fn(&Block) -> &Vec<f64>| pairs.values().map(|pair| side(pair).len()).sum::<usize>();
        let fewest = samples(|pair| &pair.base).min(samples(|pair| &pair.arm));
        let shares = [PerMille::P95, PerMille::P99];
        let enough: Vec<PerMille> = shares.into_iter().filter(|share| least_samples(*share) <= fewest).collect();
        let length = neighbours(pairs.len());
        let mut rounds: BTreeMap<u32, Vec<Block>> = BTreeMap::new();
        for ((round, _), pair) in pairs {
            rounds.entry(round).or_default().push(pair);
        }
        let join = |pairs: &[Block]| Block {
            base: pairs.iter().flat_map(|pair| &pair.base).copied().collect(),
            arm: pairs.iter().flat_map(|pair| &pair.arm).copied().collect(),
        };
        // Neighbours are joined within a round only: the round is what is drawn first.
        let rounds: Vec<Vec<Block>> = rounds.values().map(|pairs| pairs.chunks(length).map(join).collect()).collect();
        let mut found = cluster_differences(&rounds, &enough, seed).into_iter();
        let mut next = || found.next().flatten().map(Ranged::from);
        Self { p95: next(), p99: next() }
    }
}

/// Samples more than three interquartile ranges outside of the quartiles; only what was asked alike is held together.
///
/// Where a clock inside is read, what the client saw counts: of whole milliseconds each but the commonest may lie far out.
pub(super) fn outliers(arm: &ArmTable) -> u64 {
    let time = if arm.arm.reading.is_some() { Sample::seen } else { Sample::elapsed };
    let mut alike: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
    for sample in arm.right_answers() {
        alike.entry((sample.operations, sample.clients)).or_default().push(milliseconds(time(sample)));
    }
    alike.into_values().map(|times| far_out(times).unwrap_or_default()).sum()
}

fn far_out(mut times: Vec<f64>) -> Option<u64> {
    times.sort_unstable_by(f64::total_cmp);
    let (lower, upper) = (quantile(&times, LOWER_QUARTILE)?, quantile(&times, UPPER_QUARTILE)?);
    let reach = FAR_OUT * (upper - lower);
    let far = times.iter().filter(|time| **time < lower - reach || **time > upper + reach);
    Some(far.count() as u64)
}

/// The times of each block, in milliseconds and in order.
fn blocks<'a>(rows: impl Iterator<Item = &'a Sample>) -> Vec<Vec<f64>> {
    let block = |sample: &Sample| (sample.round, sample.pair, sample.position);
    let mut times: Vec<_> = rows.map(|sample| (block(sample), milliseconds(sample.elapsed()))).collect();
    times.sort_by_key(|(block, _)| *block);
    let blocks: Vec<&[_]> = times.chunk_by(|left, right| left.0 == right.0).collect();
    let join = |blocks: &[&[(_, f64)]]| blocks.iter().copied().flatten().map(|(_, time)| *time).collect();
    blocks.chunks(neighbours(blocks.len())).map(join).collect()
}

/// How many neighbours are made one, so that about [`MOST_BLOCKS`] are left.
fn neighbours(blocks: usize) -> usize {
    blocks.div_ceil(MOST_BLOCKS).max(1)
}
