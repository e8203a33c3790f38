use indexmap::IndexMap;
use statistics::{Answer, Verdict};

use super::{
    findings,
    made::{Extent, FIRST, LITTLE, Made, OPEN, PAIRED, QUICK, card, cell, ladder, scenario},
};
use crate::{
    instrument::{
        samples::{Outcome, Phase, Samples},
        scenario::{Batch, Claim, Kind, Leg, Procedure, Processes, Scenario},
    },
    ranged::Ranged,
    record::{ArmFinding, CellFinding, Findings},
};

mod across;
mod audit;
mod inside;
mod ladder;
mod together;
mod trust;

/// Two cells of native and new with a control; new takes 1.2 times as long.
fn compared(seed: u64, extent: Extent) -> (Samples, Scenario) {
    let mut made = Made::seeded(seed);
    for name in ["read", "write"] {
        made.paired(name, &[("native", 0.5), ("native_again", 0.5), ("same", 0.5), ("new", 0.6)], extent);
    }
    let arms = ["native", "native_again", "same", "new"];
    (made.samples, scenario([("read", cell(PAIRED, &arms)), ("write", cell(PAIRED, &arms))]))
}

fn cell_of<'a>(findings: &'a Findings, name: &str) -> &'a CellFinding {
    findings.cell(name).unwrap()
}

fn arm_of<'a>(findings: &'a Findings, cell: &str, arm: &str) -> &'a ArmFinding {
    cell_of(findings, cell).arm(arm).unwrap()
}

fn contains(ranged: Ranged, value: f64) -> bool {
    ranged.lower <= value && value <= ranged.upper && ranged.lower <= ranged.value && ranged.value <= ranged.upper
}

#[test]
fn a_ratio_of_one_and_a_fifth_is_found_slower() {
    let (samples, scenario) = compared(1, QUICK);
    let found = findings(&samples, &scenario, &card());
    let new = arm_of(&found, "read", "new");
    let ratio = new.ratio.unwrap();
    assert!((ratio.value - 1.2).abs() < 0.02 && ratio.upper - ratio.lower < 0.05, "{ratio:?}");
    assert!((new.difference_ms.unwrap().value - 0.1).abs() < 0.02, "{:?}", new.difference_ms);
    assert_eq!((new.verdict, new.pairs_to_settle), (Some(Verdict::Slower), None));
    assert!(new.p_adjusted.unwrap() < 1e-6, "{:?}", new.p_adjusted);
    assert_eq!(new.pair_ratios.len(), 150);
    assert_eq!(new.pair_ratios.last().map(|point| point.x.round()), Some(4.0));
}

#[test]
fn identical_arms_are_equivalent_and_the_control_gets_no_verdict() {
    let (samples, scenario) = compared(2, QUICK);
    let found = findings(&samples, &scenario, &card());
    assert_eq!(arm_of(&found, "read", "same").verdict, Some(Verdict::Equivalent));
    let control = arm_of(&found, "read", "native_again");
    assert!(control.control && control.verdict.is_none() && control.p_adjusted.is_none());
    let noise = cell_of(&found, "read").noise.clone().unwrap();
    assert!(noise.floor < 0.03 && (noise.bar - 0.03).abs() < 1e-9 && !noise.disturbed, "{noise:?}");
    assert_eq!(Some(noise.ratio), control.ratio);
    let base = arm_of(&found, "read", "native");
    assert_eq!((base.ratio, base.verdict, base.pair_ratios.len()), (None, None, 0));
    assert!(found.trust.invalid.is_empty() && found.trust.warnings.is_empty(), "{:?}", found.trust);
}

#[test]
fn one_of_three_opinions_is_adjusted_for_all_of_the_run() {
    let (samples, mut all) = compared(3, Extent { rounds: 2, pairs: 10, block: 4 });
    let both = findings(&samples, &all, &card());
    all.cells.shift_remove("write");
    let alone = findings(&samples, &all, &card());
    let p_value = |findings: &Findings| arm_of(findings, "read", "new").p_adjusted.unwrap();
    assert!((p_value(&both) / p_value(&alone) - 2.0).abs() < 1e-9, "{} {}", p_value(&both), p_value(&alone));
}

