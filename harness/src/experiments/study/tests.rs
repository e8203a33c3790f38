use serde_json::Value;
use shared::engine::EngineName;

use super::{Study, sound::assert_sound};
use crate::{
    experiments::configuration::{Layer, configure, keep_cells, print},
    instrument::scenario::*,
};

#[test]
fn every_study_is_sound_whole_and_quick() {
    for study in Study::every() {
        assert_sound(&study.scenario);
        let layer = Layer::parse("--quick", study.quick_sizes).unwrap();
        let mut quick = configure(&study.scenario, vec![layer]).unwrap().scenario;
        assert_ne!(quick, study.scenario);
        let cells: Vec<String> = study.quick_cells.iter().map(|name| (*name).to_owned()).collect();
        keep_cells(&mut quick, &cells).unwrap();
        assert_eq!(quick.cells.len() + quick.trials.len(), cells.len());
        assert_sound(&quick);
    }
}

#[test]
fn what_can_be_set_of_every_study_is_printed_and_sets_the_same() {
    for study in Study::every() {
        let configured = configure(&study.scenario, Vec::new()).unwrap();
        let printed = Layer::parse("printed", &print(&configured).unwrap()).unwrap();
        assert_eq!(configure(&study.scenario, vec![printed]).unwrap().scenario, study.scenario);
    }
}

#[test]
fn a_ladder_counts_clients_unless_it_says_otherwise_and_is_read_from_earlier_records() {
    let text = r#"{ "kind": "ladder", "clients": [1, 4], "requests": 7, "deadline_ms": 9 }"#;
    let expected = Procedure::Ladder { counts: Counts::Clients, rungs: vec![1, 4], requests: 7, deadline_ms: 9 };
    assert_eq!(serde_json::from_str::<Procedure>(text).unwrap(), expected);
}

#[test]
fn every_comparison_has_a_control() {
    for (name, cell) in Study::every().iter().flat_map(|study| &study.scenario.cells) {
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
    for (name, cell) in &Study::split(EngineName::Sqlite).scenario.cells {
        for (arm_name, arm) in &cell.arms {
            // Only the hop, whose other side is written by hand, and the path, whose requests go ever further, differ.
            let own = arm.question.is_some();
            assert_eq!(own, ["hop", "path", "cold_engine"].contains(&name.as_str()) && own, "{name}.{arm_name}");
        }
    }
}

/// What every arm of a cell asks for, as far as the arms have to ask for the same: the path and these fields of the body.
fn work(cell: &Cell, fields: &[&str]) -> Vec<(String, Value)> {
    let of_arm = |arm: &Arm| {
        let question = arm.question.as_ref().unwrap();
        let body = question.body.as_ref().unwrap();
        let asked = fields.iter().map(|field| body.get(*field).cloned().unwrap_or_default()).collect();
        (question.path.clone(), Value::Array(asked))
    };
    cell.arms.values().map(of_arm).collect()
}

#[test]
fn arms_of_a_cell_of_measured_calls_ask_for_the_same_work() {
    for (name, cell) in &Study::rpc().scenario.cells {
        let same = |fields: &[&str]| work(cell, fields).windows(2).all(|two| two[0].1 == two[1].1);
        let sizes: Vec<Option<Batch>> = cell.arms.values().map(|arm| arm.batch).collect();
        assert!(sizes.windows(2).all(|two| two[0] == two[1]), "{name}");
        assert!(same(&["function", "size", "calls", "deadline_ms"]), "{name}");
        // The hand-written pair is asked at a door of its own, by the same method.
        let pair = name.starts_with("javascript_");
        assert!(!pair || same(&["method"]), "{name}");
        assert!(pair || work(cell, &[]).windows(2).all(|two| two[0] == two[1]), "{name}");
        // What differs is how the calls of a batch follow each other, and nothing else.
        let batch = name.starts_with("batch_");
        assert!(if batch { same(&["method", "codec"]) } else { same(&["mode", "concurrency"]) }, "{name}");
        let depths =
            work(cell, &["depth", "method"]).into_iter().map(|(_, asked)| (asked[0].clone(), asked[1] == "direct"));
        // The inline call passes through no runtime but its own.
        let (inline, others): (Vec<_>, Vec<_>) = depths.partition(|(_, inline)| *inline);
        assert!(others.windows(2).all(|two| two[0] == two[1]), "{name}");
        let once = |depth: &Value| depth.is_null() || *depth == 1;
        assert!(inline.iter().all(|(depth, _)| once(depth)), "{name}");
        assert!(name.starts_with("depth_") || others.iter().all(|(depth, _)| once(depth)), "{name}");
    }
}
