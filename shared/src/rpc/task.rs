//! What one call asks of the runtime, and what it gets.

use serde::{Deserialize, Serialize};

use super::{Function, Payload, Transport};

/// What one call asks of the runtime.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// How many runtimes the question passes through, from this one on: 1 is this one alone.
    pub depth: u32,
    /// How each of them asks the next.
    pub method: Transport,
    /// What to do, in the last of them.
    pub function: Function,
    /// With what.
    pub payload: Payload,
}

/// What a function gives back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// What was carried, as it came or changed.
    Payload(Payload),
    /// A number.
    Number(f64),
}
