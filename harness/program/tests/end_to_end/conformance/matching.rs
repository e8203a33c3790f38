//! What the suite expects against what was found: placeholders that mean the same everywhere, patterns, and whatever is not to be looked at.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value;

use super::case::filled;

/// A comparison of one case.
pub(super) struct Matching {
    bound: BTreeMap<String, Value>,
    objections: Vec<String>,
}

impl Matching {
    pub(super) fn new(bound: BTreeMap<String, Value>) -> Self {
        Self { bound, objections: Vec::new() }
    }

    pub(super) fn object(&mut self, objection: String) {
        self.objections.push(objection);
    }

    pub(super) fn into_objections(self) -> Vec<String> {
        self.objections
    }

    /// Holds what was found against what is expected: fields that are not expected may be anything.
    pub(super) fn value(&mut self, expected: &Value, found: &Value, place: &str) {
        match expected {
            Value::Object(fields) => {
                for (name, expected) in fields {
                    let place = format!("{place}.{name}");
                    match found.get(name) {
                        Some(found) if name == "Payload" && !expected.is_object() => {
                            self.payload(expected, found, &place);
                        }
                        Some(found) => self.value(expected, found, &place),
                        None if *expected == Value::Object(serde_json::Map::new()) => {}
                        None => self.object(format!("{place} is missing")),
                    }
                }
            }
            Value::String(text) if text == "*" => {}
            Value::String(text) => self.text(text, found, place),
            expected if expected == found => {}
            _ => self.object(format!("{place} is {found}, and not {expected}")),
        }
    }

    /// A placeholder, a pattern, or a text with placeholders in it.
    fn text(&mut self, expected: &str, found: &Value, place: &str) {
        let inner = expected.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let pattern = inner.and_then(|inner| inner.strip_prefix('/')).and_then(|inner| inner.strip_suffix('/'));
        if let Some(pattern) = pattern {
            let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            if !Regex::new(pattern).unwrap().is_match(&text) {
                self.object(format!("{place} is {text}, which is not like {pattern}"));
            }
            return;
        }
        if let Some(name) = inner.filter(|inner| !inner.contains('$')) {
            let bound = self.bound.entry(name.to_owned()).or_insert_with(|| found.clone());
            if bound != found {
                let objection = format!("{place} is {found}, and {name} was {bound} before");
                self.object(objection);
            }
            return;
        }
        let expected = filled(&Value::from(expected), &self.bound);
        if expected != *found {
            self.object(format!("{place} is {found}, and not {expected}"));
        }
    }

    /// The suite states results as JSON in a text, or as what some codec made of them; or as values.
    pub(super) fn payload(&mut self, expected: &Value, found: &Value, place: &str) {
        let expected = filled(expected, &self.bound);
        let is_equal = match &expected {
            Value::String(text) if text == "*" => true,
            Value::String(text) if text.starts_with("${") => {
                return self.text(text, &Value::from(found.to_string()), place);
            }
            Value::String(text) => {
                expected == *found || serde_json::from_str(text).is_ok_and(|json: Value| json == *found)
            }
            expected => expected == found,
        };
        if !is_equal {
            self.object(format!("{place} is {found}, and not {expected}"));
        }
    }

    /// Counts lines that match.
    pub(super) fn log(&mut self, expected: &Value, log: &str) {
        let pattern = expected["match"]["message"].as_str().unwrap().trim_matches('/');
        let pattern = Regex::new(pattern).unwrap();
        let (count, wanted) = (log.lines().filter(|line| pattern.is_match(line)).count(), expected["count"].as_u64());
        if u64::try_from(count).ok() != wanted {
            self.object(format!("{count} lines of the log are like {pattern}, and not {wanted:?}"));
        }
    }
}
