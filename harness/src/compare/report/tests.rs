use std::time::Duration;

use super::*;
use crate::compare::samples::{Phase, Sample};

/// Three rounds of eight pairs in which each lane takes its own time, with a little noise from the pair's number.
fn samples(times: &[(Cell, Lane, u64)]) -> Samples {
    let mut samples = Samples::default();
    for round in 0..3 {
        for pair in 0..8 {
            for (position, (cell, lane, microseconds)) in times.iter().enumerate() {
                for request in 0..20_u64 {
                    let noise = 2 * request + u64::try_from(pair).unwrap();
                    let elapsed = Duration::from_nanos(microseconds * (1000 + noise));
                    let (cell, lane, phase) = (*cell, *lane, Phase::Measured);
                    samples.push(Sample { cell, lane, phase, round, pair, position, elapsed });
                }
            }
        }
    }
    samples
}

fn plan() -> Plan {
    Plan::quick(5)
}

#[test]
fn arms_are_compared_with_native() {
    let hot = Cell::Hot;
    let samples = samples(&[(hot, Lane::Native, 400), (hot, Lane::Control, 400), (hot, Lane::New, 560)]);
    let report = Report::of(&samples, &plan());
    assert_eq!(report.cells.len(), 1);
    let cell = &report.cells[0];
    assert_eq!((cell.pairs, cell.lanes.len()), (24, 3));
    let new = &cell.lanes[2];
    assert_eq!((new.lane, new.verdict, new.samples), ("new", Some("slower"), 480));
    assert!((new.ratio.unwrap().value - 1.4).abs() < 1e-6);
    assert!(cell.lanes[1].verdict.is_none(), "the control judges and is not judged");
    assert_eq!(report.invalid, None);
}

#[test]
fn control_that_differs_from_itself_condemns_the_run() {
    let hot = Cell::Hot;
    let report = Report::of(&samples(&[(hot, Lane::Native, 400), (hot, Lane::Control, 440)]), &plan());
    assert!(report.invalid.unwrap().starts_with("hot query: native against itself gives 1.1"));
}

#[test]
fn hop_is_the_slope_between_few_and_many_pings() {
    let hop = Cell::Hop;
    let samples = samples(&[
        (hop, Lane::EnvelopeFew, 1_000),
        (hop, Lane::EnvelopeMany, 6_000),
        (hop, Lane::ScriptFew, 900),
        (hop, Lane::ScriptMany, 4_900),
    ]);
    let report = Report::of(&samples, &plan());
    let hop = report.hop.unwrap();
    assert!((hop.envelope_ms - 0.25).abs() < 0.01, "{hop:?}");
    assert!((hop.script_ms - 0.2).abs() < 0.01, "{hop:?}");
    assert!((hop.ratio.value - 1.25).abs() < 1e-6, "{hop:?}");
    assert_eq!(report.targets.len(), 1);
    assert_eq!(report.targets[0].outcome, "met");
}

#[test]
fn cold_starts_pair_the_first_request_with_the_second() {
    let samples =
        samples(&[(Cell::ColdEngine, Lane::KeepWarm, 30_000), (Cell::ColdEngineAgain, Lane::KeepWarm, 1_000)]);
    let opening = targets::all(&samples, &plan()).pop().unwrap();
    assert_eq!(opening.outcome, "met");
    assert!((opening.found.value - 29.0).abs() < 1.0);
}

#[test]
fn cold_ratios_carry_no_verdict() {
    let cold = Cell::ColdData;
    let report = Report::of(&samples(&[(cold, Lane::Native, 4_000), (cold, Lane::New, 9_000)]), &plan());
    let new = &report.cells[0].lanes[1];
    assert!(new.ratio.is_some() && new.verdict.is_none() && new.pairs_to_settle.is_none());
    let table = report.to_string();
    assert!(table.contains("no verdict on these ratios"), "{table}");
    assert!(table.lines().all(|line| !line.ends_with("verdict")), "{table}");
}

#[test]
fn warm_up_does_not_count() {
    let mut samples = samples(&[(Cell::Hot, Lane::Native, 400)]);
    let elapsed = Duration::from_secs(1);
    let (cell, lane, phase) = (Cell::Hot, Lane::Native, Phase::WarmUp);
    samples.push(Sample { cell, lane, phase, round: 0, pair: 0, position: 0, elapsed });
    assert_eq!(Report::of(&samples, &plan()).cells[0].lanes[0].samples, 480);
    assert_eq!(samples.requests(cell, lane, 0), 161);
}

#[test]
fn nothing_measured_is_an_empty_report() {
    let report = Report::of(&Samples::default(), &plan());
    assert!(report.cells.is_empty() && report.hop.is_none() && report.targets.is_empty() && report.legs.is_empty());
    assert_eq!(report.to_string(), "");
}

#[test]
fn lines_fit_a_terminal() {
    let hot = Cell::Hot;
    let samples = samples(&[(hot, Lane::Native, 400), (hot, Lane::Control, 400), (hot, Lane::Traditional, 412)]);
    for line in Report::of(&samples, &plan()).to_string().lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
