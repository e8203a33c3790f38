//! The findings as comma-separated values: one row for every number, word and flag, for a spreadsheet or a program.
//!
//! | column | what |
//! |---|---|
//! | `path` | where it stands in `run.json`, such as `findings.cells[0].arms[3].ratio.value` |
//! | `experiment` | the scenario's name |
//! | `cell` | the cell or the trial, where it is of one |
//! | `arm` | the arm or the row, where it is of one |
//! | `value` | as the record has it: nothing is rounded, times are in milliseconds, ratios and shares plain numbers |
//!
//! What is not known has no row. The points of pictures (`spectrum`, `strip`, `pair_ratios`, `heat`) stay in `run.json` alone.

use serde_json::Value;

use crate::{
    error::{Error, Result},
    record::Run,
};

/// The columns.
const COLUMNS: [&str; 5] = ["path", "experiment", "cell", "arm", "value"];

/// What only pictures are made of.
const PICTURES: [&str; 4] = ["spectrum", "strip", "pair_ratios", "heat"];

/// Of which cell and arm a value is.
#[derive(Clone, Copy, Default)]
struct Of<'a> {
    cell: &'a str,
    arm: &'a str,
}

/// The table with its header.
pub(super) fn render(run: &Run) -> Result<String> {
    let value = |part: serde_json::Result<Value>| part.map_err(|error| damaged(&error));
    let (findings, trials) = (value(serde_json::to_value(&run.findings))?, value(serde_json::to_value(&run.trials))?);
    let mut rows = Vec::new();
    flatten(&findings, "findings", "", Of::default(), &mut rows);
    flatten(&trials, "trials", "trials", Of::default(), &mut rows);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| damaged(&error))?;
    for (path, of, value) in &rows {
        let row = [path, run.scenario.name.as_str(), of.cell, of.arm, value];
        writer.write_record(row).map_err(|error| damaged(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| damaged(&error))?;
    String::from_utf8(bytes).map_err(|error| damaged(&error))
}

/// Every leaf below a value that stands in the list or under the name `within`.
fn flatten<'a>(value: &'a Value, path: &str, within: &str, of: Of<'a>, rows: &mut Vec<(String, Of<'a>, String)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            let word = |name: &str| fields.get(name).and_then(Value::as_str);
            let named = |list: &str| word("name").filter(|_| within == list);
            let cell = named("cells").or_else(|| named("trials")).or_else(|| word("cell")).or_else(|| word("scenario"));
            let arm = named("arms").or_else(|| named("rows")).or_else(|| named("absent")).or_else(|| word("arm"));
            let of = Of { cell: cell.unwrap_or(of.cell), arm: arm.unwrap_or(of.arm) };
            for (name, field) in fields.iter().filter(|(name, _)| !PICTURES.contains(&name.as_str())) {
                flatten(field, &format!("{path}.{name}"), name, of, rows);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                flatten(item, &format!("{path}[{place}]"), within, of, rows);
            }
        }
        Value::String(text) => rows.push((path.to_owned(), of, text.clone())),
        Value::Bool(_) | Value::Number(_) => rows.push((path.to_owned(), of, value.to_string())),
    }
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("the table cannot be written: {error}"))
}

#[cfg(test)]
mod tests;
