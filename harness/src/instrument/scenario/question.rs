//! A request as a template, with what must come back.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A request as a template, with what must come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The HTTP method.
    #[serde(default)]
    pub method: Method,
    /// The path, with its query.
    pub path: String,
    /// The JSON body, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
    /// What must come back; a wrong answer ends the run.
    #[serde(default)]
    pub expect: Expectation,
    /// How many different values `{ordinal}` takes, from 1 on, before it begins anew.
    #[serde(default = "one")]
    pub cycle: u32,
}

/// The HTTP method of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Without a body.
    Get,
    /// With a JSON body.
    #[default]
    Post,
}

/// What must come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// The rows of the answer as a template; numbers are compared by value, so that 2 is 2.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<serde_json::Value>,
    /// Other parts of the answer as templates, by their JSON pointers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<String, serde_json::Value>,
}

/// Something that is asked for its effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is asked.
    pub question: Question,
    /// How often, going through its cycle.
    #[serde(default = "one")]
    pub times: u32,
    /// Only for these arms; for all where none is named.
    #[serde(default)]
    pub arms: Vec<String>,
}

impl Default for Expectation {
    fn default() -> Self {
        Self { status: ok(), rows: None, parts: IndexMap::new() }
    }
}

const fn ok() -> u16 {
    200
}

const fn one() -> u32 {
    1
}
