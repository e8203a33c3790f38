//! Values of Postgres on their way out: its text form, by the type of the column.
//!
//! | type | JSON |
//! |---|---|
//! | `smallint`, `integer`, `bigint`, `oid` | a number; beyond 2^53 `{ "integer": "…" }` |
//! | `real`, `double precision` | a number; NaN and infinities are refused, as for every engine |
//! | `boolean` | `true`, `false` |
//! | `bytea` | `{ "blob": "base64…" }` |
//! | `json`, `jsonb` | the JSON itself |
//! | arrays of all these, `int2vector`, `oidvector` | lists, nested by dimension |
//! | `numeric` | a string, exact: `"12.50"` |
//! | `date`, `timestamp`, `timestamptz`, `interval` | a string in ISO form, in UTC: `"2026-10-01 12:00:00+00"` |
//! | `uuid`, text, everything else | a string, as Postgres writes it |
//! | types of the tenant's own and their arrays | a string, as Postgres writes it: `"{red,green}"`; a domain is what it is over |
//! | NULL | `null` |

use postgres_types::{Kind, Type};
use shared::{
    error::{ErrorCode, Failure},
    result::{ResultWriter, ValueRef},
};

/// How the text of a column becomes JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Integer,
    Real,
    Boolean,
    Bytes,
    Json,
    Text,
    Array {
        element: Box<Form>,
        separator: char,
    },
    /// Elements with a space between them.
    Vector(Box<Form>),
}

impl Form {
    /// The form of a type, by its number in the catalogue. A type of the tenant's own is text.
    pub(crate) fn of(type_number: u32) -> Self {
        Type::from_oid(type_number).map_or(Self::Text, |known| Self::of_type(&known))
    }

    fn of_type(known: &Type) -> Self {
        if let Kind::Array(element) = known.kind() {
            let element = Box::new(Self::of_type(element));
            return match *known {
                Type::INT2_VECTOR | Type::OID_VECTOR => Self::Vector(element),
                // The corners of a box have commas of their own.
                Type::BOX_ARRAY => Self::Array { element, separator: ';' },
                _ => Self::Array { element, separator: ',' },
            };
        }
        match *known {
            Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => Self::Integer,
            Type::FLOAT4 | Type::FLOAT8 => Self::Real,
            Type::BOOL => Self::Boolean,
            Type::BYTEA => Self::Bytes,
            Type::JSON | Type::JSONB => Self::Json,
            _ => Self::Text,
        }
    }

    /// Writes a value.
    pub(crate) fn write(&self, text: &str, writer: &mut ResultWriter) -> Result<(), Failure> {
        match self {
            Self::Integer => writer.value(ValueRef::Integer(text.parse().map_err(|_| unreadable("an integer"))?)),
            Self::Real => writer.value(ValueRef::Real(text.parse().map_err(|_| unreadable("a number"))?)),
            Self::Boolean => writer.value(ValueRef::Boolean(text == "t")),
            Self::Bytes => writer.value(ValueRef::Blob(&bytes(text)?)),
            Self::Json => writer.value(ValueRef::Json(text)),
            Self::Text => writer.value(ValueRef::Text(text)),
            Self::Array { element, separator } => array(text, element, *separator, writer),
            Self::Vector(element) => {
                writer.begin_list()?;
                text.split_ascii_whitespace().try_for_each(|value| element.write(value, writer))?;
                writer.end_list();
                Ok(())
            }
        }
    }
}

/// Reads `\x00ff…`, or the older form, which a session may ask for by `bytea_output`.
fn bytes(text: &str) -> Result<Vec<u8>, Failure> {
    let Some(digits) = text.strip_prefix("\\x") else { return escaped_bytes(text) };
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8; 2]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    let read: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    read.filter(|_| rest.is_empty()).ok_or_else(|| unreadable("bytes"))
}

/// Reads bytes of which those that can be printed stand for themselves, a backslash is doubled, and the others are three
/// octal digits behind a backslash.
fn escaped_bytes(text: &str) -> Result<Vec<u8>, Failure> {
    let mut read = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let (byte, behind) = match (first, behind) {
            (b'\\', [b'\\', behind @ ..]) => (b'\\', behind),
            (b'\\', digits) if digits.len() >= 3 => {
                let (octal, behind) = digits.split_at(3);
                let octal = std::str::from_utf8(octal).ok().and_then(|octal| u8::from_str_radix(octal, 8).ok());
                (octal.ok_or_else(|| unreadable("bytes"))?, behind)
            }
            (b'\\', _) => return Err(unreadable("bytes")),
            (plain, behind) => (plain, behind),
        };
        read.push(byte);
        rest = behind;
    }
    Ok(read)
}

/// Reads `{1,NULL,"a \"b\""}`, nested by dimension; bounds in front, as in `[0:1]={…}`, are passed over.
fn array(text: &str, element: &Form, separator: char, writer: &mut ResultWriter) -> Result<(), Failure> {
    let mut rest = text;
    if rest.starts_with('[') {
        rest = rest.split_once('=').ok_or_else(|| unreadable("an array"))?.1;
    }
    let mut depth = 0_usize;
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' => {
                depth += 1;
                writer.begin_list()?;
            }
            '}' => {
                depth = depth.checked_sub(1).ok_or_else(|| unreadable("an array"))?;
                writer.end_list();
            }
            between if between == separator => {}
            '"' => {
                let mut value = String::new();
                loop {
                    match characters.next() {
                        Some('"') => break,
                        Some('\\') => value.extend(characters.next()),
                        Some(other) => value.push(other),
                        None => return Err(unreadable("an array")),
                    }
                }
                element.write(&value, writer)?;
            }
            first => {
                let mut value = String::from(first);
                while let Some(next) = characters.next_if(|&next| next != separator && next != '}') {
                    value.push(next);
                }
                if value == "NULL" {
                    writer.value(ValueRef::Null)?;
                } else {
                    element.write(&value, writer)?;
                }
            }
        }
    }
    if depth == 0 { Ok(()) } else { Err(unreadable("an array")) }
}

fn unreadable(what: &str) -> Failure {
    Failure::new(ErrorCode::Internal, format!("Postgres wrote {what} that cannot be read"))
}

#[cfg(test)]
mod tests;
