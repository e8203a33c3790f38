//! What makes a run invalid, and what is only said.

use super::*;
use crate::{
    instrument::{samples::Sample, scenario::Medium},
    record::Card,
};

fn trust(samples: &Samples, scenario: &Scenario) -> crate::record::Trust {
    findings(samples, scenario, &card()).trust
}

fn some_with(sentences: &[String], part: &str) -> bool {
    sentences.iter().any(|sentence| sentence.contains(part))
}

/// A run of usual size with every sample changed.
fn changed(change: impl Fn(usize, &mut Sample)) -> crate::record::Trust {
    let (samples, scenario) = compared(30, Extent { rounds: 3, pairs: 20, block: 4 });
    let mut other = samples.clone();
    let mut all = Samples::default();
    for (index, sample) in samples.rows().iter().enumerate() {
        let name = other.name(sample.series).unwrap().clone();
        let mut sample = Sample { series: all.series(&name.cell, &name.arm), ..sample.clone() };
        change(index, &mut sample);
        all.push(sample);
    }
    std::mem::swap(&mut other, &mut all);
    trust(&other, &scenario)
}

#[test]
fn a_control_that_differs_makes_a_run_invalid_but_not_by_a_few_starts() {
    let arms = [("native", 1.0), ("native_again", 1.1), ("new", 1.0)];
    let names = ["native", "native_again", "new"];
    let mut made = Made::seeded(31);
    made.paired("read", &arms, QUICK);
    let found = trust(&made.samples, &scenario([("read", cell(PAIRED, &names))]));
    assert!(some_with(&found.invalid, "read: native_again is native once more"), "{found:?}");
    for (pairs, invalid) in [(12, false), (40, true)] {
        let mut made = Made::seeded(32);
        made.starts("cold", &[("native", 1.0), ("native_again", 1.5), ("new", 1.0)], pairs);
        let found = trust(&made.samples, &scenario([("cold", cell(FIRST, &names))]));
        assert_eq!(some_with(&found.invalid, "native_again"), invalid, "{found:?}");
        assert_eq!(some_with(&found.warnings, "too few to call the run invalid"), !invalid, "{found:?}");
    }
}

#[test]
fn failures_beyond_the_limit_and_every_wrong_answer_make_it_invalid() {
    let found = changed(|_, _| ());
    assert_eq!((found.invalid.len(), found.errors, found.requests), (0, 0, 1920));
    let found = changed(|index, sample| {
        if index < 2 {
            sample.outcome = Outcome::Deadline;
        }
    });
    assert!(some_with(&found.invalid, "read: 2 of 960 requests failed, more than the limit of 0.1 %"), "{found:?}");
    let found = changed(|index, sample| {
        if index == 0 {
            (sample.outcome, sample.phase) = (Outcome::Wrong, Phase::WarmUp);
        }
    });
    assert!(some_with(&found.invalid, "wrong answers of"), "{found:?}");
    assert_eq!(found.errors, 0, "the warm-up does not count");
}

#[test]
fn two_colos_make_it_invalid_and_one_does_not() {
    let ray = |colo: &str| Some(format!("0123456789abcdef-{colo}").into_boxed_str());
    let found = changed(|_, sample| sample.ray = ray("AMS"));
    assert_eq!((found.colos.as_slice(), found.invalid.len()), (["AMS".to_owned()].as_slice(), 0));
    let found = changed(|index, sample| sample.ray = ray(if index == 7 { "FRA" } else { "AMS" }));
    assert!(some_with(&found.invalid, "2 colos (AMS, FRA)"), "{found:?}");
}

#[test]
fn a_busy_or_late_client_makes_it_invalid() {
    let (samples, scenario) = compared(33, Extent { rounds: 2, pairs: 10, block: 4 });
    let busy = Card { client_processor: Some(0.95), ..card() };
    let found = findings(&samples, &scenario, &busy).trust;
    assert!(some_with(&found.invalid, "it used 95 % of a processor"), "{found:?}");
    let mut made = Made::seeded(34);
    made.open("open", &[("native", 1.0), ("new", 1.0)], 4, 1.5, None);
    let found = trust(&made.samples, &super::scenario([("open", cell(OPEN, &["native", "new"]))]));
    assert!(some_with(&found.invalid, "requests of new were sent 1.50 ms late at p50"), "{found:?}");
}

#[test]
fn reconnects_and_a_handicap_are_said() {
    let found = changed(|index, sample| sample.times.connect = (index % 100 == 0).then_some(1000));
    assert_eq!(found.reconnects, 20);
    assert!(some_with(&found.warnings, "connections made anew on the way: 20"), "{found:?}");
    let (samples, mut scenario) = compared(35, Extent { rounds: 2, pairs: 10, block: 4 });
    scenario.cells.get_mut("read").unwrap().arms.get_mut("new").unwrap().handicap = Some(0.05);
    let found = trust(&samples, &scenario);
    assert!(some_with(&found.warnings, "read: the client holds answers of new back by 5 % on purpose"), "{found:?}");
}

