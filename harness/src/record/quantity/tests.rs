use shared::engine::EngineName;

use super::*;
use crate::{
    error::Exit,
    example,
    experiments::study::Study,
    instrument::scenario::Batch,
    record::analysis::made::{OPEN, PAIRED, cell, ladder, scenario},
};

/// The cells of the example run.
fn split() -> Scenario {
    let arms = ["native", "native_again", "traditional", "new"];
    let mut hop = cell(PAIRED, &["script", "envelope"]);
    for arm in hop.arms.values_mut() {
        arm.batch = Some(Batch { few: 8, many: 32 });
    }
    let mut alone = cell(PAIRED, &["native"]);
    alone.base = None;
    scenario([
        ("hot_read", cell(PAIRED, &arms)),
        ("write", cell(PAIRED, &arms)),
        ("ladder", cell(ladder(&[1, 2, 64]), &arms)),
        ("open", cell(OPEN, &arms)),
        ("hop", hop),
        ("alone", alone),
    ])
}

fn refusal(text: &str) -> String {
    let error = Quantity::parse(text, &split()).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage, "{text}");
    error.to_string()
}

#[test]
fn names_lead_to_numbers() {
    let found = example::run().findings;
    let new = found.cell("hot_read").unwrap().arm("new").unwrap();
    let (ratio, p99, tail) = (new.ratio.unwrap(), new.p99_ms.unwrap(), new.difference_p95_ms.unwrap());
    let table = [
        ("split.hot_read.new.ratio", ratio),
        ("hot_read.new.ratio", ratio),
        ("hot_read.ratio", ratio),
        (" split.hot_read.ratio ", ratio),
        ("hot_read.new.ratio.value", exactly(ratio.value)),
        ("split.hot_read.new.ratio.upper", exactly(ratio.upper)),
        ("hot_read.ratio.lower", exactly(ratio.lower)),
        ("hot_read.new.p99_ms", p99),
        ("hot_read.new.difference_p95_ms", tail),
        ("hot_read.new.errors", new.errors.share),
        ("hot_read.new.reconnects", exactly(0.0)),
        ("hot_read.new.first_byte_ms", exactly(new.first_byte_ms.unwrap())),
        ("write.noise_floor", exactly(0.041)),
        ("ladder.new.first_failing", exactly(64.0)),
        ("ladder.new.per_second", exactly(1500.0 * (1.0 - 0.7_f64.powi(64)))),
    ];
    for (text, expected) in table {
        let quantity = Quantity::parse(text, &split()).unwrap();
        let found_here = quantity.find(&found).unwrap_or_else(|| panic!("{text} was not found"));
        assert!((found_here.value - expected.value).abs() < 1e-9, "{text}: {found_here:?}");
        assert_eq!((found_here.lower, found_here.upper), (expected.lower, expected.upper), "{text}");
        assert_eq!(quantity.number(&found), Some(found_here.value), "{text}");
    }
    for text in ["hot_read.new.p999_ms", "hop.envelope.cost_ms", "open.noise_floor"] {
        assert_eq!(Quantity::parse(text, &split()).unwrap().find(&found), None, "{text}");
    }
}

#[test]
fn a_whole_ladder_without_failure_fails_beyond_every_number() {
    let mut found = example::run().findings;
    let quantity = Quantity::parse("ladder.traditional.first_failing", &split()).unwrap();
    assert_eq!(quantity.number(&found), Some(f64::INFINITY));
    let ladder = found.cells.iter_mut().find(|cell| cell.name == "ladder").unwrap();
    ladder.arms.iter_mut().for_each(|arm| arm.rungs.truncate(3));
    assert_eq!(quantity.number(&found), None, "who knows what comes later");
}

#[test]
fn an_unknown_part_is_named_with_what_there_is_nearest_first() {
    let cases = [
        ("splt.hot_read.ratio", "there is no scenario \"splt\"; there is split"),
        ("split.hot_raed.ratio", "there is no cell \"hot_raed\"; there are hot_read, "),
        ("writ.ratio", "there is no cell \"writ\"; there are write, "),
        ("hot_read.nwe.ratio", "there is no arm of hot_read \"nwe\"; there are new, native, "),
        ("hot_read.nwe.ratio.upper", "there is no arm of hot_read \"nwe\"; there are new, "),
        ("hot_read.rati", "there is no measure \"rati\"; there are ratio, "),
        ("hot_read.rati.upper", "there is no measure \"rati\"; there are ratio, "),
        ("hot_read.new.p98_ms", "there is no measure \"p98_ms\"; there are p90_ms, p95_ms, p99_ms, "),
        ("hot_read.new.ratio.uper", "there is no end \"uper\"; there are upper, "),
        ("hot_read.new.ratio.upper.more", "nothing can follow an end, but \"more\" does"),
        ("hot_read", "no measure is named; there are ratio, "),
        ("hot_read.new", "no measure is named; there are ratio, "),
        ("split", "no cell is named; there are hot_read, "),
        ("", "there is no cell \"\"; there are "),
    ];
    for (text, expected) in cases {
        let refusal = refusal(text);
        assert!(refusal.starts_with(&format!("{text}: {expected}")), "{text}: {refusal}");
    }
}