#[test]
fn percentiles_wait_for_enough_samples() {
    let (samples, scenario) = compared(4, QUICK);
    let found = findings(&samples, &scenario, &card());
    let arm = arm_of(&found, "read", "native");
    assert_eq!((arm.samples, arm.errors.hits, arm.errors.of), (3000, 0, 3000));
    let known = [arm.p50_ms, arm.p90_ms, arm.p95_ms, arm.p99_ms].map(Option::unwrap);
    assert!(known.windows(2).all(|two| two[0].value < two[1].value) && arm.p999_ms.is_none(), "{known:?}");
    assert!(known.iter().all(|percentile| contains(*percentile, percentile.value)));
    assert!((arm.first_byte_ms.unwrap() / arm.p50_ms.unwrap().value - 0.9).abs() < 0.01);
    let few = Extent { rounds: 1, pairs: 2, block: 20 };
    let (samples, scenario) = compared(4, few);
    let found = findings(&samples, &scenario, &card());
    let arm = arm_of(&found, "read", "native");
    assert!(arm.p90_ms.is_some() && arm.p95_ms.is_none());
}

#[test]
fn tails_are_compared_where_requests_stand_side_by_side_one_at_a_time() {
    let (samples, mut scenario) = compared(18, QUICK);
    let found = findings(&samples, &scenario, &card());
    let [base, new] = ["native", "new"].map(|arm| arm_of(&found, "read", arm));
    let pairs = [
        (new.difference_p95_ms.unwrap(), new.p95_ms.unwrap().value - base.p95_ms.unwrap().value),
        (new.difference_p99_ms.unwrap(), new.p99_ms.unwrap().value - base.p99_ms.unwrap().value),
    ];
    for (difference, of_percentiles) in pairs {
        assert!((difference.value - of_percentiles).abs() < 1e-9, "{difference:?} {of_percentiles}");
        assert!(contains(difference, difference.value) && difference.upper - difference.lower < 0.3, "{difference:?}");
    }
    assert_eq!((base.difference_p95_ms, base.difference_p99_ms), (None, None));
    for arm in scenario.cells["read"].arms.values_mut() {
        arm.batch = Some(Batch { few: 1, many: 2 });
    }
    scenario.cells["write"].procedure = OPEN;
    let found = findings(&samples, &scenario, &card());
    for cell in ["read", "write"] {
        assert_eq!(arm_of(&found, cell, "new").difference_p95_ms, None, "{cell}");
    }
}

#[test]
fn the_difference_of_tails_waits_for_enough_samples_and_leaves_out_lone_pairs() {
    let tails = |extent, change: &dyn Fn(&mut Made)| {
        let mut made = Made::seeded(19);
        made.paired("read", &[("native", 0.5), ("new", 0.6)], extent);
        change(&mut made);
        let found = findings(&made.samples, &scenario([("read", cell(PAIRED, &["native", "new"]))]), &card());
        let new = arm_of(&found, "read", "new");
        (new.difference_p95_ms, new.difference_p99_ms)
    };
    let enough = Extent { rounds: 2, pairs: 2, block: 20 };
    let (p95, p99) = tails(enough, &|_| ());
    assert!(p95.is_some() && p99.is_none());
    let lone = tails(enough, &|made| (0..20).for_each(|_| made.push("read", "new", 9.0, |sample| sample.pair = 7)));
    assert_eq!(lone, (p95, p99));
    assert_eq!(tails(Extent { pairs: 1, ..enough }, &|_| ()), (None, None));
}

#[test]
fn the_spectrum_rises_to_the_largest_and_the_strip_keeps_the_order() {
    let (samples, scenario) = compared(5, QUICK);
    let found = findings(&samples, &scenario, &card());
    let arm = arm_of(&found, "read", "new");
    assert_eq!(arm.spectrum.len(), 40);
    assert!(arm.spectrum.windows(2).all(|two| two[0].x < two[1].x && two[0].y <= two[1].y));
    assert!((arm.spectrum.last().unwrap().x - (1.0 - 1.0 / 3000.0)).abs() < 1e-9);
    assert_eq!(arm.strip.len(), 240);
    let first = samples.rows().iter().find(|sample| Some(sample.series) == samples.find("read", "new")).unwrap();
    assert!((arm.strip[0].y - f64::from(u32::try_from(first.elapsed()).unwrap()) / 1e6).abs() < 1e-9);
    assert_eq!(arm.strip.last().map(|point| point.x.round()), Some(239.0));
}

