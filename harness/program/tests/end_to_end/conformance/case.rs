//! The cases of the suite as they are stated.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use harness::machine::{project::Project, tools};
use serde_json::{Value, json};

/// One case.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) input: Value,
    /// How it ends; none where the suite says nothing of it.
    pub(super) status: Option<String>,
    pub(super) result: Option<Value>,
    pub(super) history: Vec<Value>,
    /// What completes its callbacks.
    actions: Vec<Value>,
    pub(super) logs: Vec<Value>,
    pub(super) variables: BTreeMap<String, Value>,
}

/// All of them, but those of extensions of one kit of the suite's authors.
pub(super) fn cases() -> Vec<Case> {
    let folder = tools::conformance_cases(&Project::find().unwrap());
    let folders =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}; run cargo lab setup", folder.display()));
    let folders = folders.map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("plugin"));
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut cases: Vec<_> = files.map(|path| read(&path)).collect();
    cases.sort_by(|left, right| left.id.cmp(&right.id));
    cases
}

fn read(path: &Path) -> Case {
    // As the suite's own reader has it, a plain `y` is a letter.
    let options = serde_saphyr::options! { strict_booleans: true };
    let stated: Value = serde_saphyr::from_str_with_options(&fs::read_to_string(path).unwrap(), options).unwrap();
    let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut variables = BTreeMap::new();
    for (number, (name, stated)) in stated["Variables"].as_object().into_iter().flatten().enumerate() {
        // `${GEN_STR:n}` asks for n letters or digits; these are the same in each run, and others in each case.
        let length = stated.as_str().unwrap().trim_start_matches("${GEN_STR:").trim_end_matches('}').parse().unwrap();
        let bits = blake3::hash(format!("{id} {number}").as_bytes()).to_hex();
        variables.insert(name.clone(), Value::from(&bits[..length]));
    }
    let filled = |value: &Value| filled(value, &variables);
    let list = |value: &Value| value.as_array().into_iter().flatten().map(filled).collect();
    let expected = &stated["ExpectedResult"];
    Case {
        input: filled(&stated["Input"]),
        status: expected["ExecutionStatus"].as_str().map(str::to_owned),
        result: expected.get("Result").map(filled),
        // Their variables are bound as they are matched.
        history: stated["ExpectedExecutionHistory"].as_array().unwrap().clone(),
        actions: list(&stated["CallbackActions"]),
        logs: list(&stated["ExpectedLogs"]),
        id,
        variables,
    }
}

/// A value with its variables filled in.
pub(super) fn filled(value: &Value, variables: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::String(text) => {
            let mut text = text.clone();
            for (name, value) in variables {
                text = text.replace(&format!("${{{name}}}"), value.as_str().unwrap_or_default());
            }
            Value::String(text)
        }
        Value::Array(list) => list.iter().map(|value| filled(value, variables)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), filled(value, variables))).collect(),
        value => value.clone(),
    }
}

impl Case {
    /// What is done with its callbacks.
    pub(super) fn actions(&self) -> Vec<Action> {
        let mut completed = 0;
        let action = |action: &Value| {
            // By its name among the case's inputs where it says one, else the next.
            let inputs = self.input.as_array().into_iter().flatten();
            let named = inputs.enumerate().find(|(_, name)| **name == action["CallbackName"]).map(|(place, _)| place);
            let place = named.unwrap_or(completed);
            let body = match action["Operation"].as_str().unwrap() {
                "heartbeat" => json!({ "heartbeat": true }),
                "failure" => {
                    let word = |name: &str| action["Payload"][name].as_str().unwrap();
                    json!({ "error": format!("{}: {}", word("ErrorType"), word("ErrorMessage")) })
                }
                _ => json!({ "result": action.get("Payload").cloned().unwrap_or_default() }),
            };
            if action["Operation"] != "heartbeat" {
                completed += 1;
            }
            Action { place, delay: Duration::from_secs(action["Delay"].as_u64().unwrap_or(0)), body }
        };
        self.actions.iter().map(action).collect()
    }
}

/// Something that is done with a callback.
pub(super) struct Action {
    /// The place of the callback among those that the case makes.
    pub(super) place: usize,
    /// How long after it was made.
    pub(super) delay: Duration,
    /// What is asked, but the token.
    pub(super) body: Value,
}
