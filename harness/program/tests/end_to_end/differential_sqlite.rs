//! What the arms with SQLite answer is what SQLite answers: every statement of `cases/sqlite` runs in each arm, and in SQLite
//! itself in this process, which is another build and a newer release than both the engine's and the platform's.
//!
//! Columns, rows and their types, counts of changed rows, and the words of errors are compared; with native numbers go by
//! their value, since the object's own SQLite has no integers. Where an arm differs on purpose, the file says so and why,
//! and what is said has to be true. To add a case, add a line: [`script`](crate::lab::script) tells how it is written.

mod reference;

use std::fmt::Write as _;

use serde_json::{Value, json};
use shared::routing::Routing;

use self::reference::Reference;
use crate::lab::{
    ARMS, Lab, project, same,
    script::{Expected, Script, Step},
    spread_configuration,
};

/// So many isolates of compute stand behind a spreader.
const ISOLATES: usize = 4;

/// Fewer statements than these would mean that files were not found.
const LEAST_STATEMENTS: usize = 400;

/// The arms that ask compute; the isolates behind a spreader are nothing to the others.
const ASKING_ARMS: [&str; 2] = ["new", "hybrid"];

#[test]
fn arms_with_sqlite_answer_what_sqlite_answers() {
    compare(&Lab::shared(), &ARMS);
}

#[test]
fn arms_with_sqlite_answer_the_same_on_several_isolates() {
    compare(&Lab::start(&spread_configuration(ISOLATES, Routing::Random)), &ASKING_ARMS);
}

fn compare(lab: &Lab, arms: &[&str]) {
    let scripts = Script::all(&project().root().join("harness/program/tests/end_to_end/cases/sqlite"));
    let statements: usize = scripts.iter().map(Script::count).sum();
    assert!(statements >= LEAST_STATEMENTS, "{statements} statements");
    let mut differences = String::new();
    for script in &scripts {
        let reference = Reference::open();
        let tenant = format!("differential-{}", script.name);
        for step in &script.steps {
            let truth = reference.run(step);
            for arm in arms {
                let found = answer(lab, arm, &tenant, step);
                if let Err(wrong) = judge(arm, step, &found, &truth) {
                    let sql = &step.statements.last().expect("a step has statements").sql;
                    let _ = writeln!(differences, "{} {}: {arm}: {sql}\n    {wrong}", script.name, step.line);
                }
            }
        }
    }
    assert!(differences.is_empty(), "of {statements} statements:\n{differences}");
}

/// The results of a step, or its failure, in the form of the reference.
fn answer(lab: &Lab, arm: &str, tenant: &str, step: &Step) -> Value {
    let answer = lab.post(&format!("/{arm}/query"), &step.body(tenant));
    if answer.status != 200 {
        return json!({ "code": answer.code(), "message": answer.body["error"]["message"] });
    }
    let results = if step.listed { answer.body["results"].clone() } else { json!([answer.body]) };
    let shown = |result: &Value| json!({ "columns": result["columns"], "rows": result["rows"], "rows_affected": result["rows_affected"] });
    Value::Array(results.as_array().expect("a batch answers a list").iter().map(shown).collect())
}

fn judge(arm: &str, step: &Step, found: &Value, truth: &Value) -> Result<(), String> {
    let equal = is_equal(arm, found, truth);
    let Some(difference) = step.difference(arm) else {
        return if equal { Ok(()) } else { Err(format!("{found}\n    is not {truth}")) };
    };
    let is_as_said = match &difference.expected {
        Expected::Rows(rows) => found[step.statements.len() - 1]["rows"] == *rows,
        Expected::Failure(code) => found["code"] == **code,
    };
    match (equal, is_as_said) {
        (true, _) => Err(format!("does not differ any more ({})", difference.reason)),
        (false, true) => Ok(()),
        (false, false) => Err(format!("{found}\n    is not {:?} ({})", difference.expected, difference.reason)),
    }
}

/// Whether two outcomes are the same; where the reference has no words for a failure, its code alone counts.
fn is_equal(arm: &str, found: &Value, truth: &Value) -> bool {
    if truth["code"].is_string() {
        return found["code"] == truth["code"] && (truth["message"].is_null() || found["message"] == truth["message"]);
    }
    let (Some(found), Some(truth)) = (found.as_array(), truth.as_array()) else { return false };
    found.len() == truth.len()
        && found.iter().zip(truth).all(|(found, truth)| {
            let rows_agree =
                if arm == "native" { same(&found["rows"], &truth["rows"]) } else { found["rows"] == truth["rows"] };
            rows_agree && found["columns"] == truth["columns"] && found["rows_affected"] == truth["rows_affected"]
        })
}
