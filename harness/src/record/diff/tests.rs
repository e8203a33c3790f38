use super::*;
use crate::{
    example,
    instrument::target::TargetKind,
    record::{
        Placement,
        analysis::made::{PAIRED, cell},
    },
};

fn scaled(ranged: Option<Ranged>, factor: f64) -> Option<Ranged> {
    ranged.map(|Ranged { value, lower, upper }| Ranged {
        value: value * factor,
        lower: lower * factor,
        upper: upper * factor,
    })
}

/// The example run, with one arm of the hot read slower by a factor.
fn slower(arm: &str, factor: f64) -> Run {
    let mut run = example::run();
    let cell = run.findings.cells.iter_mut().find(|cell| cell.name == "hot_read").unwrap();
    let arm = cell.arms.iter_mut().find(|found| found.name == arm).unwrap();
    arm.ratio = scaled(arm.ratio, factor);
    arm.p50_ms = scaled(arm.p50_ms, factor);
    run
}

/// The same run with intervals narrow enough to tell a change of a few per cent.
fn precise(mut run: Run) -> Run {
    for arm in run.findings.cells.iter_mut().flat_map(|cell| &mut cell.arms) {
        let narrow = |Ranged { value, .. }| Ranged { value, lower: value * 0.995, upper: value * 1.005 };
        arm.ratio = arm.ratio.map(narrow);
    }
    run
}

fn arm_of<'a>(difference: &'a Difference, cell: &str, arm: &str) -> &'a ArmDifference {
    let cell = difference.cells.iter().find(|found| found.name == cell).unwrap();
    cell.arms.iter().find(|found| found.name == arm).unwrap()
}

#[test]
fn a_run_does_not_differ_from_itself() {
    let run = precise(example::run());
    let difference = diff(&run, &run);
    assert!(difference.comparable && difference.warnings.is_empty() && difference.changed.is_empty());
    assert!(!difference.regressed());
    let new = arm_of(&difference, "hot_read", "new");
    assert_eq!((new.word, new.change.unwrap().value), (Some(Verdict::Equivalent), 1.0));
    let control = arm_of(&difference, "hot_read", "native_again");
    assert_eq!((control.control, control.word), (true, None));
    assert_eq!(arm_of(&difference, "hot_read", "native").change, None);
}

#[test]
fn the_change_of_a_ratio_is_judged_by_the_margin() {
    let cases =
        [(1.10, Verdict::Slower), (0.90, Verdict::Faster), (1.01, Verdict::Equivalent), (1.03, Verdict::Inconclusive)];
    for (factor, word) in cases {
        let difference = diff(&precise(example::run()), &precise(slower("new", factor)));
        let new = arm_of(&difference, "hot_read", "new");
        assert_eq!(new.word, Some(word), "{factor}: {:?}", new.change);
        assert!((new.change.unwrap().value - factor).abs() < 1e-9 && (new.times.unwrap().value - factor).abs() < 1e-9);
        assert_eq!(difference.regressed(), word == Verdict::Slower);
    }
    let control = diff(&precise(example::run()), &precise(slower("native_again", 1.5)));
    assert!(!control.regressed(), "what the control differs by is noise");
}

#[test]
fn independent_reaches_add_up_like_the_sides_of_a_right_angle() {
    let around = |reach: f64| Ranged { value: 1.0, lower: (-reach).exp(), upper: reach.exp() };
    let change = quotient(around(0.03), around(0.04)).unwrap();
    assert!((change.upper.ln() - 0.05).abs() < 1e-12 && (change.lower.ln() + 0.05).abs() < 1e-12, "{change:?}");
    assert_eq!(quotient(Ranged { value: 1.0, lower: -0.1, upper: 2.0 }, around(0.1)), None);
}

