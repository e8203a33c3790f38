//! Lays one layer over a scenario, and keeps in mind which values it set.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Layer, path};

/// A place in a layer and what is wrong there.
type Fault = (String, String);

/// Changes `merged` as the layer says.
pub(super) fn merge(merged: &mut Value, layer: &Layer, origins: &mut BTreeMap<String, String>) -> Result<(), Fault> {
    let table = merged.as_object_mut().ok_or_else(|| (String::new(), "the scenario is no table".to_owned()))?;
    Merge { origin: &layer.origin, origins }.tables(table, &layer.values, "")
}

struct Merge<'run> {
    origin: &'run str,
    origins: &'run mut BTreeMap<String, String>,
}

impl Merge<'_> {
    fn tables(&mut self, target: &mut Map<String, Value>, layer: &toml::Table, path: &str) -> Result<(), Fault> {
        for (key, value) in layer {
            let path = path::join(path, key);
            match (target.get_mut(key), value) {
                (Some(Value::Object(inner)), toml::Value::Table(layer)) if !replaces(key, inner, layer) => {
                    self.tables(inner, layer, &path)?;
                }
                _ => {
                    let value = json(value, &path)?;
                    self.origins.retain(|set, _| !path::is_within(set, &path));
                    self.remember(&value, &path);
                    target.insert(key.clone(), value);
                }
            }
        }
        Ok(())
    }

    /// Notes who set every value at or below a place.
    fn remember(&mut self, value: &Value, path: &str) {
        match value {
            Value::Object(table) if !table.is_empty() => {
                for (key, value) in table {
                    self.remember(value, &path::join(path, key));
                }
            }
            _ => {
                self.origins.insert(path.to_owned(), self.origin.to_owned());
            }
        }
    }
}

/// Whether a table stands for something of another kind, whose keys are not those of the one that is there.
fn replaces(key: &str, present: &Map<String, Value>, layer: &toml::Table) -> bool {
    let kind = |kind: &toml::Value| present.get("kind").and_then(Value::as_str) != kind.as_str();
    key == "procedure" && layer.get("kind").is_some_and(kind)
}

fn json(value: &toml::Value, path: &str) -> Result<Value, Fault> {
    Ok(match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) if !number.is_finite() => {
            return Err((path.to_owned(), format!("{number} is not a finite number")));
        }
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(truth) => (*truth).into(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| json(item, &format!("{path}[{index}]")));
            items.collect::<Result<Vec<_>, _>>()?.into()
        }
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, item)| Ok((key.clone(), json(item, &path::join(path, key))?)));
            Value::Object(entries.collect::<Result<Map<_, _>, Fault>>()?)
        }
    })
}
