//! The requests of the study: trials of many instances.

use serde_json::{Map, Value, json};

use crate::{
    experiments::asking::{asked, post},
    instrument::scenario::{Arm, Batch, Expectation, Question},
};

/// Where an answer tells how long it took, by the clock of whoever timed it.
const READING: &str = "/elapsed_ms";

/// The object of an arm, which is its alone.
const OBJECT: &str = "{cell}-{arm}{fresh}";

/// An arm that asks for a trial; the fields say of how many instances, and what one operation is one of so many.
pub(super) fn trial(name: &str, operations: u32, instances: u32, fields: &[&Value]) -> Arm {
    let mut body = Map::new();
    body.insert("object".to_owned(), json!("{tenant}"));
    body.insert("instances".to_owned(), json!(instances));
    for field in fields {
        body.extend(field.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    }
    let mut parts = vec![("/accepted".to_owned(), json!(instances))];
    if body.get("until").is_some_and(|until| until == "ended") {
        parts.push(("/ended".to_owned(), json!(instances)));
    }
    let question = post("/workflow/trial", Value::Object(body));
    let expect = Expectation { parts: parts.into_iter().collect(), ..Expectation::default() };
    timed(name, operations, Question { expect, ..question })
}

/// An arm that makes so many plain calls, each after the answer to the one before.
pub(super) fn calls(name: &str, way: &str, operations: u32) -> Arm {
    let body = json!({ "source": "{tenant}", "way": way, "operations": operations, "mode": "sequential" });
    timed(name, operations, post("/call/batch", body))
}

fn timed(name: &str, operations: u32, question: Question) -> Arm {
    let mut arm = Arm { batch: Some(Batch::whole(operations)), reading: Some(READING.to_owned()), ..asked(question) };
    arm.values.insert("arm".to_owned(), json!(name.replace('_', "-")));
    arm.values.insert("tenant".to_owned(), json!(OBJECT));
    arm
}
