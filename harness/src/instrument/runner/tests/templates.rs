//! Every template of every scenario that is built in, filled as the runner fills it.

use super::*;
use crate::instrument::{
    runner::ready::{client_values, fill_values},
    scenario::{Agreement, Cell, Procedure, Question, Values},
};

#[test]
fn every_placeholder_of_every_scenario_has_a_value_where_it_stands() {
    for study in Study::every() {
        // Traffic gives each of its tenants values of their own; its tests send it.
        let cells = study.scenario.cells.iter().filter(|(_, cell)| cell.procedure.traffic().is_none());
        for (name, cell) in cells {
            fill_cell(name, cell);
        }
        let Some(Agreement { arms, questions, .. }) = &study.scenario.agreement else { continue };
        for (arm, values) in arms {
            let values = fill_values("agreement", values, "-7").unwrap();
            for question in questions {
                fill(question, &values, arm);
            }
        }
    }
}

fn fill_cell(name: &str, cell: &Cell) {
    // What comes before belongs to no arm.
    let bare = fill_values(name, &Values::new(), "-7").unwrap();
    cell.before.iter().for_each(|question| fill(question, &bare, name));
    for (arm_name, arm) in &cell.arms {
        let place = format!("{name}.{arm_name}");
        if let Procedure::Audit(audit) = &cell.procedure {
            let values = client_values(name, arm, "-7", 3).unwrap();
            for question in [&audit.status, &audit.ledger] {
                fill(question, &values, &place);
            }
            let values = [values, [("operations".to_owned(), json!(10))].into()].into_iter().flatten().collect();
            fill(arm.question.as_ref().unwrap(), &values, &place);
            continue;
        }
        let ready = ReadyArm::new(&mut Samples::default(), (name, cell), (arm_name, arm), "-7");
        ready.unwrap_or_else(|error| panic!("{place}: {error}"));
        let mut values = arm_values(name, arm, "-7").unwrap();
        for step in cell.preparation.iter().filter(|step| step.arms.is_empty() || step.arms.contains(arm_name)) {
            fill(&step.question, &values, &place);
        }
        values.insert("requests".to_owned(), json!(1));
        values.insert("asked".to_owned(), json!(10));
        arm.afterwards.iter().chain(&cell.afterwards).for_each(|question| fill(question, &values, &place));
    }
}

fn fill(question: &Question, values: &Values, place: &str) {
    Cycle::new(question, values).unwrap_or_else(|error| panic!("{place}: {error}"));
}
