use serde_json::json;
use shared::{
    choice::Choice as _,
    workflow::{Switch, Trial},
};

use super::*;
use crate::instrument::scenario::template;

/// The trial of an arm, as the router reads it; none where it asks for plain calls.
fn trial(body: &serde_json::Value) -> Option<Trial> {
    let values = [("tenant".to_owned(), json!("a"))].into();
    let body = template::fill(body, &values).unwrap();
    body.get("arm").is_some().then(|| Trial::parse(&serde_json::to_vec(&body).unwrap()).unwrap())
}

#[test]
fn arms_that_are_compared_differ_in_what_their_cell_is_about() {
    let cells = Study::workflow().scenario.cells;
    for name in ["accept", "cold", "together"] {
        let trials = cells[name].arms.values().filter_map(|arm| trial(arm.question.as_ref()?.body.as_ref()?));
        let trials: Vec<_> = trials.map(|trial| (trial.instances, trial.mode, trial.until, trial.objects)).collect();
        assert!(trials.len() > 3 && trials.windows(2).all(|two| two[0] == two[1]), "{name}: {trials:?}");
    }
}

#[test]
fn every_habit_is_measured_alone() {
    let cells = Study::workflow().scenario.cells;
    let trials = cells.values().flat_map(|cell| cell.arms.values());
    let trials: Vec<_> = trials.filter_map(|arm| trial(arm.question.as_ref()?.body.as_ref()?)).collect();
    for switch in Switch::ALL {
        let alone = shared::workflow::Switches::of([*switch]);
        assert!(trials.iter().any(|trial| trial.switches == alone), "{switch:?}");
    }
}
