//! The functions, which run alike inline and in the runtime.

use super::{Function, Payload, Record, Value};
use crate::error::{ErrorCode, Failure};

/// Square roots that `compute` adds.
const ROOTS: u32 = 1_000;

/// Runs a function on what was carried.
///
/// Only records can be transformed; bytes are [`ErrorCode::BadChoice`], which a plan that was parsed never asks for.
pub fn run(function: Function, payload: Payload) -> Result<Value, Failure> {
    match (function, payload) {
        (Function::Echo, payload) => Ok(Value::Payload(payload)),
        (Function::Transform, Payload::Records(records)) => transform(&records),
        (Function::Transform, Payload::Bytes(_)) => Err(Failure::new(
            ErrorCode::BadChoice,
            "function \"transform\" needs records, and codec \"bytes\" has none",
        )),
        (Function::Compute, _) => Ok(Value::Number((1..=ROOTS).map(|number| f64::from(number).sqrt()).sum())),
    }
}

fn transform(records: &[Record]) -> Result<Value, Failure> {
    let unread = |error: serde_json::Error| Failure::new(ErrorCode::Internal, format!("records do not read: {error}"));
    let text = serde_json::to_string(records).map_err(unread)?;
    let mut parsed: Vec<Record> = serde_json::from_str(&text).map_err(unread)?;
    for record in &mut parsed {
        record.id = record.id.wrapping_add(1);
        record.name.make_ascii_uppercase();
        record.score *= 2.0;
        record.active = !record.active;
    }
    Ok(Value::Payload(Payload::Records(parsed)))
}
