//! Draws the findings of a run again from its samples, and holds every number against the stored one.

use std::{fmt, path::Path};

use serde_json::Value;

use crate::{
    error::{Error, Exit, Result},
    instrument::samples,
    record::{self, Findings, analysis},
};

/// The largest share by which two numbers may differ: another processor may round the last digits otherwise.
const TOLERANCE: f64 = 1e-9;

/// What agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Numbers of the findings.
    pub statistics: usize,
    /// Samples from which they were drawn again.
    pub samples: usize,
}

/// Verifies a run, named by its folder or its `run.json`; the first difference is an error.
pub fn verify(path: &Path) -> Result<Verified> {
    let (folder, run) = record::open(path)?;
    let stored = &run.samples;
    let is_plain = Path::new(&stored.name).file_name().is_some_and(|name| name == stored.name.as_str());
    if !is_plain {
        return Err(Error::usage(format!(
            "samples.name: {:?} is not the name of a file beside the record",
            stored.name
        )));
    }
    let file = folder.join(&stored.name);
    if !file.is_file() {
        return Err(Error::usage(format!("{}: the samples of the run are not there", file.display())));
    }
    let digest = record::digest(&file)?;
    if digest != stored.blake3 {
        return Err(differs("samples.blake3", &stored.blake3, &digest));
    }
    let samples = samples::read(&file)?;
    let (rows, drawn) = (samples.len(), analysis::findings(&samples, &run.scenario, &run.card));
    if rows as u64 != stored.rows {
        return Err(differs("samples.rows", &stored.rows, &rows));
    }
    Ok(Verified { statistics: compare(&run.findings, &drawn)?, samples: rows })
}

impl fmt::Display for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "all {} statistics agree with those drawn again from {} samples",
            self.statistics, self.samples
        )
    }
}

/// How many numbers agree; an error names the first place where something does not, with both values.
fn compare(stored: &Findings, drawn: &Findings) -> Result<usize> {
    let json = |findings| serde_json::to_value(findings).map_err(|error| Error::internal(error.to_string()));
    agreeing(&json(stored)?, &json(drawn)?, "findings")
}

fn agreeing(stored: &Value, drawn: &Value, path: &str) -> Result<usize> {
    match (stored, drawn) {
        (Value::Object(left), Value::Object(right)) => {
            let mut count = 0;
            for (key, stored) in left {
                count += agreeing(stored, right.get(key).unwrap_or(&Value::Null), &format!("{path}.{key}"))?;
            }
            match right.iter().find(|(key, _)| !left.contains_key(*key)) {
                Some((key, drawn)) => Err(differs(&format!("{path}.{key}"), &Value::Null, drawn)),
                None => Ok(count),
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            let mut count = 0;
            for (index, (stored, drawn)) in left.iter().zip(right).enumerate() {
                count += agreeing(stored, drawn, &format!("{path}[{index}]"))?;
            }
            if left.len() == right.len() {
                return Ok(count);
            }
            let items = |list: &[Value]| format!("a list of {}", list.len());
            Err(differs(path, &items(left), &items(right)))
        }
        (Value::Number(left), Value::Number(right)) if left == right || is_near(left, right) => Ok(1),
        (left, right) if left == right => Ok(0),
        _ => Err(differs(path, stored, drawn)),
    }
}

/// Whether two numbers of which one is no integer are the same but for the last digits.
fn is_near(left: &serde_json::Number, right: &serde_json::Number) -> bool {
    let (Some(one), Some(other)) = (left.as_f64(), right.as_f64()) else { return false };
    (left.is_f64() || right.is_f64()) && (one - other).abs() <= TOLERANCE * one.abs().max(other.abs())
}

fn differs(path: &str, stored: &impl fmt::Display, drawn: &impl fmt::Display) -> Error {
    Error::new(Exit::WrongResponse, format!("{path}: the record says {stored}, its samples say {drawn}"))
}

#[cfg(test)]
mod tests;
