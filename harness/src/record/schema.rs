//! The JSON Schema of `run.json`, drawn from the types.

use schemars::{Schema, schema_for};
use serde_json::json;

use super::{Run, VERSION};

/// The schema, as it stands in `harness/schema/run.schema.json`.
pub fn schema() -> String {
    let mut schema: Schema = schema_for!(Run);
    schema.insert("title".to_owned(), json!(format!("The record of a run, version {VERSION}")));
    if let Some(version) = schema.pointer_mut("/properties/version").and_then(serde_json::Value::as_object_mut) {
        version.insert("const".to_owned(), json!(VERSION));
    }
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is made of JSON values");
    text.push('\n');
    text
}
