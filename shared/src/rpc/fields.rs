//! Reads a body field by field, so that every refusal names the field.

use std::ops::RangeInclusive;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use super::Choice;
use crate::{
    body,
    error::{ErrorCode, Failure},
};

/// The fields of a body that were not read yet.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a JSON object; anything else is [`ErrorCode::MalformedBody`].
    pub(super) fn parse(body: &[u8]) -> Result<Self, Failure> {
        body::parse(body)
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
        body::count(name, &value, &bounds).map(Some)
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

impl<'de> Deserialize<'de> for Fields {
    /// A field that is there twice is refused; the general map would keep the second.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EachOnce;

        impl<'de> Visitor<'de> for EachOnce {
            type Value = Fields;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if fields.contains_key(&name) {
                        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    fields.insert(name, value);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(EachOnce)
    }
}
