use super::*;
use crate::configuration::{Layer, configure, keep_cells};

#[test]
fn every_study_may_be_measured() {
    for study in [Study::split(), Study::rpc()] {
        assert_eq!(configure(&study.scenario, Vec::new()).unwrap().scenario, study.scenario);
    }
}

#[test]
fn quick_changes_sizes_and_keeps_cells_that_exist() {
    for study in [Study::split(), Study::rpc()] {
        let layer = Layer::parse("--quick", study.quick_sizes).unwrap();
        let mut configured = configure(&study.scenario, vec![layer]).unwrap();
        assert!(configured.scenario.size.rounds < study.scenario.size.rounds);
        let quick: Vec<String> = study.quick_cells.iter().map(|name| (*name).to_owned()).collect();
        keep_cells(&mut configured.scenario, &quick).unwrap();
        assert_eq!(configured.scenario.cells.len(), quick.len());
    }
}

#[test]
fn every_comparison_has_a_control() {
    for (name, cell) in Study::split().scenario.cells.iter().chain(&Study::rpc().scenario.cells) {
        let ladder = matches!(cell.procedure, Procedure::Ladder { .. });
        assert!(cell.base.is_none() || ladder || cell.control().is_some(), "{name}");
    }
}

#[test]
fn the_bodies_of_measured_calls_are_ones_that_the_router_takes() {
    for (name, cell) in &Study::rpc().scenario.cells {
        for (arm_name, arm) in &cell.arms {
            let question = arm.question.as_ref().unwrap();
            let operations = cell.operations(arm);
            for count in operations {
                let values = [("operations".to_owned(), serde_json::json!(count))].into();
                let body = template::fill(question.body.as_ref().unwrap(), &values).unwrap();
                let body = serde_json::to_vec(&body).unwrap();
                match question.path.as_str() {
                    "/rpc/execute" => drop(shared::rpc::Plan::parse(&body, Some(27)).unwrap()),
                    // Chains and batches that a deployment would refuse are left to objects and to the local runtime.
                    "/rpc/benchmark" => drop(shared::rpc::Batch::parse(&body, None).unwrap()),
                    path => {
                        assert_eq!((path, arm.door.as_deref()), ("/", Some("rpc-pair-caller")), "{name}.{arm_name}");
                    }
                }
            }
        }
    }
}

#[test]
fn arms_of_a_cell_do_equal_work() {
    for (name, cell) in &Study::split().scenario.cells {
        for (arm_name, arm) in &cell.arms {
            // Only the hop, whose other side is written by hand, and the path, whose requests go ever further, differ.
            let own = arm.question.is_some();
            assert_eq!(own, ["hop", "path", "cold_engine"].contains(&name.as_str()) && own, "{name}.{arm_name}");
        }
    }
}
