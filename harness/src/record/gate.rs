//! Gates: conditions on a run's numbers that decide the exit code, such as `split.hot_read.ratio.upper < 2.0`.

use serde::Serialize;

use crate::{
    error::Result,
    instrument::scenario::Scenario,
    record::{Findings, quantity::Condition},
};

/// A condition that a run has to meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    text: String,
    condition: Condition,
}

/// A gate with what the run says to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// The gate as it was written.
    pub text: String,
    /// The number, where it was measured and is finite.
    pub found: Option<f64>,
    /// Whether the gate is met; what was not measured is not.
    pub passed: bool,
    /// The reason as a sentence.
    pub why: String,
}

impl Gate {
    /// Reads a gate; a name that the scenario does not have is a usage error.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self> {
        Ok(Self { text: text.trim().to_owned(), condition: Condition::parse(text, scenario)? })
    }

    /// Holds the gate against a run: the end that it names, else the value.
    pub fn check(&self, findings: &Findings) -> Checked {
        let Condition { quantity, comparison, number } = &self.condition;
        let found = quantity.number(findings);
        let passed = found.is_some_and(|found| comparison.holds(found, *number));
        let why = match found {
            None => self.not_measured(findings),
            Some(found) if found.is_infinite() => "not a single request failed, up to the highest rung".to_owned(),
            Some(found) => {
                format!("found {}, which is {}{comparison} {number}", rounded(found), if passed { "" } else { "not " })
            }
        };
        Checked { text: self.text.clone(), found: found.filter(|found| found.is_finite()), passed, why }
    }

    fn not_measured(&self, findings: &Findings) -> String {
        let quantity = &self.condition.quantity;
        let cell = findings.cell(&quantity.cell);
        let reason = match cell {
            None => Some("the run has no such cell"),
            Some(cell) => cell.unavailable.as_deref().or_else(|| {
                let absent = cell.absent.iter().find(|absent| absent.name == quantity.arm)?;
                Some(absent.reason.as_str())
            }),
        };
        let reason = reason.map_or_else(
            || match cell.and_then(|cell| cell.arm(&quantity.arm)) {
                None => format!("there are no samples of {}", quantity.arm),
                Some(_) => format!("there are too few samples for {}", quantity.measure.as_str()),
            },
            str::to_owned,
        );
        format!("not measured: {reason}")
    }
}

/// Six digits, so that a number just beyond the bound does not look as if it stood on it.
fn rounded(number: f64) -> String {
    let rounded = format!("{number:.6}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
