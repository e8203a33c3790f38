//! What several cells say together: surveys, fits and cross-checks.

use statistics::Accord;

use super::*;
use crate::{
    instrument::scenario::{CrossCheck, Fit, Pairs, Survey},
    record::FittedArm,
};

/// Little work, for what does not depend on the numbers.
const FEW: Extent = Extent { rounds: 5, pairs: 3, block: 4 };

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
    let (samples, scenario) = over_bytes(50, FEW);
    let surveys = findings(&samples, &scenario, &card()).surveys;
    let [survey] = surveys.as_slice() else { panic!("one survey: {surveys:?}") };
    assert_eq!((survey.name.as_str(), survey.base.as_str(), survey.along.as_str()), ("payload", "native", "bytes"));
    let points: Vec<(&str, f64)> = survey.points.iter().map(|point| (point.cell.as_str(), point.at)).collect();
    assert_eq!(points, [("small", 100.0), ("middle", 1000.0), ("large", 10_000.0)]);
    assert_eq!(survey.arms, ["same", "new"]);
}

#[test]
fn a_survey_of_fewer_than_two_measured_cells_is_none() {
    let (samples, mut scenario) = over_bytes(51, FEW);
    scenario.cells.shift_remove("middle");
    let both = findings(&samples, &scenario, &card()).surveys;
    assert_eq!(both.first().map(|survey| survey.points.len()), Some(2));
    scenario.cells.shift_remove("large");
    assert_eq!(findings(&samples, &scenario, &card()).surveys, []);
}

#[test]
fn a_cell_with_another_base_is_no_part_of_a_survey() {
    let (samples, mut scenario) = over_bytes(52, FEW);
    scenario.cells["middle"].base = Some("same".to_owned());
    let surveys = findings(&samples, &scenario, &card()).surveys;
    assert_eq!(surveys[0].points.iter().map(|point| point.cell.as_str()).collect::<Vec<_>>(), ["small", "large"]);
}

