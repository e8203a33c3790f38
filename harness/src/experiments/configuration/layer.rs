//! A layer: what one file or one flag says about a scenario.

use std::{fs, path::Path};

use toml::{Table, Value};

use crate::error::{Error, Result};

/// What one file or one flag says about a scenario; it names only what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Who says it: the file, or the flag.
    pub origin: String,
    /// What is said: values by their paths, such as `size` and `rounds`.
    pub values: Vec<(Vec<String>, Value)>,
}

impl Layer {
    /// Reads a TOML file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Error::usage(format!("{}: {error}", path.display())))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads TOML; `origin` is who says it.
    pub fn parse(origin: &str, text: &str) -> Result<Self> {
        let table: Table = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message = error.message().replace('\n', ", ");
            Error::usage(format!("{origin} line {line} column {column}: {message}"))
        })?;
        Ok(Self { origin: origin.to_owned(), values: values(&table) })
    }

    /// What a flag says about the value at a path such as `size.rounds`.
    pub fn flag(name: &str, path: &str, value: impl Into<Value>) -> Self {
        Self { origin: name.to_owned(), values: vec![(path.split('.').map(str::to_owned).collect(), value.into())] }
    }
}

/// The values of a table and of the tables in it, by their paths, in its order. A table without any says nothing.
pub(super) fn values(table: &Table) -> Vec<(Vec<String>, Value)> {
    let mut found = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => found.extend(values(inner).into_iter().map(|(mut path, value)| {
                path.insert(0, key.clone());
                (path, value)
            })),
            value => found.push((vec![key.clone()], value.clone())),
        }
    }
    found
}