#[test]
fn what_the_bound_on_the_time_left_out_is_said_of_a_whole_run() {
    let (samples, scenario) = compared(37, Extent { rounds: 2, pairs: 10, block: 4 });
    let shortened = Some("ended by the time bound of 85 s: 20 of at most 60 pairs".to_owned());
    let card = Card { shortened: shortened.clone(), ..card() };
    let found = findings(&samples, &scenario, &card).trust;
    assert_eq!((found.warnings.first(), found.invalid.len()), (shortened.as_ref(), 0));
}

#[test]
fn a_noisy_control_is_said_and_settles_nothing_equal() {
    let mut made = Made::seeded(36);
    let names = ["native", "native_again", "new"];
    made.paired("read", &names.map(|name| (name, 1.0)), Extent { rounds: 2, pairs: 3, block: 2 });
    let found = findings(&made.samples, &scenario([("read", cell(PAIRED, &names))]), &card());
    assert!(some_with(&found.trust.warnings, "is above the margin of 3 %"), "{:?}", found.trust);
    let new = arm_of(&found, "read", "new");
    assert_eq!(new.verdict, Some(Verdict::Inconclusive));
    assert!(new.pairs_to_settle.unwrap() > 6.0);
}

#[test]
fn one_round_judges_nothing_and_two_do() {
    let names = ["native", "native_again", "same", "new"];
    for (rounds, judged) in [(1, false), (2, true)] {
        let mut made = Made::seeded(37);
        let arms = [("native", 0.5), ("native_again", 0.5), ("same", 0.5), ("new", 0.9)];
        made.paired("read", &arms, Extent { rounds, pairs: 30, block: 4 });
        let found = findings(&made.samples, &scenario([("read", cell(PAIRED, &names))]), &card());
        let (read, said) = (cell_of(&found, "read"), "read: one round only, so nothing is judged".to_owned());
        assert_eq!(found.trust.warnings.contains(&said), !judged, "{:?}", found.trust);
        assert!(read.arms.iter().skip(2).all(|arm| arm.ratio.is_some() && arm.verdict.is_some() == judged));
        assert!(read.others.iter().all(|pair| pair.verdict.is_some() == judged), "{:?}", read.others);
        assert!(judged || read.arms.iter().all(|arm| arm.pairs_to_settle.is_none()));
    }
}

#[test]
fn an_arm_of_one_round_is_not_judged_among_others_of_two() {
    let (samples, scenario) = compared(38, Extent { rounds: 2, pairs: 10, block: 4 });
    let mut fewer = Samples::default();
    for sample in samples.rows() {
        let name = samples.name(sample.series).unwrap();
        if name.arm != "new" || sample.round == 0 {
            let series = fewer.series(&name.cell, &name.arm);
            fewer.push(Sample { series, ..sample.clone() });
        }
    }
    let found = findings(&fewer, &scenario, &card());
    assert_eq!(arm_of(&found, "read", "new").verdict, None);
    assert!(arm_of(&found, "read", "same").verdict.is_some());
    for name in ["new", "new/same"] {
        let said = format!("read: {name} has one round only, so it is not judged");
        assert!(found.trust.warnings.contains(&said), "{:?}", found.trust);
    }
}

#[test]
fn a_disturbed_control_judges_nothing() {
    let arms = [("native", 1.0), ("native_again", 1.5), ("same", 1.0), ("new", 3.0)];
    let names = ["native", "native_again", "same", "new"];
    for pairs in [12, 40] {
        let mut made = Made::seeded(39);
        made.starts("cold", &arms, pairs);
        let found = findings(&made.samples, &scenario([("cold", cell(FIRST, &names))]), &card());
        let cold = cell_of(&found, "cold");
        assert!(cold.noise.as_ref().unwrap().disturbed);
        assert!(cold.arms.iter().all(|arm| arm.verdict.is_none() && arm.pairs_to_settle.is_none()));
        assert!(cold.others.iter().all(|pair| pair.verdict.is_none() && pair.pairs_to_settle.is_none()));
        let trust = &found.trust;
        assert!(some_with(&trust.warnings, "nothing is judged") || some_with(&trust.invalid, "nothing is judged"));
    }
    let mut made = Made::seeded(40);
    made.starts("cold", &[("native", 1.0), ("native_again", 1.0), ("new", 3.0)], 12);
    let found =
        findings(&made.samples, &scenario([("cold", cell(FIRST, &["native", "native_again", "new"]))]), &card());
    assert_eq!(arm_of(&found, "cold", "new").verdict, Some(Verdict::Slower), "few starts, but a control that is quiet");
}

#[test]
fn what_the_data_was_kept_on_is_said_where_it_matters() {
    let said = |wanted, had| {
        let scenario = Scenario { medium: wanted, ..scenario([]) };
        let card = Card { medium: had, ..card() };
        findings(&Samples::default(), &scenario, &card).trust.warnings.join(" ")
    };
    assert!(said(Medium::Memory, Some(Medium::Memory)).contains("in memory, so that a commit costs processor time"));
    assert!(said(Medium::Disk, Some(Medium::Memory)).contains("in memory"));
    assert!(said(Medium::Memory, Some(Medium::Disk)).contains("the bounds are meant for memory"));
    for (wanted, had) in [(Medium::Disk, Some(Medium::Disk)), (Medium::Memory, None)] {
        assert_eq!(said(wanted, had), "");
    }
}
