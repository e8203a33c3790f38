//! What the complete rule says of arms whose truth is known, on a machine that drifts, bursts and differs by process.

use std::sync::LazyLock;

use super::{
    machine::{Plan, Times, interleaved, paired, sequential},
    paired::ratio_from_draws,
    *,
};

/// The factor of the slower arm.
const SLOWER: f64 = 1.05;

/// A tenth of what a real run draws, because an unoptimised test has to simulate hundreds of runs. Over a thousand runs the
/// share of those told apart moves by less than one in a hundred.
const DRAWS: usize = 200;

const QUICK: Plan = Plan { rounds: 5, pairs: 30, luck: 0.014 };
const FULL: Plan = Plan { rounds: 10, ..QUICK };
const LIKE: Plan = Plan { luck: 0.005, ..QUICK };

/// Runs in which the luck of a process outweighs what is left of the noise of its pairs.
static QUICK_RUNS: LazyLock<Vec<Judged>> = LazyLock::new(|| judged(QUICK, 200));
static FULL_RUNS: LazyLock<Vec<Judged>> = LazyLock::new(|| judged(FULL, 150));
/// Runs in which an arm hardly differs from itself between processes.
static LIKE_RUNS: LazyLock<Vec<Judged>> = LazyLock::new(|| judged(LIKE, 60));

struct Judged {
    /// The same arm once more.
    control: Estimate,
    slower: Estimate,
}

fn judged(plan: Plan, runs: u64) -> Vec<Judged> {
    let judge = |seed| {
        let times = interleaved(plan, &[1.0, 1.0, SLOWER], seed);
        let ratio_to_base = |arm| ratio_from_draws(&paired(&times, 0, arm), DRAWS, seed).unwrap();
        Judged { control: ratio_to_base(1), slower: ratio_to_base(2) }
    };
    (0..runs).map(judge).collect()
}

/// Mann and Whitney's test of the requests of the first two arms, at 5 %.
fn requests_differ(times: &Times) -> bool {
    let requests = |arm: usize| times[arm].iter().flatten().flatten().map(move |time| (*time, arm));
    let mut all: Vec<(f64, usize)> = requests(0).chain(requests(1)).collect();
    all.sort_unstable_by(|(left, _), (right, _)| left.total_cmp(right));
    let ranks = (1..).zip(&all).filter(|(_, (_, arm))| *arm == 0).map(|(rank, _)| f64::from(rank)).sum::<f64>();
    let (each, both) = (count(all.len()) / 2.0, count(all.len()));
    let expected = each * (both + 1.0) / 2.0;
    (ranks - expected).abs() > 1.96 * (each * each * (both + 1.0) / 12.0).sqrt()
}

fn share(runs: &[Judged], holds: impl Fn(&Judged) -> bool) -> f64 {
    count(runs.iter().filter(|run| holds(run)).count()) / count(runs.len())
}

/// The slower arm without its factor: one more identical arm, with luck of its own.
fn another_control(run: &Judged) -> Estimate {
    run.slower.map(|ratio| ratio / SLOWER)
}

/// The share of identical arms whose interval says that they differ.
fn told_apart(runs: &[Judged]) -> f64 {
    let apart = |estimate: &Estimate| !estimate.interval.contains(1.0);
    f64::midpoint(share(runs, |run| apart(&run.control)), share(runs, |run| apart(&another_control(run))))
}

#[test]
fn identical_arms_are_told_apart_in_two_to_eight_of_a_hundred_runs() {
    for runs in [&QUICK_RUNS, &FULL_RUNS] {
        let flagged = told_apart(runs);
        assert!((0.02..=0.08).contains(&flagged), "{flagged}");
    }
}

#[test]
fn rule_is_cautious_where_processes_hardly_differ() {
    // Drawing pairs within drawn rounds counts the spread between pairs twice, which shows where it outweighs the rounds'.
    let flagged = told_apart(&LIKE_RUNS);
    assert!(flagged <= 0.02, "{flagged}");
}

#[test]
fn intervals_cover_the_truth() {
    for runs in [&QUICK_RUNS, &FULL_RUNS, &LIKE_RUNS] {
        let covered = share(runs, |run| run.slower.interval.contains(SLOWER));
        assert!(covered >= 0.92, "{covered}");
    }
}

/// Five percent lie two percent beyond the margin, so calling them slower takes more than seeing that they differ.
#[test]
fn slower_arm_is_found() {
    for (runs, least_slower) in [(&QUICK_RUNS, 0.1), (&FULL_RUNS, 0.45), (&LIKE_RUNS, 0.5)] {
        let found = share(runs, |run| run.slower.interval.low > 1.0);
        let slower = share(runs, |run| Verdict::of(&run.slower, &run.control) == Verdict::Slower);
        assert!(found >= 0.8, "{found}");
        assert!(slower >= least_slower, "{slower}");
    }
}

#[test]
fn identical_arms_are_never_called_faster_or_slower() {
    for runs in [&QUICK_RUNS, &FULL_RUNS, &LIKE_RUNS] {
        let verdict = |run: &Judged| Verdict::of(&another_control(run), &run.control);
        assert!(share(runs, |run| [Verdict::Faster, Verdict::Slower].contains(&verdict(run))) <= 0.01);
        assert!(share(runs, |run| Verdict::disturbed(&run.control)) <= 0.01);
    }
}

#[test]
fn quiet_runs_call_identical_arms_equivalent() {
    let equivalent =
        |run: &Judged| Verdict::of(&run.slower.map(|ratio| ratio / SLOWER), &run.control) == Verdict::Equivalent;
    assert!(share(&LIKE_RUNS, equivalent) >= 0.8);
}

#[test]
fn one_arm_after_the_other_differs_from_itself() {
    let flagged = (0..40).filter(|seed| requests_differ(&sequential(QUICK, &[1.0, 1.0], *seed))).count();
    assert!(flagged >= 32, "{flagged} of 40");
}

#[test]
fn interleaved_requests_that_count_for_themselves_still_differ_more_often_than_paired_blocks() {
    for (plan, blocks) in [(QUICK, &QUICK_RUNS), (LIKE, &LIKE_RUNS)] {
        let flagged = (0..60).filter(|seed| requests_differ(&interleaved(plan, &[1.0, 1.0], *seed))).count();
        let (requests, blocks) = (count(flagged) / 60.0, told_apart(blocks));
        assert!(requests > 0.08 && requests > 2.0 * blocks, "{requests} by requests, {blocks} by blocks");
    }
}

#[test]
fn cluster_intervals_cover_the_quantiles_of_all_blocks() {
    // Blocks and requests are log-normal, so that the quantiles are known: 1.644854 is the 95 % point.
    let (blocks, requests) = (0.1_f64, 0.1_f64);
    let truth = [1.0, (1.644_854 * blocks.hypot(requests)).exp()];
    let mut random = Random::seeded(5);
    let mut covered = [0; 2];
    for seed in 0..60 {
        let block = |_| {
            let weather = machine::log_normal(&mut random, blocks);
            (0..20).map(|_| weather * machine::log_normal(&mut random, requests)).collect()
        };
        let blocks: Vec<Vec<f64>> = (0..150).map(block).collect();
        let estimates = cluster_quantiles(&blocks, &[PerMille::P50, PerMille::P95], seed);
        for ((covered, truth), estimate) in covered.iter_mut().zip(truth).zip(estimates) {
            *covered += u32::from(estimate.unwrap().interval.contains(truth));
        }
    }
    assert!(covered.iter().all(|covered| *covered >= 56), "{covered:?} of 60");
}
