//! Reads a body field by field, so that every refusal names the field.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::Choice;
use crate::{
    error::{ErrorCode, Failure},
    statement::malformed,
};

/// The fields of a body that were not read yet.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a JSON object; anything else is [`ErrorCode::MalformedBody`].
    pub(super) fn parse(body: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(body).map(Self).map_err(|error| malformed(&error))
    }

    /// Takes a name out of a few; `None` where the body has none, or null.
    pub(super) fn choice<C: Choice>(&mut self) -> Result<Option<C>, Failure> {
        match self.0.remove(C::FIELD) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(name)) => C::parse(&name).map(Some),
            Some(_) => Err(Failure::new(ErrorCode::BadChoice, format!("\"{}\" is a name in quotes", C::FIELD))),
        }
    }

    /// Takes a whole number within its bounds; `None` where the body has none.
    pub(super) fn count(&mut self, name: &str, bounds: RangeInclusive<u32>) -> Result<Option<u32>, Failure> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        let count = value.as_u64().and_then(|count| u32::try_from(count).ok()).filter(|count| bounds.contains(count));
        count.map(Some).ok_or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            Failure::new(ErrorCode::BadCount, format!("\"{name}\" is a whole number from {least} to {most}"))
        })
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => {
                let name: String = name.chars().take(40).collect();
                Err(Failure::new(ErrorCode::MalformedBody, format!("this route has no field {name:?}")))
            }
        }
    }
}
