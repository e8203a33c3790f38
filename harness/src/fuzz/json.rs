//! Bodies of JSON, written by hand so that they can also be what no JSON is.

use super::{source::Source, sql};

/// Values that stand where others are expected.
const ODD_VALUES: [&str; 30] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "1e400",
    "-1e-400",
    "9007199254740993",
    "18446744073709551616",
    "4294967296",
    "\"\"",
    "\"1\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\x\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":1}",
    "NaN",
    "Infinity",
    "01",
    "'a'",
    "undefined",
    "",
];
/// Names that no body has.
const ODD_NAMES: [&str; 10] =
    ["", "SQL", "sql ", "params[]", "__proto__", "constructor", "\\u0073ql", "\\ud800", "toString", "tenant\\u0000"];
/// What bytes of a body may be changed into.
const ODD_BYTES: [u8; 12] = [0, 1, b'"', b'\\', b'{', b'}', b'[', b',', b':', 0x80, 0xc0, 0xff];

/// The fields of an object: each a name and a value, both as they are written.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// No fields yet.
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a field whose value is JSON already.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a field whose value is a text.
    pub(super) fn with_text(self, name: &str, text: &str) -> Self {
        self.with(name, quoted(text))
    }

    /// The object.
    pub(super) fn written(&self) -> String {
        let fields: Vec<String> = self.0.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    }

    /// The object with something wrong with its fields.
    pub(super) fn disordered(mut self, source: &mut Source) -> Self {
        for _ in 0..source.between(1, 2) {
            let place = source.below(self.0.len());
            match source.below(7) {
                0 if !self.0.is_empty() => drop(self.0.remove(place)),
                1 => self.0.extend(self.0.get(place).cloned()),
                2 => self.0.push((source.word(&ODD_NAMES).to_owned(), odd_value(source))),
                3 => self.0.reverse(),
                4 => self.change(place, |(_, value)| (source.word(&ODD_NAMES).to_owned(), value)),
                5 => self.change(place, |(name, value)| (name, format!("[{value}]"))),
                _ => self.change(place, |(name, _)| (name, odd_value(source))),
            }
        }
        self
    }

    fn change(&mut self, place: usize, change: impl FnOnce((String, String)) -> (String, String)) {
        if let Some(field) = self.0.get_mut(place) {
            *field = change(std::mem::take(field));
        }
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value that is not what is expected.
pub(super) fn odd_value(source: &mut Source) -> String {
    match source.below(12) {
        0 => nested(source),
        1 => format!("{{\"integer\":{}}}", source.word(&ODD_VALUES)),
        2 => format!("{{\"blob\":{}}}", source.word(&ODD_VALUES)),
        3 => quoted(&sql::text(source)),
        4 => "9".repeat(source.between(1, 400)),
        _ => source.word(&ODD_VALUES).to_owned(),
    }
}

/// A value that goes deep.
fn nested(source: &mut Source) -> String {
    let depth = if source.one_in(3) { source.between(1, 200_000) } else { source.between(1, 200) };
    let (open, close) = *source.pick(&[("[", "]"), ("{\"a\":", "}")]);
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

/// The bytes of a body with something wrong with them.
pub(super) fn broken(text: String, source: &mut Source) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    match source.below(10) {
        0 => bytes.truncate(source.below(bytes.len() + 1)),
        1 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        2 => bytes.extend_from_slice(b" {}"),
        3 => bytes = [b"[", bytes.as_slice(), b"]"].concat(),
        4 => bytes = nested(source).into_bytes(),
        5 => bytes = odd_value(source).into_bytes(),
        6 => {
            let count = source.below(64);
            bytes = source.bytes(count);
        }
        7 => bytes.extend(std::iter::repeat_n(b' ', source.between(1, 1_100_000))),
        _ => {
            for _ in 0..source.between(1, 3) {
                let place = source.below(bytes.len());
                let odd = *source.pick(&ODD_BYTES);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = odd;
                }
            }
        }
    }
    bytes
}
