//! Fills every template once with stand-ins, so that a placeholder without a value is found before anything is started.

use serde_json::json;

use super::{
    check::{Checked, Fault},
    path::join,
};
use crate::{
    error::Error,
    scenario::{Agreement, Cell, Question, Scenario, Values, template},
};

/// Finds the first placeholder that nothing fills, by the values that the runner will have at that place.
pub(super) fn check_templates(scenario: &Scenario) -> Checked {
    if let Some(agreement) = &scenario.agreement {
        check_agreement(agreement)?;
    }
    scenario.cells.iter().try_for_each(|(name, cell)| check_cell(name, cell, &join("cells", name)))
}

fn check_agreement(agreement: &Agreement) -> Checked {
    for (name, values) in &agreement.arms {
        let known = known("agreement", values, &join("agreement.arms", name))?;
        for (index, question) in agreement.questions.iter().enumerate() {
            fill(question, &known, &format!("agreement.questions[{index}]")).map_err(|fault| of_arm(fault, name))?;
        }
    }
    Ok(())
}

fn check_cell(cell_name: &str, cell: &Cell, path: &str) -> Checked {
    // What comes before belongs to no arm.
    let bare = known(cell_name, &Values::new(), path)?;
    for (index, question) in cell.before.iter().enumerate() {
        fill(question, &bare, &format!("{path}.before[{index}]"))?;
    }
    for (name, arm) in &cell.arms {
        let arm_path = join(&join(path, "arms"), name);
        let known = known(cell_name, &arm.values, &join(&arm_path, "values"))?;
        let for_cell = |question: &Question, known: &Values, path: &str| {
            fill(question, known, path).map_err(|fault| of_arm(fault, name))
        };
        for (index, step) in cell.preparation.iter().enumerate() {
            if step.arms.is_empty() || step.arms.contains(name) {
                for_cell(&step.question, &known, &format!("{path}.preparation[{index}].question"))?;
            }
        }
        let asked = with(&known, "operations");
        match (&arm.question, &cell.question) {
            (Some(question), _) => fill(question, &asked, &join(&arm_path, "question"))?,
            (None, Some(question)) => for_cell(question, &asked, &join(path, "question"))?,
            (None, None) => {}
        }
        if let Some(question) = &cell.afterwards {
            for_cell(question, &with(&known, "requests"), &join(path, "afterwards"))?;
        }
    }
    Ok(())
}

/// What an arm's questions can name; its own values may name what stands before them.
fn known(cell: &str, values: &Values, path: &str) -> Result<Values, Fault> {
    let mut known: Values = [("cell".to_owned(), json!(cell)), ("fresh".to_owned(), json!(""))].into();
    for (name, value) in values {
        let filled = template::fill(value, &known).map_err(|error| fault(&error, join(path, name)))?;
        known.insert(name.clone(), filled);
    }
    Ok(known)
}

fn with(known: &Values, name: &str) -> Values {
    let mut known = known.clone();
    known.insert(name.to_owned(), json!(1));
    known
}

fn fill(question: &Question, known: &Values, path: &str) -> Checked {
    let known = with(known, "turn");
    template::fill_path(&question.path, &known).map_err(|error| fault(&error, join(path, "path")))?;
    let templates = [("body", &question.body), ("expect.rows", &question.expect.rows)];
    for (key, template) in templates {
        if let Some(template) = template {
            template::fill(template, &known).map_err(|error| fault(&error, format!("{path}.{key}")))?;
        }
    }
    Ok(())
}

fn fault(error: &Error, path: String) -> Fault {
    Fault { path, message: error.to_string() }
}

/// A template that several arms share may lack a value of one of them only.
fn of_arm(fault: Fault, arm: &str) -> Fault {
    Fault { message: format!("for the arm {arm}: {}", fault.message), ..fault }
}
