//! A layer: what one file or one flag says about a scenario.

use std::{fs, path::Path};

use crate::error::{Error, Result};

/// What one file or one flag says about a scenario; it names only what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Who says it: the file, or the flag.
    pub origin: String,
    /// What is said, in the shape of a scenario.
    pub values: toml::Table,
}

impl Layer {
    /// Reads a TOML file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Error::usage(format!("{}: {error}", path.display())))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads TOML; `origin` is who says it.
    pub fn parse(origin: &str, text: &str) -> Result<Self> {
        let values = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message = error.message().replace('\n', ", ");
            Error::usage(format!("{origin} line {line} column {column}: {message}"))
        })?;
        Ok(Self { origin: origin.to_owned(), values })
    }

    /// What a flag says about the value at a path such as `size.rounds`.
    pub fn flag(name: &str, path: &str, value: impl Into<toml::Value>) -> Self {
        let (outer, last) = path.rsplit_once('.').unwrap_or(("", path));
        let mut values = toml::Table::from_iter([(last.to_owned(), value.into())]);
        for key in outer.rsplit('.').filter(|key| !key.is_empty()) {
            values = toml::Table::from_iter([(key.to_owned(), toml::Value::Table(values))]);
        }
        Self { origin: name.to_owned(), values }
    }
}