#[test]
fn a_cost_of_batches_counts_instead_of_a_median() {
    let with_cost = |cost| {
        let mut run = example::run();
        let arm = &mut run.findings.cells[0].arms[3];
        arm.p50_ms = None;
        arm.cost_ms = Some(Ranged { value: cost, lower: cost * 0.99, upper: cost * 1.01 });
        run
    };
    let difference = diff(&with_cost(0.1), &with_cost(0.13));
    assert!((arm_of(&difference, "hot_read", "new").times.unwrap().value - 1.3).abs() < 1e-9);
}

#[test]
fn different_kinds_of_targets_are_not_judged() {
    let mut other = precise(slower("new", 1.5));
    other.card.target = TargetKind::Deployed;
    let difference = diff(&precise(example::run()), &other);
    assert!(!difference.comparable && !difference.regressed());
    assert!(difference.cells.iter().flat_map(|cell| &cell.arms).all(|arm| arm.word.is_none() && arm.change.is_none()));
    assert!(difference.warnings[0].contains("different targets"), "{:?}", difference.warnings);
    assert!(render(&difference).contains("no verdict"), "{}", render(&difference));
}

#[test]
fn what_only_one_run_has_is_listed() {
    let mut before = example::run();
    before.findings.cells.retain(|cell| cell.name != "write");
    before.findings.cells[0].arms.retain(|arm| arm.name != "traditional");
    let mut after = example::run();
    after.findings.cells.retain(|cell| cell.name != "open");
    let difference = diff(&before, &after);
    assert_eq!((difference.only_before, difference.only_after), (vec!["open".to_owned()], vec!["write".to_owned()]));
    assert_eq!(difference.cells[0].only_after, ["traditional"]);
    assert!(difference.cells.iter().all(|cell| cell.name != "hop"), "not measured in either");
}