#[test]
fn the_same_samples_give_the_same_findings_whatever_series_came_first() {
    let (samples, scenario) = compared(6, Extent { rounds: 2, pairs: 10, block: 4 });
    let found = findings(&samples, &scenario, &card());
    assert_eq!(found, findings(&samples, &scenario, &card()));
    let mut turned = Samples::default();
    for (cell, arm) in [("write", "new"), ("foreign", "arm"), ("read", "new"), ("read", "native_again")] {
        turned.series(cell, arm);
    }
    for sample in samples.rows() {
        let name = samples.name(sample.series).unwrap();
        let series = turned.series(&name.cell, &name.arm);
        turned.push(crate::instrument::samples::Sample { series, ..sample.clone() });
    }
    assert_eq!(found, findings(&turned, &scenario, &card()));
    let other = crate::record::Card { seed: 8, ..card() };
    assert_ne!(found, findings(&samples, &scenario, &other));
}

#[test]
fn batches_cost_the_slope_between_few_and_many() {
    let sizes = Batch { few: 8, many: 32 };
    let mut made = Made::seeded(7);
    made.batches("hop", ("script", 0.5, 0.1), sizes, QUICK);
    made.batches("hop", ("envelope", 0.7, 0.13), sizes, QUICK);
    let mut hop = cell(PAIRED, &["script", "envelope"]);
    for arm in hop.arms.values_mut() {
        arm.batch = Some(sizes);
    }
    let found = findings(&made.samples, &scenario([("hop", hop)]), &card());
    let arm = arm_of(&found, "hop", "envelope");
    let cost = arm.cost_ms.unwrap();
    assert!((cost.value - 0.13).abs() < 0.005, "{cost:?}");
    assert!((arm.ratio.unwrap().value - 1.3).abs() < 0.05, "{:?}", arm.ratio);
    assert_eq!((arm.p50_ms, arm.first_byte_ms, arm.spectrum.len(), arm.verdict), (None, None, 0, None));
    assert!(contains(cost, cost.value) && arm.strip.len() == 150);
    assert!(found.trust.warnings.iter().any(|warning| warning.contains("control")), "{:?}", found.trust.warnings);
}

#[test]
fn a_slope_below_zero_leaves_a_ratio_from_whole_rounds() {
    let sizes = Batch { few: 1, many: 2 };
    let mut made = Made::seeded(8);
    made.batches("hop", ("script", 1.0, 0.1), sizes, QUICK);
    made.batches("hop", ("envelope", 1.0, 0.12), sizes, QUICK);
    made.push("hop", "script", 3.0, |sample| sample.pair = 31);
    made.push("hop", "script", 1.0, |sample| (sample.pair, sample.operations) = (31, 2));
    made.push("hop", "envelope", 1.0, |sample| sample.pair = 31);
    made.push("hop", "envelope", 1.1, |sample| (sample.pair, sample.operations) = (31, 2));
    let mut hop = cell(PAIRED, &["script", "envelope"]);
    for arm in hop.arms.values_mut() {
        arm.batch = Some(sizes);
    }
    let found = findings(&made.samples, &scenario([("hop", hop)]), &card());
    assert!(contains(arm_of(&found, "hop", "envelope").ratio.unwrap(), 1.2));
    assert!(found.trust.warnings.iter().any(|warning| warning.contains("each round")), "{:?}", found.trust.warnings);
    assert!(found.summary.is_empty());
}

#[test]
fn first_requests_stand_alone_and_second_ones_do_not_count() {
    let mut made = Made::seeded(9);
    made.starts("cold", &[("native", 10.0), ("new", 14.0)], 40);
    let found = findings(&made.samples, &scenario([("cold", cell(FIRST, &["native", "new"]))]), &card());
    let cold = cell_of(&found, "cold");
    assert_eq!((cold.pairs, cold.rounds, cold.procedure.as_str()), (40, 80, "first_request"));
    let new = arm_of(&found, "cold", "new");
    assert_eq!((new.samples, new.warm_up, new.strip.len()), (40, 0, 40));
    assert!((new.p50_ms.unwrap().value - 14.0).abs() < 0.5 && new.p90_ms.is_some() && new.p95_ms.is_none());
    assert!(contains(new.ratio.unwrap(), 1.4) && contains(new.difference_ms.unwrap(), 4.0), "{:?}", new.ratio);
    let shared = Procedure::FirstRequest { processes: Processes::PerPair };
    let found = findings(&made.samples, &scenario([("cold", cell(shared, &["native", "new"]))]), &card());
    assert_eq!(cell_of(&found, "cold").rounds, 40);
}

