//! Having an instance go on from one of its operations.

use serde::{Deserialize, Serialize};

use super::WorkflowId;
use crate::{
    error::{ErrorCode, Failure},
    fields::Fields,
    limits,
};

/// An operation of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Point {
    /// By its number.
    Operation(u32),
    /// The one of that name.
    Name(String),
}

/// From which operation an instance is to go on, as if it had not made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestartFrom {
    /// The instance.
    pub id: WorkflowId,
    /// The operation.
    pub from: Point,
    /// Whether only to say what would be made again.
    pub dry_run: bool,
}

impl RestartFrom {
    /// Reads `{ "operation" | "name", "dry_run"? }`.
    pub fn parse(id: WorkflowId, body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let operation = fields.count("operation", 0..=limits::workflow::OPERATIONS)?;
        let name = fields.text("name", ErrorCode::BadChoice)?;
        let dry_run = fields.flag("dry_run")?.unwrap_or(false);
        fields.finish()?;
        let from = match (operation, name) {
            (Some(operation), None) => Point::Operation(operation),
            (None, Some(name)) => Point::Name(name),
            _ => {
                let message = "say from where, by the `operation`, a number of the journal, or by its `name`";
                return Err(Failure::new(ErrorCode::BadChoice, message));
            }
        };
        Ok(Self { id, from, dry_run })
    }
}

/// An operation as it is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationTold {
    /// Its number.
    pub operation: u32,
    /// What it is, and its name.
    pub name: String,
}

/// What it means that an instance goes on from one of its operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestartPlan {
    /// The first operation that is made again.
    pub from: u32,
    /// How many of those that were made are not taken over; the code may make others instead.
    pub again_count: u32,
    /// These, the first [`limits::workflow::TOLD`] of them, in the order in which they were made.
    pub again: Vec<OperationTold>,
    /// Calls and children that were under way, and are told that they failed where the code waits for them.
    pub failed: Vec<OperationTold>,
    /// The names of events that were taken by what is made again, and wait again.
    pub events: Vec<String>,
}