#[test]
fn every_differing_circumstance_is_listed_with_both_values() {
    let before = example::run();
    let mut after = example::run();
    after.fingerprint.machine.kernel = Some("6.9.0".to_owned());
    after.fingerprint.workerd = None;
    after.fingerprint.bundles[0].blake3 = "ef".repeat(32);
    after.card.placement = Placement::of(TargetKind::Workerd, &[]);
    after.scenario.size.pairs = 60;
    after.card.medium = None;
    after.card.complete = false;
    after.findings.trust.invalid.push("hot_read: the control differs".to_owned());
    let difference = diff(&before, &after);
    let told: Vec<_> = difference
        .changed
        .iter()
        .map(|changed| (changed.name.as_str(), changed.before.as_deref(), changed.after.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("placement.compute_isolates", Some("4"), Some("1")),
            ("placement.routing", Some("tenant-affine"), Some("single")),
            ("medium", Some("memory"), Some("disk")),
            ("machine.kernel", Some("6.1.0"), Some("6.9.0")),
            ("workerd", Some("1.20261023.1"), None),
            ("size.pairs", Some("30"), Some("60")),
            ("bundles.compute", Some("1800000 bytes abababab"), Some("1800000 bytes efefefef")),
        ]
    );
    let warnings = difference.warnings.join("\n");
    for part in [
        "spread differently",
        "machines differ",
        "another medium",
        "versions differ",
        "bundles differ",
        "how much",
        "run is invalid",
        "run is partial",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
}

#[test]
fn another_base_or_another_question_is_said() {
    let (mut before, mut after) = (example::run(), slower("new", 1.5));
    before.scenario.cells.insert("hot_read".to_owned(), cell(PAIRED, &["native", "new"]));
    after.scenario.cells.insert("hot_read".to_owned(), cell(PAIRED, &["traditional", "new"]));
    after.findings.cells[0].base = Some("traditional".to_owned());
    let difference = diff(&before, &after);
    assert!(difference.warnings.contains(&"hot_read is declared differently in the two runs".to_owned()));
    assert!(difference.warnings.iter().any(|warning| warning.contains("ratios do not compare")));
    assert_eq!(arm_of(&difference, "hot_read", "new").word, None);
}

#[test]
fn the_text_fits_a_terminal_and_says_everything() {
    let mut after = precise(slower("new", 1.1));
    after.fingerprint.machine.processor =
        Some("another processor of a name that does not fit into any line ".repeat(2));
    after.findings.cells[0].arms[2].name = "traditional_with_a_very_long_name".to_owned();
    let text = render(&diff(&precise(example::run()), &after));
    assert!(text.lines().all(|line| line.chars().count() <= 80 && line == line.trim_end()), "{text}");
    for part in
        ["warning: the machines differ", "machine.processor: ", "ratio to native", "slower", "control", "regressed"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn an_invalid_or_partial_run_gets_no_word() {
    let (good, mut invalid, mut partial) = (precise(example::run()), precise(slower("new", 1.5)), slower("new", 1.5));
    invalid.findings.trust.invalid.push("hot_read: the control differs".to_owned());
    partial.card.complete = false;
    assert!(diff(&good, &good).judged());
    for (before, after) in [(&good, &invalid), (&invalid, &good), (&good, &partial), (&partial, &good)] {
        let difference = diff(before, after);
        assert!(!difference.judged() && !difference.regressed() && !difference.sound);
        assert!(arm_of(&difference, "hot_read", "new").change.is_some(), "the numbers stand");
        let text = render(&difference);
        assert!(text.contains("no verdict: an invalid or partial run"), "{text}");
    }
}

#[test]
fn a_run_without_a_shared_cell_is_not_judged() {
    let mut other = example::run();
    other.findings.cells.iter_mut().for_each(|cell| cell.name.push_str("_of_old"));
    let difference = diff(&example::run(), &other);
    assert!(!difference.judged() && difference.comparable && difference.sound);
    assert!(render(&difference).contains("no verdict: the runs have no ratio in common"));
}

#[test]
fn arms_are_compared_with_each_other_too() {
    let mut after = example::run();
    let pair = &mut after.findings.cells[0].others[0];
    pair.ratio = scaled(Some(pair.ratio), 1.5).unwrap();
    let difference = diff(&example::run(), &after);
    let found = arm_of(&difference, "hot_read", "new/traditional");
    assert_eq!((found.word, found.control, found.before_ms), (Some(Verdict::Slower), false, None));
    assert!((found.change.unwrap().value - 1.5).abs() < 1e-9 && difference.regressed());
    assert!(render(&difference).contains("new/traditional"));
    after.card.target = TargetKind::Deployed;
    assert_eq!(arm_of(&diff(&example::run(), &after), "hot_read", "new/traditional").change, None);
}

#[test]
fn traffic_is_judged_by_how_many_requests_were_served_warm() {
    let before = example::tenants::run();
    let same = diff(&before, &before);
    let new = arm_of(&same, "burst", "new");
    assert!(new.warm.unwrap().gain.value.abs() < 1e-12);
    assert!(same.judged() && !same.regressed() && same.warnings.is_empty(), "{:?}", same.warnings);

    let mut after = before.clone();
    let burst = after.findings.cells.iter_mut().find(|cell| cell.name == "burst").unwrap();
    let arm = burst.arms.iter_mut().find(|arm| arm.name == "new").unwrap();
    let traffic = arm.traffic.as_mut().unwrap();
    let share = Ranged { value: 0.5, lower: 0.45, upper: 0.55 };
    traffic.warm = Some(Share { hits: 250, of: 500, share });
    let worse = diff(&before, &after);
    assert_eq!(arm_of(&worse, "burst", "new").word, Some(Verdict::Slower));
    assert!(worse.regressed());
    let text = render(&worse);
    assert!(text.contains(" 50 % ") && text.contains("fewer\n"), "{text}");
    assert!(text.contains("regressed: an arm serves fewer requests warm than before"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(arm_of(&diff(&after, &before), "burst", "new").word, Some(Verdict::Faster));
}
