use serde_json::json;
use shared::{
    durable::{Plan, Way},
    error::ErrorCode,
    limits,
};

use super::*;
use crate::instrument::scenario::{Procedure, template};

/// The plan of an arm for so many operations, as the router reads it.
fn plan(body: &serde_json::Value, operations: u32) -> Result<Plan, shared::error::Failure> {
    let values = [("operations".to_owned(), json!(operations)), ("tenant".to_owned(), json!("a"))].into();
    let body = template::fill(body, &values).unwrap();
    Plan::parse(&serde_json::to_vec(&body).unwrap(), false)
}

#[test]
fn the_bodies_are_ones_that_the_router_takes() {
    for (name, cell) in &Study::call().scenario.cells {
        for (arm_name, arm) in &cell.arms {
            let Some(body) = arm.question.as_ref().unwrap().body.as_ref() else {
                assert_eq!((name.as_str(), arm_name.as_str()), ("requests", "no_call"));
                continue;
            };
            for operations in cell.operations(arm) {
                match plan(body, operations) {
                    Ok(plan) => {
                        let own = plan.operations == if name == "requests" || name == "open" { 1 } else { operations };
                        let is_audit = matches!(cell.procedure, Procedure::Audit(_));
                        let goes_wrong = is_audit && name != "faults_none" && name != "evictions";
                        assert!(own && plan.validate && plan.faults.any() == goes_wrong, "{name}.{arm_name}: {plan:?}");
                    }
                    // The way whose work grows with the square of the calls fails on an earlier rung.
                    Err(failure) => {
                        assert_eq!(failure.code, ErrorCode::BadCount, "{name}.{arm_name}: {failure}");
                        assert!(arm_name == "queued_list" && operations > limits::CALL_QUEUED_LIST, "{name}");
                        assert!(matches!(cell.procedure, Procedure::Ladder { .. }), "{name}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_way_is_measured_and_none_shares_its_source_with_another() {
    let scenario = Study::call().scenario;
    for way in <Way as strum::VariantArray>::VARIANTS {
        let name: &str = way.into();
        assert!(scenario.cells.values().any(|cell| cell.arms.contains_key(name)), "{name}");
    }
    for (name, cell) in &scenario.cells {
        let mut sources: Vec<_> = cell.arms.values().map(|arm| arm.values["arm"].to_string()).collect();
        let all = sources.len();
        sources.sort();
        sources.dedup();
        assert_eq!(sources.len(), all, "{name}");
        let longest = format!("{name}-{}-{:x}-100.99", "rpc-both-durable", u32::MAX);
        assert!(longest.len() <= limits::TENANT_ID_BYTES, "{longest}");
    }
}

#[test]
fn arms_that_are_compared_differ_in_the_way_only() {
    for (name, cell) in Study::call().scenario.cells {
        let alike = name.starts_with("parallel") || ["sequential", "fan_out"].contains(&name.as_str());
        let batches: Vec<_> = cell.arms.values().map(|arm| (arm.batch, arm.reading.clone())).collect();
        assert!(!alike || batches.windows(2).all(|two| two[0] == two[1]), "{name}");
        let plans = cell.arms.iter().filter_map(|(_, arm)| plan(arm.question.as_ref()?.body.as_ref()?, 20).ok());
        let plans: Vec<_> = plans.map(|plan| (plan.mode, plan.targets, plan.subrequests, plan.deadline_ms)).collect();
        assert!(plans.windows(2).all(|two| two[0] == two[1]), "{name}: {plans:?}");
    }
}
