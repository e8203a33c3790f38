//! `run.json`: written so that it can be read again, and read so that what is wrong with it is told by its path.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{Findings, Run, VERSION};
use crate::{
    error::{Error, Result},
    machine::whole::write_whole,
};

/// The name of the record in the folder of its run.
pub const RUN_FILE: &str = "run.json";

/// Opens a run by its folder or by its `run.json`, and says in which folder it is.
pub fn open(path: &Path) -> Result<(PathBuf, Run)> {
    let file = if path.is_dir() { path.join(RUN_FILE) } else { path.to_owned() };
    let text = fs::read(&file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Error::usage(format!("{}: there is no run", path.display())).remedy("cargo lab compare")
        }
        _ => Error::usage(format!("{}: {error}", file.display())),
    })?;
    let run = parse(&text).map_err(|message| Error::usage(format!("{}: {message}", file.display())))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.to_owned(), run))
}

/// Writes the record, whole or not at all; refuses a run that would not come back the same.
pub(super) fn write(path: &Path, run: &Run) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(run).map_err(|error| unstorable(path, &error.to_string()))?;
    text.push(b'\n');
    let again = parse(&text).map_err(|message| unstorable(path, &message))?;
    if again != *run {
        let place = not_finite(&run.findings).unwrap_or_else(|| "a value".to_owned());
        return Err(unstorable(path, &format!("{place} would be lost, as every number that is not finite")));
    }
    write_whole(path, |file| file.write_all(&text))
}

/// What stands before everything else is looked at.
#[derive(Deserialize)]
struct Head {
    version: Option<serde_json::Value>,
    card: Option<Repeated>,
}

/// What of the card says how to measure again.
#[derive(Deserialize)]
struct Repeated {
    command: Option<String>,
}

fn parse(text: &[u8]) -> Result<Run, String> {
    let head: Head = serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => format!("is not the record of a run: {error}"),
        _ => format!("line {} column {}: is not JSON: {error}", error.line(), error.column()),
    })?;
    let version = head.version.ok_or("has no `version`, so it is not the record of a run")?;
    match version.as_u64() {
        Some(known) if known == u64::from(VERSION) => {}
        Some(other) if other < u64::from(VERSION) => {
            let command = head.card.and_then(|card| card.command);
            let again =
                command.map_or_else(|| "measure again".to_owned(), |command| format!("measure again: {command}"));
            return Err(format!("is of version {other}, this program reads version {VERSION}; {again}"));
        }
        Some(other) => {
            return Err(format!("is of version {other}, this program reads version {VERSION}; use a newer program"));
        }
        None => return Err(format!("version: {version} is not a version, this program reads version {VERSION}")),
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| format!("{}: {}", error.path(), error.inner()))
}

/// The first number of the findings that JSON has no word for. TOML has one, so it is looked for there.
fn not_finite(findings: &Findings) -> Option<String> {
    fn search(value: &toml::Value, path: String) -> Option<String> {
        match value {
            toml::Value::Float(number) => (!number.is_finite()).then_some(path),
            toml::Value::Array(items) => {
                items.iter().enumerate().find_map(|(index, item)| search(item, format!("{path}[{index}]")))
            }
            toml::Value::Table(table) => table.iter().find_map(|(key, item)| search(item, format!("{path}.{key}"))),
            _ => None,
        }
    }
    search(&toml::Value::try_from(findings).ok()?, "findings".to_owned())
}

fn unstorable(path: &Path, reason: &str) -> Error {
    Error::internal(format!("{}: the run cannot be written: {reason}", path.display()))
}