#[test]
fn what_no_run_could_find_is_refused() {
    let cases = [
        ("hot_read.native.ratio", "native is the base of hot_read, so it has no ratio"),
        ("ladder.new.ratio", "ladder is a ladder, in which nothing has a ratio"),
        ("ladder.new.p50_ms", "ladder is a ladder, which has no p50_ms over all its rungs"),
        ("alone.native.difference_ms", "alone has no base, so nothing has a difference_ms"),
        ("ladder.new.difference_p99_ms", "ladder is a ladder, in which nothing has a difference_p99_ms"),
        ("hot_read.native.difference_p95_ms", "native is the base of hot_read, so it has no difference_p95_ms"),
        ("open.new.difference_p95_ms", "difference_p95_ms is found in paired cells, and open is open"),
        ("hop.envelope.difference_p95_ms", "envelope of hop asks in batches, which have no difference_p95_ms"),
        (
            "hot_read.new/traditional.difference_p95_ms",
            "difference_p95_ms belongs to one arm; ratio and difference_ms compare two",
        ),
        ("hop.envelope.p50_ms", "envelope of hop asks in batches, so it has cost_ms, not p50_ms"),
        ("hot_read.new.cost_ms", "new of hot_read does not ask in batches, so it has no cost_ms"),
        ("open.new.per_second", "per_second is found by ladders, and open is open"),
        ("hot_read.new.noise_floor", "noise_floor belongs to the cell, so leave out \"new\""),
        ("hop.noise_floor", "hop has no A/A control"),
    ];
    for (text, expected) in cases {
        assert_eq!(refusal(text), format!("{text}: {expected}"));
    }
}

#[test]
fn a_cell_may_be_called_like_its_scenario() {
    let scenario = scenario([("split", cell(PAIRED, &["native", "new"]))]);
    for text in ["split.split.new.ratio", "split.new.ratio", "split.ratio"] {
        assert_eq!(Quantity::parse(text, &scenario).unwrap().cell, "split", "{text}");
    }
}

#[test]
fn every_measure_has_one_name() {
    for measure in Measure::all() {
        assert_eq!(Measure::parse(measure.as_str()), Some(measure));
    }
}

#[test]
fn conditions_are_read_with_and_without_blanks() {
    for text in ["hot_read.ratio < 2.0", "split.hot_read.ratio<2", " hot_read.ratio   <2.0 "] {
        let condition = Condition::parse(text, &split()).unwrap();
        assert_eq!((condition.comparison.as_str(), condition.number), ("<", 2.0), "{text}");
    }
    let bounded = Condition::parse("hot_read.difference_ms >= -0.5", &split()).unwrap();
    assert_eq!((bounded.comparison.as_str(), bounded.number), (">=", -0.5));
}

#[test]
fn broken_conditions_say_what_is_broken() {
    let cases = [
        ("hot_read.ratio", "expected a quantity, one of < <= > >=, and a number"),
        ("hot_read.ratio <", "expected a quantity, one of < <= > >=, and a number"),
        ("hot_read.ratio == 2", "there is no comparison \"==\"; there are <, <=, >, >="),
        ("hot_read.ratio < two", "\"two\" is not a number"),
        ("hot_read.ratio < NaN", "\"NaN\" is not a number"),
        ("hot_read.ratio < inf", "\"inf\" is not a number"),
    ];
    for (text, expected) in cases {
        let error = Condition::parse(text, &split()).unwrap_err();
        assert_eq!((error.to_string(), error.exit()), (format!("{text}: {expected}"), Exit::Usage));
    }
}

#[test]
fn shares_and_times_of_traffic_are_found_by_their_names() {
    let run = example::tenants::run();
    let number = |text: &str| Quantity::parse(text, &run.scenario).unwrap().number(&run.findings).unwrap();
    let is = |text: &str, expected: f64| assert!((number(text) - expected).abs() < 1e-12, "{text}");
    let arm = run.findings.cell("burst").unwrap().arm("traditional@postgres").unwrap();
    let traffic = arm.traffic.as_ref().unwrap();
    is("tenants.burst.traditional@postgres.warm", traffic.warm.unwrap().share.value);
    is("burst.traditional@postgres.warm.upper", traffic.warm.unwrap().share.upper);
    is("burst.traditional@postgres.cold_p50_ms", traffic.cold_ms.unwrap().p50);
    is("burst.errors", run.findings.cell("burst").unwrap().arm("new").unwrap().errors.share.value);
    is("burst.new.isolates_seen", 6.0);
    let (kept, plain) = (number("sparse.new_kept_warm.warm"), number("sparse.new.warm"));
    is("sparse.new_kept_warm/new.warm_gain", kept - plain);
    is("sparse.new/new_kept_warm.warm_gain", plain - kept);
    assert!(number("gaps.new/traditional.longest_gain") > 0.5 && number("gaps.traditional.longest_warm") < 0.5);
}

#[test]
fn what_no_traffic_could_find_is_refused() {
    let tenants = Study::tenants(&[EngineName::Sqlite], &[], 1.0).scenario;
    let cases = [
        (
            "burst.new.p50_ms",
            "burst is traffic, whose cold and warm answers are no one population: ask for cold_p50_ms or warm_p50_ms, not p50_ms",
        ),
        ("burst.new.warm_gain", "warm_gain is between two arms, such as new/other.warm_gain"),
        ("burst.new/native.warm", "warm belongs to one arm; ratio and difference_ms compare two"),
        ("burst.new/new.warm_gain", "new is not compared with new in burst"),
        ("burst.new.longest_warm", "burst has no idle gaps, so it has no longest_warm"),
        ("burst.new.ratio", "burst has no base, so nothing has a ratio"),
    ];
    for (text, expected) in cases {
        let error = Quantity::parse(text, &tenants).unwrap_err().to_string();
        assert_eq!(error, format!("{text}: {expected}"));
    }
    assert_eq!(
        refusal("hot_read.new.warm"),
        "hot_read.new.warm: warm is found in traffic of tenants, and hot_read is paired"
    );
}
