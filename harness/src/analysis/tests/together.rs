//! What several cells say together: surveys and cross-checks.

use shared::statistics::Accord;

use super::*;
use crate::scenario::{CrossCheck, Survey};

const ARMS: [&str; 4] = ["native", "native_again", "same", "new"];

/// Cells at so many bytes, in which new takes a tenth of a millisecond and a fifth of a microsecond per byte more.
fn over_bytes(seed: u64, extent: Extent) -> (Samples, Scenario) {
    let cells = [("small", 100.0), ("large", 10_000.0), ("middle", 1000.0)];
    let mut made = Made::seeded(seed);
    let mut all = scenario([]);
    for (name, bytes) in cells {
        let new = 0.5 + 0.1 + 0.000_2 * bytes;
        made.paired(name, &[("native", 0.5), ("native_again", 0.5), ("same", 0.5), ("new", new)], extent);
        let mut cell = cell(PAIRED, &ARMS);
        cell.at.insert("bytes".to_owned(), bytes);
        all.cells.insert(name.to_owned(), cell);
    }
    let survey = Survey {
        title: "over bytes".to_owned(),
        cells: ["small", "large", "middle"].map(str::to_owned).into(),
        along: "bytes".to_owned(),
    };
    all.surveys.insert("payload".to_owned(), survey);
    (made.samples, all)
}

#[test]
fn a_survey_stands_in_the_order_of_its_coordinate_without_base_and_control() {
    let (samples, scenario) = over_bytes(50, LITTLE);
    let surveys = findings(&samples, &scenario, &card()).surveys;
    let [survey] = surveys.as_slice() else { panic!("one survey: {surveys:?}") };
    assert_eq!((survey.name.as_str(), survey.base.as_str(), survey.along.as_str()), ("payload", "native", "bytes"));
    let points: Vec<(&str, f64)> = survey.points.iter().map(|point| (point.cell.as_str(), point.at)).collect();
    assert_eq!(points, [("small", 100.0), ("middle", 1000.0), ("large", 10_000.0)]);
    assert_eq!(survey.arms, ["same", "new"]);
}

#[test]
fn a_survey_of_fewer_than_two_measured_cells_is_none() {
    let (samples, mut scenario) = over_bytes(51, Extent { rounds: 2, pairs: 2, block: 2 });
    scenario.cells.shift_remove("middle");
    let both = findings(&samples, &scenario, &card()).surveys;
    assert_eq!(both.first().map(|survey| survey.points.len()), Some(2));
    scenario.cells.shift_remove("large");
    assert_eq!(findings(&samples, &scenario, &card()).surveys, []);
}

#[test]
fn a_cell_with_another_base_is_no_part_of_a_survey() {
    let (samples, mut scenario) = over_bytes(52, Extent { rounds: 2, pairs: 2, block: 2 });
    scenario.cells["middle"].base = Some("same".to_owned());
    let surveys = findings(&samples, &scenario, &card()).surveys;
    assert_eq!(surveys[0].points.iter().map(|point| point.cell.as_str()).collect::<Vec<_>>(), ["small", "large"]);
}

#[test]
fn two_ways_of_measuring_are_held_against_each_other() {
    let sizes = Batch { few: 8, many: 32 };
    let mut made = Made::seeded(53);
    made.paired("outside", &[("native", 0.5), ("new", 0.7), ("dear", 0.9), ("same", 0.5)], QUICK);
    made.batches("inside", ("hop", 0.3, 0.2), sizes, QUICK);
    let mut inside = cell(PAIRED, &["hop"]);
    (inside.base, inside.arms["hop"].batch) = (None, Some(sizes));
    let mut scenario = scenario([("outside", cell(PAIRED, &["native", "new", "dear", "same"])), ("inside", inside)]);
    let check = |arm: &str| CrossCheck {
        question: "is it the same?".to_owned(),
        one: format!("outside.{arm}.difference_ms"),
        other: "inside.hop.cost_ms".to_owned(),
    };
    scenario.cross_checks = ["new", "dear", "same"].map(|arm| (arm.to_owned(), check(arm))).into();
    let found = findings(&made.samples, &scenario, &card());
    let words: Vec<Accord> = found.cross_checks.iter().map(|check| check.accord).collect();
    assert_eq!(words, [Accord::Agree, Accord::Differ, Accord::Undecided], "{:?}", found.cross_checks);
    let new = &found.cross_checks[0];
    assert_eq!(new.one.found, arm_of(&found, "outside", "new").difference_ms);
    assert_eq!(new.other.found, arm_of(&found, "inside", "hop").cost_ms);
    assert!(contains(new.ratio.unwrap(), 1.0), "{:?}", new.ratio);
    assert_eq!(found.cross_checks[2].ratio, None, "a difference that may be nothing is no yardstick");
    scenario.cells.shift_remove("inside");
    let left = &findings(&made.samples, &scenario, &card()).cross_checks[0];
    assert_eq!((left.other.found, left.ratio, left.accord), (None, None, Accord::Undecided));
}
