use super::*;
use crate::configuration::{Layer, configure, keep_cells};

#[test]
fn split_is_a_scenario_that_may_be_measured() {
    let split = Scenario::split();
    assert_eq!(configure(&split, Vec::new()).unwrap().scenario, split);
}

#[test]
fn quick_changes_sizes_and_keeps_cells_that_exist() {
    let layer = Layer::parse("--quick", Scenario::quick()).unwrap();
    let mut configured = configure(&Scenario::split(), vec![layer]).unwrap();
    assert!(configured.scenario.size.rounds < Scenario::split().size.rounds);
    let quick: Vec<String> = Scenario::quick_cells().iter().map(|name| (*name).to_owned()).collect();
    keep_cells(&mut configured.scenario, &quick).unwrap();
    assert_eq!(configured.scenario.cells.len(), quick.len());
}

#[test]
fn every_comparison_of_the_split_has_a_control() {
    for (name, cell) in &Scenario::split().cells {
        let ladder = matches!(cell.procedure, Procedure::Ladder { .. });
        assert!(cell.base.is_none() || ladder || cell.control().is_some(), "{name}");
    }
}

#[test]
fn arms_of_a_cell_do_equal_work() {
    for (name, cell) in &Scenario::split().cells {
        for (arm_name, arm) in &cell.arms {
            // Only the hop, whose other side is written by hand, and the path, whose requests go ever further, differ.
            let own = arm.question.is_some();
            assert_eq!(own, ["hop", "path", "cold_engine"].contains(&name.as_str()) && own, "{name}.{arm_name}");
        }
    }
}
