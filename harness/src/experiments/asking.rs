//! Requests and arms as all experiments write them.

use serde_json::{Value, json};

use crate::instrument::scenario::{Arm, Expectation, Method, Question, Role};

/// A request with a body.
pub(super) fn post(path: &str, body: Value) -> Question {
    Question { method: Method::Post, path: path.to_owned(), body: Some(body), expect: Expectation::default(), cycle: 1 }
}

/// A request without one.
pub(super) fn get(path: &str) -> Question {
    Question { method: Method::Get, path: path.to_owned(), body: None, expect: Expectation::default(), cycle: 1 }
}

/// An arm with a question of its own.
pub(super) fn asked(question: Question) -> Arm {
    Arm { question: Some(question), ..Arm::default() }
}

/// What an arm is called that is there once more.
pub(super) fn again(name: &str) -> String {
    format!("{name}_again")
}

/// The same arm once more, as the control, with data of its own.
pub(super) fn control(name: &str, of: &Arm) -> Arm {
    let mut arm = Arm { role: Role::Control, ..of.clone() };
    arm.values.insert("arm".to_owned(), json!(name.replace('_', "-")));
    arm
}