/// Cells over bytes and depth, in which new costs 0.05 ms, 0.02 ms per thousand bytes and 0.1 ms per hop more.
fn over_bytes_and_depth(seed: u64, cells: &[(&'static str, f64, f64)], extent: Extent) -> (Samples, Scenario) {
    let mut made = Made::seeded(seed);
    let mut all = scenario([]);
    for (name, bytes, depth) in cells {
        let new = 0.5 + 0.05 + 0.000_02 * bytes + 0.1 * depth;
        made.paired(name, &[("native", 0.5), ("native_again", 0.5), ("same", 0.5), ("new", new)], extent);
        let mut cell = cell(PAIRED, &ARMS);
        cell.at = [("bytes".to_owned(), *bytes), ("depth".to_owned(), *depth)].into();
        all.cells.insert((*name).to_owned(), cell);
    }
    let fit = Fit {
        title: "what it grows by".to_owned(),
        cells: cells.iter().map(|(name, ..)| (*name).to_owned()).collect(),
        over: ["bytes", "depth"].map(str::to_owned).into(),
    };
    all.fits.insert("growth".to_owned(), fit);
    (made.samples, all)
}

const CELLS: [(&str, f64, f64); 6] = [
    ("a", 100.0, 1.0),
    ("b", 10_000.0, 1.0),
    ("c", 1_000_000.0, 1.0),
    ("d", 100.0, 4.0),
    ("e", 1000.0, 8.0),
    ("f", 100_000.0, 2.0),
];

fn fitted(samples: &Samples, scenario: &Scenario) -> Vec<FittedArm> {
    findings(samples, scenario, &card()).fits.into_iter().flat_map(|fit| fit.arms).collect()
}

#[test]
fn a_fit_finds_the_constant_and_the_cost_per_unit() {
    let (samples, scenario) = over_bytes_and_depth(54, &CELLS, LITTLE);
    let fits = findings(&samples, &scenario, &card()).fits;
    let [fit] = fits.as_slice() else { panic!("one fit: {fits:?}") };
    assert_eq!((fit.name.as_str(), fit.base.as_str()), ("growth", "native"));
    let names: Vec<&str> = fit.arms.iter().map(|arm| arm.arm.as_str()).collect();
    assert_eq!(names, ["same", "new"], "the control is fitted to nothing");
    let new = &fit.arms[1];
    assert!(contains(new.factors_ms["depth"], 0.1) && contains(new.factors_ms["bytes"], 0.000_02), "{new:?}");
    assert!((new.factors_ms["bytes"].value / 0.000_02 - 1.0).abs() < 0.05, "{new:?}");
    assert!(contains(new.constant_ms, 0.05) && new.constant_ms.upper - new.constant_ms.lower < 0.1, "{new:?}");
    assert_eq!(new.cells, 6);
    assert!(new.worst_residual.unwrap() < 0.1, "{new:?}");
    let same = &fit.arms[0];
    assert!(contains(same.factors_ms["depth"], 0.0) && same.worst_residual.unwrap() <= 1.5, "{same:?}");
}

#[test]
fn a_coordinate_that_does_not_vary_is_left_out_of_a_fit() {
    let (samples, scenario) = over_bytes_and_depth(55, &CELLS[..3], FEW);
    let arms = fitted(&samples, &scenario);
    let new = arms.iter().find(|arm| arm.arm == "new").unwrap();
    assert_eq!(new.factors_ms.keys().collect::<Vec<_>>(), ["bytes"]);
    assert!(contains(new.constant_ms, 0.15), "one hop is part of the constant: {:?}", new.constant_ms);
    let (samples, scenario) = over_bytes_and_depth(55, &CELLS[..2], FEW);
    let arms = fitted(&samples, &scenario);
    assert_eq!(arms[1].worst_residual, None, "two cells and two unknowns leave nothing over");
}

#[test]
fn too_few_cells_or_coordinates_that_go_together_are_no_fit() {
    let together = [("a", 100.0, 1.0), ("b", 200.0, 2.0), ("c", 400.0, 4.0)];
    let (samples, scenario) = over_bytes_and_depth(56, &together, FEW);
    assert_eq!(fitted(&samples, &scenario), []);
    let few = [("a", 100.0, 1.0), ("b", 1000.0, 4.0)];
    let (samples, scenario) = over_bytes_and_depth(57, &few, FEW);
    assert_eq!(findings(&samples, &scenario, &card()).fits, []);
}

#[test]
fn a_fit_takes_the_rounds_that_all_of_its_cells_have() {
    let (samples, scenario) = over_bytes_and_depth(58, &CELLS, FEW);
    let mut partial = Samples::default();
    for sample in samples.rows() {
        let name = samples.name(sample.series).unwrap();
        // A run that was interrupted in its last round has not come to every cell.
        if !(sample.round == 4 && name.cell == "d") {
            let series = partial.series(&name.cell, &name.arm);
            partial.push(crate::instrument::samples::Sample { series, ..sample.clone() });
        }
    }
    let new = |samples: &Samples| fitted(samples, &scenario).pop().unwrap();
    let (whole, part) = (new(&samples), new(&partial));
    assert_ne!(whole.constant_ms, part.constant_ms);
    assert!((part.factors_ms["depth"].value / 0.1 - 1.0).abs() < 0.3, "{part:?}");
}

#[test]
fn two_ways_of_measuring_are_held_against_each_other() {
    let sizes = Batch { few: 8, many: 32 };
    let many = Extent { rounds: 12, pairs: 5, block: 8 };
    let mut made = Made::seeded(53);
    made.paired("outside", &[("native", 0.5), ("new", 0.7), ("dear", 0.9), ("same", 0.5)], many);
    made.batches("inside", ("hop", 0.3, 0.2), sizes, many);
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
    assert!((new.ratio.unwrap().value - 1.0).abs() < 0.1, "{:?}", new.ratio);
    assert_eq!(found.cross_checks[2].ratio, None, "a difference that may be nothing is no yardstick");
    scenario.cells.shift_remove("inside");
    let left = &findings(&made.samples, &scenario, &card()).cross_checks[0];
    assert_eq!((left.other.found, left.ratio, left.accord), (None, None, Accord::Undecided));
}

#[test]
fn a_cross_check_of_two_arms_makes_them_be_compared() {
    let (samples, mut scenario) = over_bytes(59, FEW);
    scenario.cells["small"].pairs = Pairs::Claimed;
    assert_eq!(cell_of(&findings(&samples, &scenario, &card()), "small").others, []);
    let check = CrossCheck {
        question: "is it the same?".to_owned(),
        one: "small.new/same.difference_ms".to_owned(),
        other: "middle.new.difference_ms".to_owned(),
    };
    scenario.cross_checks.insert("both".to_owned(), check);
    let found = findings(&samples, &scenario, &card());
    assert_eq!(cell_of(&found, "small").others.len(), 1);
    assert!(
        found.cross_checks[0].one.found.is_some() && found.cross_checks[0].ratio.is_some(),
        "{:?}",
        found.cross_checks
    );
}