#[test]
fn open_loop_counts_from_the_schedule_and_tells_lag_and_drops() {
    let mut made = Made::seeded(11);
    made.open("open", &[("native", 1.0), ("native_again", 1.0), ("new", 1.5)], 10, 0.05, Some(50));
    let found = findings(&made.samples, &scenario([("open", cell(OPEN, &["native", "native_again", "new"]))]), &card());
    let new = arm_of(&found, "open", "new");
    let load = new.load.unwrap();
    assert_eq!((load.dropped, new.errors.hits, new.samples), (20, 20, 1000));
    assert!((load.lag_p50_ms - 0.05).abs() < 1e-9 && (load.lag_p99_ms - 0.05).abs() < 1e-9);
    let (service, scheduled) = (load.service_p50_ms.unwrap(), new.p50_ms.unwrap().value);
    assert!((scheduled - service - 0.05).abs() < 1e-9, "{service} {scheduled}");
    assert!((new.ratio.unwrap().value - 1.55 / 1.05).abs() < 0.03, "{:?}", new.ratio);
    assert_eq!(new.verdict, Some(Verdict::Slower));
    assert_eq!(found.trust.lag_p99_ms, Some(0.05));
    assert!(found.trust.invalid.is_empty(), "{:?}", found.trust.invalid);
    assert_eq!(found.trust.warnings.iter().filter(|warning| warning.contains("dropped")).count(), 3);
}

#[test]
fn a_partial_run_is_drawn_as_far_as_it_goes() {
    let scenario = compared(12, QUICK).1;
    let nothing = findings(&Samples::default(), &scenario, &card());
    assert!(nothing.cells.iter().all(|cell| cell.arms.is_empty() && cell.unavailable.is_some()));
    let mut made = Made::seeded(12);
    made.push("read", "native", 1.0, |sample| sample.phase = Phase::WarmUp);
    made.push("read", "new", 1.0, |_| ());
    let mut interrupted = card();
    (interrupted.complete, interrupted.ended_by) = (false, Some("interrupted".to_owned()));
    interrupted.unavailable.insert("write".to_owned(), "no such Worker".to_owned());
    let found = findings(&made.samples, &scenario, &interrupted);
    let native = arm_of(&found, "read", "native");
    assert_eq!((native.samples, native.warm_up, native.p50_ms, native.errors.share.upper), (0, 1, None, 1.0));
    assert_eq!(arm_of(&found, "read", "new").ratio, None);
    assert!(cell_of(&found, "read").arm("native_again").is_none());
    assert_eq!(cell_of(&found, "write").unavailable.as_deref(), Some("no such Worker"));
    assert!(found.trust.warnings.iter().any(|warning| warning == "the run is partial: interrupted"));
}

#[test]
fn an_arm_that_the_target_lacks_leaves_its_claims_unanswered() {
    let (samples, mut scenario) = compared(19, LITTLE);
    let cell = scenario.cells.get_mut("read").unwrap();
    cell.arms.insert("loader".to_owned(), crate::instrument::scenario::Arm::default());
    let leg = |longer: &str| Leg {
        of: "all".to_owned(),
        work: longer.to_owned(),
        cell: "read".to_owned(),
        longer: vec![longer.to_owned()],
        shorter: Vec::new(),
    };
    scenario.legs = vec![leg("loader"), leg("new")];
    let holds = ["read.loader.difference_ms < 1", "read.new/loader.ratio < 1", "read.new.ratio < 2"];
    let claim = |holds: &str| Claim { kind: Kind::Hypothesis, question: "is it?".to_owned(), holds: holds.to_owned() };
    scenario.claims = holds.map(|holds| (holds.to_owned(), claim(holds))).into();
    let mut card = card();
    card.absent = [("read".to_owned(), [("loader".to_owned(), "no loader here".to_owned())].into())].into();
    let found = findings(&samples, &scenario, &card);
    let read = cell_of(&found, "read");
    assert_eq!((read.arm("loader"), read.unavailable.as_ref()), (None, None));
    let absent: Vec<_> = read.absent.iter().map(|absent| (absent.name.as_str(), absent.reason.as_str())).collect();
    assert_eq!((absent, cell_of(&found, "write").absent.len()), (vec![("loader", "no loader here")], 0));
    assert_eq!(found.legs.iter().map(|leg| leg.work.as_str()).collect::<Vec<_>>(), ["new"]);
    let answers: Vec<_> = found.claims.iter().map(|claim| (claim.found.is_some(), claim.answer)).collect();
    assert_eq!(answers, [(false, Answer::Undecided), (false, Answer::Undecided), (true, Answer::Supported)]);
    assert!(found.trust.invalid.is_empty(), "{:?}", found.trust.invalid);
}

