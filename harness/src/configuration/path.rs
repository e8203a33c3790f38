//! Names for places in a scenario, such as `cells.hot_read.arms.new.handicap`.

use serde_path_to_error::{Path, Segment};

/// The place of a key in a table.
pub(super) fn join(path: &str, key: &str) -> String {
    let key = quoted(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// The place that an error of reading names.
pub(super) fn of(path: &Path) -> String {
    path.iter().fold(String::new(), |place, segment| match segment {
        Segment::Seq { index } => format!("{place}[{index}]"),
        Segment::Map { key } | Segment::Enum { variant: key } => join(&place, key),
        Segment::Unknown => place,
    })
}

/// Whether a place is another one or inside of it.
pub(super) fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']) || outer.is_empty())
}

/// A key as TOML wants it: bare where that is possible.
pub(super) fn quoted(key: &str) -> String {
    let bare = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '-';
    if !key.is_empty() && key.chars().all(bare) {
        return key.to_owned();
    }
    let mut text = "\"".to_owned();
    for character in key.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            control if control.is_control() => text.extend(format!("\\u{:04X}", u32::from(control)).chars()),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}
