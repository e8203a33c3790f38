//! Arms that are read by a clock inside, which shows whole milliseconds.

use std::time::Duration;

use statistics::Random;

use super::*;

#[test]
fn a_clock_of_whole_milliseconds_tells_a_fraction_of_one() {
    let sizes = Batch { few: 4, many: 24 };
    let mut made = Made::seeded(18);
    let series = ["inside", "half"].map(|arm| (arm, if arm == "half" { 0.1 } else { 0.2 }));
    for (round, pair, ordinal) in
        (0..5).flat_map(|round| (0..30).flat_map(move |pair| (0..20).map(move |ordinal| (round, pair, ordinal))))
    {
        for ((arm, cost), operations) in series.into_iter().flat_map(|one| [(one, sizes.few), (one, sizes.many)]) {
            let phase = f64::from((ordinal * 7 + pair * 3) % 20) / 20.0;
            let shown = (cost * f64::from(operations) + phase).floor();
            made.push("inside", arm, 40.0, |sample| {
                (sample.round, sample.pair, sample.operations) = (round, pair, operations);
                sample.times.inside = Some(Duration::from_secs_f64(shown / 1e3).as_nanos().try_into().unwrap());
            });
        }
    }
    let mut inside = cell(PAIRED, &["inside", "half"]);
    for arm in inside.arms.values_mut() {
        (arm.batch, arm.reading) = (Some(sizes), Some("/elapsed_ms".to_owned()));
    }
    let found = findings(&made.samples, &scenario([("inside", inside)]), &card());
    let cost = |arm: &str| arm_of(&found, "inside", arm).cost_ms.unwrap().value;
    assert!(
        (cost("inside") - 0.2).abs() < 1e-3 && (cost("half") - 0.1).abs() < 1e-3,
        "{} {}",
        cost("inside"),
        cost("half")
    );
    let half = arm_of(&found, "inside", "half");
    assert!((half.difference_ms.unwrap().value + 0.1).abs() < 2e-3, "{:?}", half.difference_ms);
    assert_eq!((half.outliers, half.reading.as_deref()), (0, Some("/elapsed_ms")));
}

#[test]
fn a_batch_of_one_size_tells_the_cost_of_one_operation_by_a_clock_that_begins_with_it() {
    let (mut made, mut random) = (Made::seeded(22), Random::seeded(22));
    for (round, pair, (arm, cost)) in (0..5)
        .flat_map(|round| (0..40).map(move |pair| (round, pair)))
        .flat_map(|(round, pair)| [("rpc", 0.1), ("durable", 0.03)].map(|one| (round, pair, one)))
    {
        for _ in 0..20 {
            let shown = (cost * 10.0 + random.unit()).floor();
            made.push("batch", arm, 40.0, |sample| {
                (sample.round, sample.pair, sample.operations) = (round, pair, 10);
                let inside = Duration::from_secs_f64(shown / 1e3);
                sample.times.inside = Some(inside.as_nanos().try_into().unwrap());
            });
        }
    }
    let mut batch = cell(PAIRED, &["rpc", "durable"]);
    for arm in batch.arms.values_mut() {
        (arm.batch, arm.reading) = (Some(Batch::whole(10)), Some("/elapsed_ms".to_owned()));
    }
    assert_eq!(batch.operations(&batch.arms["rpc"]), [10]);
    let found = findings(&made.samples, &scenario([("batch", batch)]), &card());
    let (rpc, durable) = (arm_of(&found, "batch", "rpc"), arm_of(&found, "batch", "durable"));
    let [cost, ratio] = [rpc.cost_ms, durable.ratio].map(|found| found.unwrap().value);
    assert!((cost - 0.1).abs() < 0.002 && (ratio - 0.3).abs() < 0.01, "{cost} {ratio}");
}

/// Two readings of a clock of whole milliseconds for each size in every pair, requests beginning anywhere between two ticks.
fn read_inside(arms: &[(&str, f64)], (rounds, pairs): (u32, u32), seed: u64) -> Findings {
    let sizes = Batch { few: 12, many: 24 };
    let (mut made, mut random) = (Made::seeded(seed), Random::seeded(seed));
    for (round, pair) in (0..rounds).flat_map(|round| (0..pairs).map(move |pair| (round, pair))) {
        for ((arm, cost), operations) in arms.iter().flat_map(|one| [sizes.few, sizes.many].map(|size| (one, size))) {
            for _ in 0..2 {
                let shown = (0.3 + cost * f64::from(operations) + random.unit()).floor();
                made.push("inside", arm, 40.0, |sample| {
                    (sample.round, sample.pair, sample.operations) = (round, pair, operations);
                    let inside = Duration::from_secs_f64(shown / 1e3);
                    sample.times.inside = Some(inside.as_nanos().try_into().unwrap());
                });
            }
        }
    }
    let names: Vec<&str> = arms.iter().map(|(name, _)| *name).collect();
    let mut inside = cell(PAIRED, &names);
    for arm in inside.arms.values_mut() {
        (arm.batch, arm.reading) = (Some(sizes), Some("/elapsed_ms".to_owned()));
    }
    findings(&made.samples, &scenario([("inside", inside)]), &card())
}

#[test]
fn two_readings_of_whole_milliseconds_in_a_pair_tell_a_fraction_between_their_steps() {
    let arms = [("rpc", 0.06), ("rpc_again", 0.06), ("fetch", 0.15)];
    let mut covered = 0;
    for seed in 0..20 {
        let found = read_inside(&arms, (10, 30), seed);
        let (rpc, fetch) = (arm_of(&found, "inside", "rpc"), arm_of(&found, "inside", "fetch"));
        let [cost, more] = [rpc.cost_ms, fetch.difference_ms].map(Option::unwrap);
        // A step of a single pair is a millisecond over two readings of twelve operations, 0.042 ms.
        assert!((cost.value - 0.06).abs() < 0.008 && (more.value - 0.09).abs() < 0.012, "{cost:?} {more:?}");
        covered += u32::from(contains(cost, 0.06)) + u32::from(contains(more, 0.09));
        let cell = cell_of(&found, "inside");
        assert_eq!((cell.pairs, cell.rounds, fetch.pair_ratios.len()), (300, 10, 10));
    }
    assert!(covered >= 36, "{covered} of 40");
    let found = read_inside(&arms, (100, 60), 1);
    assert!((arm_of(&found, "inside", "rpc").cost_ms.unwrap().value - 0.06).abs() < 0.002);
}

#[test]
fn readings_on_a_common_step_make_no_arms_equivalent() {
    for seed in 0..20 {
        let found = read_inside(&[("rpc", 0.06), ("rpc_again", 0.06), ("same", 0.06)], (5, 30), seed);
        let same = arm_of(&found, "inside", "same");
        let width = same.ratio.map(|ratio| ratio.upper - ratio.lower);
        assert!(same.verdict != Some(Verdict::Equivalent) && width.is_none_or(|width| width > 0.06), "{same:?}");
        let invalid = found.trust.invalid;
        assert!(invalid.is_empty(), "{invalid:?}");
    }
}
