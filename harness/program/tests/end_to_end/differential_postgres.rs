//! What the arms with Postgres answer is what Postgres 18 documents: the files of `cases/postgres` hold statements with
//! the rows or the SQLSTATE that are right for them, wherever they run.
//!
//! A statement without an answer below it answers no rows and does not fail. Where an arm differs, the file says so and why, and
//! what is said has to be true. [`render`] tells how values become JSON. To add
//! a case, add a line and its answer below: [`script`](crate::lab::script) tells how.
//!
//! [`render`]: ../../../workers/engine/src/postgres/render.rs

use std::fmt::Write as _;

use serde_json::{Value, json};
use shared::routing::Routing;

use crate::lab::{
    Answer, Lab, POSTGRES_ARMS, project,
    script::{Expected, Script, Step},
    spread_configuration_with_postgres,
};

/// So many isolates of compute stand behind a spreader.
const ISOLATES: usize = 4;

/// Fewer statements than these would mean that files were not found.
const LEAST_STATEMENTS: usize = 400;

/// The arms that ask compute; the isolates behind a spreader are nothing to the others.
const ASKING_ARMS: [&str; 2] = ["new/postgres", "hybrid/postgres"];

#[test]
fn arms_with_postgres_answer_what_postgres_documents() {
    compare(&Lab::shared_with_postgres(), &POSTGRES_ARMS);
}

#[test]
fn arms_with_postgres_answer_the_same_on_several_isolates() {
    compare(&Lab::start(&spread_configuration_with_postgres(ISOLATES, Routing::Random)), &ASKING_ARMS);
}

fn compare(lab: &Lab, arms: &[&str]) {
    let scripts = Script::all(&project().root().join("harness/program/tests/end_to_end/cases/postgres"));
    let statements: usize = scripts.iter().map(Script::count).sum();
    assert!(statements >= LEAST_STATEMENTS, "{statements} statements");
    let mut differences = String::new();
    for script in &scripts {
        let tenant = format!("differential-{}", script.name);
        for arm in arms {
            for step in &script.steps {
                let answer = lab.post(&format!("/{arm}/query"), &step.body(&tenant));
                if let Err(wrong) = judge(arm, step, &answer) {
                    let sql = &step.statements.last().expect("a step has statements").sql;
                    let _ = writeln!(differences, "{} {}: {arm}: {sql}\n    {wrong}", script.name, step.line);
                }
            }
        }
    }
    assert!(differences.is_empty(), "of {statements} statements:\n{differences}");
}

fn judge(arm: &str, step: &Step, answer: &Answer) -> Result<(), String> {
    let no_rows = Expected::Rows(json!([]));
    let documented = step.expected.as_ref().unwrap_or(&no_rows);
    let is_documented = is(step, answer, documented);
    let expected = match step.difference(arm) {
        Some(difference) if is_documented => return Err(format!("does not differ any more ({})", difference.reason)),
        Some(difference) => &difference.expected,
        None => documented,
    };
    if is(step, answer, expected) {
        return Ok(());
    }
    let found = if answer.status == 200 { last_rows(step, answer) } else { &answer.body["error"] };
    Err(format!("{found}\n    is not {expected:?}"))
}

fn is(step: &Step, answer: &Answer, expected: &Expected) -> bool {
    match expected {
        Expected::Rows(rows) => answer.status == 200 && last_rows(step, answer) == rows,
        Expected::Failure(name) => {
            answer.status != 200 && {
                // The form of a failure is checked with its code.
                answer.code();
                let error = &answer.body["error"];
                error["sqlstate"] == **name || error["code"] == **name
            }
        }
    }
}

fn last_rows<'a>(step: &Step, answer: &'a Answer) -> &'a Value {
    let result = if step.listed { &answer.body["results"][step.statements.len() - 1] } else { &answer.body };
    &result["rows"]
}
