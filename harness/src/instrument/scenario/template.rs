//! Fills the placeholders of a question.

use serde_json::{Map, Value};

use super::Values;
use crate::error::{Error, Result};

/// The value with every placeholder of its texts filled; an unknown one is a usage error that lists the known.
pub fn fill(template: &Value, values: &Values) -> Result<Value> {
    Ok(match template {
        Value::String(text) => fill_text(text, values)?,
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, values)).collect::<Result<_>>()?),
        Value::Object(members) => {
            let filled = members.iter().map(|(name, member)| Ok((name.clone(), fill(member, values)?)));
            Value::Object(filled.collect::<Result<Map<_, _>>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
    })
}

/// A text with its placeholders filled, as text.
pub fn fill_path(template: &str, values: &Values) -> Result<String> {
    Ok(match fill_text(template, values)? {
        Value::String(text) => text,
        value => value.to_string(),
    })
}

/// A text that is one placeholder becomes the value itself, of whatever type.
fn fill_text(text: &str, values: &Values) -> Result<Value> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        // SQL and JSON texts may hold braces; only what looks like a name is a placeholder.
        let Some((name, after)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
            filled.push_str(before);
            filled.push('{');
            rest = after;
            continue;
        };
        let value = values.get(name).ok_or_else(|| unknown(name, text, values))?;
        if before.is_empty() && after.is_empty() && filled.is_empty() {
            return Ok(value.clone());
        }
        filled.push_str(before);
        match value {
            Value::String(value) => filled.push_str(value),
            value => filled.push_str(&value.to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Value::String(filled))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn unknown(name: &str, text: &str, values: &Values) -> Error {
    let known: Vec<_> = values.keys().map(String::as_str).collect();
    Error::usage(format!("{text:?} asks for {{{name}}}, which has no value here; there are {}", known.join(", ")))
}

#[cfg(test)]
mod tests;