#[test]
fn what_failed_is_counted_but_not_timed_and_what_is_far_out_is_both() {
    let mut made = Made::seeded(16);
    for pair in 0..20 {
        for ordinal in 0..10_u32 {
            made.push("read", "native", 1.0 + f64::from(ordinal) / 10.0, |sample| sample.pair = pair);
        }
    }
    let scenario = scenario([("read", cell(PAIRED, &["native", "new"]))]);
    let clean = findings(&made.samples, &scenario, &card());
    let before = arm_of(&clean, "read", "native");
    assert!((before.p50_ms.unwrap().value - 1.45).abs() < 1e-9 && before.outliers == 0, "{:?}", before.p50_ms);
    for pair in 0..20 {
        made.push("read", "native", 50.0, |sample| (sample.pair, sample.outcome) = (pair, Outcome::Deadline));
    }
    made.push("read", "native", 3.1, |_| ());
    made.push("read", "native", 5.0, |_| ());
    let found = findings(&made.samples, &scenario, &card());
    let after = arm_of(&found, "read", "native");
    assert_eq!((after.samples, after.errors.hits, after.errors.of, after.outliers), (222, 20, 222, 1));
    assert!(after.p99_ms.is_none() && after.p95_ms.unwrap().upper < 6.0, "{:?}", after.p95_ms);
    assert!(after.strip.iter().chain(&after.spectrum).all(|point| point.y < 6.0));
}

#[test]
fn findings_survive_a_file() {
    let mut made = Made::seeded(15);
    made.paired("read", &[("native", 0.5), ("native_again", 0.5), ("new", 0.5)], LITTLE);
    made.rung("ladder", "native", (0, 1), 3, 0.0, true);
    made.push("open", "native", 1.0, |sample| sample.outcome = Outcome::Dropped);
    let arms = ["native", "native_again", "new"];
    let cells = [("read", cell(PAIRED, &arms)), ("ladder", cell(ladder(&[1]), &arms)), ("open", cell(OPEN, &arms))];
    let found = findings(&made.samples, &scenario(cells), &card());
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Findings>(&text).unwrap(), found);
}

#[test]
fn arms_stand_with_the_base_first() {
    let (samples, mut scenario) = compared(13, Extent { rounds: 2, pairs: 10, block: 4 });
    scenario.cells.get_mut("read").unwrap().base = Some("same".to_owned());
    let found = findings(&samples, &scenario, &card());
    let names: Vec<&str> = cell_of(&found, "read").arms.iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["same", "native", "native_again", "new"]);
}

#[test]
#[ignore = "a measurement, to be run in the profile lab with --nocapture"]
fn a_million_samples_are_drawn_in_time() {
    let arms = [("native", 0.5), ("native_again", 0.5), ("same", 0.5), ("new", 0.6)];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (cells, pairs) in [(8, 156), (1, 1250)] {
        let mut made = Made::seeded(14);
        let names = || names.into_iter().take(cells);
        names().for_each(|name| made.paired(name, &arms, Extent { rounds: 10, pairs, block: 20 }));
        let scenario = scenario(names().map(|name| (name, cell(PAIRED, &arms.map(|(arm, _)| arm)))));
        let begin = std::time::Instant::now();
        let found = findings(&made.samples, &scenario, &card());
        let elapsed = begin.elapsed();
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let memory = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        eprintln!("{} samples in {cells} cells: {elapsed:?}, {memory}", made.samples.len());
        assert_eq!(found.cells.len(), cells);
    }
}
