//! Reads a body field by field, so that every refusal names the field.

use std::ops::RangeInclusive;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::{
    body,
    choice::Choice,
    error::{ErrorCode, Failure},
    ids::TenantId,
};

/// The fields of a body that were not read yet.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a JSON object; anything else is [`ErrorCode::MalformedBody`].
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Failure> {
        body::parse(body)
    }

    /// Takes a name out of a few; `None` where the body has none, or null.
    pub(crate) fn choice<C: Choice>(&mut self) -> Result<Option<C>, Failure> {
        match self.0.remove(C::FIELD) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(name)) => C::parse(&name).map(Some),
            Some(_) => Err(Failure::new(ErrorCode::BadChoice, format!("\"{}\" is a name in quotes", C::FIELD))),
        }
    }

    /// Takes several names out of a few; `None` where the body has none, or null.
    pub(crate) fn choices<C: Choice>(&mut self) -> Result<Option<Vec<C>>, Failure> {
        let names = match self.0.remove(C::FIELD) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(names)) => names,
            Some(_) => return Err(no_names::<C>()),
        };
        names.iter().map(|name| C::parse(name.as_str().ok_or_else(no_names::<C>)?)).collect::<Result<_, _>>().map(Some)
    }

    /// Takes any value; `None` where the body has none.
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Takes a text, or answers `code`; `None` where the body has none, or null.
    pub(crate) fn text(&mut self, name: &str, code: ErrorCode) -> Result<Option<String>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Failure::new(code, format!("\"{name}\" is a text in quotes"))),
        }
    }

    /// Takes a whole number within its bounds; `None` where the body has none.
    pub(crate) fn count(&mut self, name: &str, bounds: RangeInclusive<u32>) -> Result<Option<u32>, Failure> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        body::count(name, &value, &bounds).map(Some)
    }

    /// Takes a yes or no; `None` where the body has none, or null.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(Failure::new(ErrorCode::BadChoice, format!("\"{name}\" is true or false"))),
        }
    }

    /// Takes the name of an object; `None` where the body has none, or null.
    pub(crate) fn name(&mut self, name: &str) -> Result<Option<TenantId>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => TenantId::parse(&text).map(Some),
            Some(_) => Err(Failure::new(ErrorCode::BadTenant, format!("\"{name}\" is a name in quotes"))),
        }
    }

    /// Takes a whole number that may be large; `None` where the body has none, or null.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u64>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| {
                Failure::new(ErrorCode::BadCount, format!("\"{name}\" is a whole number, not below zero"))
            }),
        }
    }

    /// Takes an object with fields of its own; `None` where the body has none, or null.
    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self(fields))),
            Some(_) => Err(Failure::new(ErrorCode::MalformedBody, format!("\"{name}\" is an object"))),
        }
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Result<(), Failure> {
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

fn no_names<C: Choice>() -> Failure {
    Failure::new(ErrorCode::BadChoice, format!("\"{}\" is a list of names in quotes", C::FIELD))
}
