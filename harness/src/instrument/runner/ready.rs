//! Questions made ready before the clock starts: every request as bytes, every expectation as a value.

use std::time::Duration;

use load::{Answer, Request};
use serde_json::{Value, json};

use super::usage::Usage;
use crate::{
    error::{Error, Result},
    instrument::{
        samples::{Samples, SeriesId},
        scenario::{Arm, Cell, Clock, Method, Question, Role, Values, inside, template},
        target::{Process, ROUTER},
    },
};

/// An arm of a cell, ready to be asked.
#[derive(Clone, Debug)]
pub(super) struct ReadyArm {
    /// Its name.
    pub name: String,
    /// Where its samples go.
    pub series: SeriesId,
    /// The service whose socket is called.
    pub door: String,
    /// Whether it is the A/A control.
    pub control: bool,
    /// Where its answers tell their time, where that counts.
    pub reading: Option<String>,
    /// What the time of a sample is.
    pub clock: Clock,
    /// The share by which its answers are held back.
    pub handicap: Option<f64>,
    /// What somebody else asks at the same time, and how often in a second.
    pub beside: Option<(Cycle, f64)>,
    /// What it is asked: one variant, few and many operations, or the rungs of a ladder that counts them.
    pub variants: Vec<Variant>,
}

/// The questions of an arm for one number of operations.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    /// Operations in a request.
    pub operations: u32,
    /// All that it asks, in order.
    pub cycle: Cycle,
}

/// The requests that a question makes, one after the other and round again.
#[derive(Clone, Debug, Default)]
pub(super) struct Cycle {
    /// What is sent.
    pub requests: Vec<Request>,
    expectations: Vec<Expected>,
}

#[derive(Clone, Debug)]
struct Expected {
    status: u16,
    rows: Option<Value>,
    parts: Vec<(String, Value)>,
}

impl ReadyArm {
    /// Fills the templates of an arm.
    pub(super) fn new(
        samples: &mut Samples,
        (cell_name, cell): (&str, &Cell),
        (name, arm): (&str, &Arm),
        fresh: &str,
    ) -> Result<Self> {
        let values = arm_values(cell_name, arm, fresh)?;
        let question = arm.question.as_ref().or(cell.question.as_ref()).ok_or_else(|| {
            Error::usage(format!("cells.{cell_name}.arms.{name} has no question, and its cell has none either"))
        })?;
        let beside = arm.beside.as_ref();
        let beside = beside.map(|beside| Ok::<_, Error>((Cycle::new(&beside.question, &values)?, beside.per_second)));
        let variants = cell.operations(arm).into_iter().map(|operations| {
            let mut values = values.clone();
            values.insert("operations".to_owned(), json!(operations));
            Ok(Variant { operations, cycle: Cycle::new(question, &values)? })
        });
        Ok(Self {
            name: name.to_owned(),
            series: samples.series(cell_name, name),
            door: arm.door.clone().unwrap_or_else(|| ROUTER.to_owned()),
            control: arm.role == Role::Control,
            reading: arm.reading.clone(),
            clock: cell.clock,
            handicap: arm.handicap,
            beside: beside.transpose()?,
            variants: variants.collect::<Result<_>>()?,
        })
    }

    /// Begins to count what a request takes of processors, where that is its time.
    pub(super) fn usage(&self, process: &Process) -> Result<Option<Usage>> {
        (self.clock == Clock::Processor).then(|| Usage::begin(process)).transpose()
    }

    /// The same with nothing but its first variant.
    pub(super) fn lowest(&self) -> Self {
        Self { variants: self.variants.iter().take(1).cloned().collect(), ..self.clone() }
    }

    /// The time that a right answer tells, where the arm is read by that; the error says what is wrong with it.
    pub(super) fn judge(&self, variant: &Variant, ordinal: usize, answer: &Answer) -> Result<Option<Duration>, String> {
        if let Some(objection) = variant.cycle.objection(ordinal, answer) {
            return Err(objection);
        }
        let Some(pointer) = &self.reading else { return Ok(None) };
        let untold = || format!("no milliseconds at {pointer} of {}", beginning(answer));
        inside::told(pointer, &answer.body).map(Some).ok_or_else(untold)
    }
}

/// What fills the templates of an arm: the values of its own may use the cell's name and the text that is fresh.
pub(super) fn arm_values(cell: &str, arm: &Arm, fresh: &str) -> Result<Values> {
    fill_values(cell, &arm.values, fresh)
}

/// The same where it serves tenants, of whom one asks in a round: no other tenant of the round has that number.
pub(super) fn tenant_values(cell: &str, arm: &Arm, fresh: &str, (round, number): (u32, u32)) -> Result<Values> {
    let known = [("cell", json!(cell)), ("fresh", json!(fresh)), ("round", json!(round)), ("number", json!(number))];
    fill_from(known.map(|(name, value)| (name.to_owned(), value)).into(), &arm.values)
}

/// The same where clients have data of their own: no other client of the cell has that number in this process.
pub(super) fn client_values(cell: &str, arm: &Arm, fresh: &str, client: u32) -> Result<Values> {
    let known = [("cell", json!(cell)), ("fresh", json!(fresh)), ("client", json!(client))];
    fill_from(known.map(|(name, value)| (name.to_owned(), value)).into(), &arm.values)
}

/// The same for any values.
pub(super) fn fill_values(cell: &str, values: &Values, fresh: &str) -> Result<Values> {
    fill_from([("cell".to_owned(), json!(cell)), ("fresh".to_owned(), json!(fresh))].into(), values)
}

fn fill_from(mut known: Values, values: &Values) -> Result<Values> {
    for (name, value) in values {
        let filled = template::fill(value, &known)?;
        known.insert(name.clone(), filled);
    }
    Ok(known)
}

impl Cycle {
    /// Fills the templates of a question, once for each ordinal.
    pub(super) fn new(question: &Question, values: &Values) -> Result<Self> {
        let (mut requests, mut expectations) = (Vec::new(), Vec::new());
        for ordinal in 1..=question.cycle.max(1) {
            let mut values = values.clone();
            values.insert("ordinal".to_owned(), json!(ordinal));
            let path = template::fill_path(&question.path, &values)?;
            let body = question.body.as_ref().map(|body| template::fill(body, &values)).transpose()?;
            requests.push(match question.method {
                Method::Get => Request::get(path),
                Method::Post => Request::post(path, &body.unwrap_or(Value::Null)),
            });
            let rows = question.expect.rows.as_ref().map(|rows| template::fill(rows, &values)).transpose()?;
            let parts = question.expect.parts.iter();
            let parts = parts.map(|(pointer, part)| Ok((pointer.clone(), template::fill(part, &values)?)));
            let parts = parts.collect::<Result<_>>()?;
            expectations.push(Expected { status: question.expect.status, rows, parts });
        }
        Ok(Self { requests, expectations })
    }

    /// Puts other requests behind its own.
    pub(super) fn append(&mut self, mut other: Self) {
        self.requests.append(&mut other.requests);
        self.expectations.append(&mut other.expectations);
    }

    /// The request of an ordinal, round and round.
    pub(super) fn request(&self, ordinal: usize) -> Option<&Request> {
        self.requests.get(ordinal % self.requests.len().max(1))
    }

    /// What is wrong with an answer, if anything.
    pub(super) fn objection(&self, ordinal: usize, answer: &Answer) -> Option<String> {
        let expected = self.expectations.get(ordinal % self.expectations.len().max(1))?;
        if answer.status != expected.status {
            return Some(format!("status {} with {}", answer.status, beginning(answer)));
        }
        if expected.rows.is_none() && expected.parts.is_empty() {
            return None;
        }
        let found: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let is_right = |pointer: &str, part: &Value| found.pointer(pointer).is_some_and(|found| same(found, part));
        if let Some(rows) = expected.rows.as_ref().filter(|rows| !is_right("/rows", rows)) {
            return Some(format!("rows {rows} were expected, the answer is {}", beginning(answer)));
        }
        let (pointer, part) = expected.parts.iter().find(|(pointer, part)| !is_right(pointer, part))?;
        Some(format!("{part} was expected at {pointer}, the answer is {}", beginning(answer)))
    }
}

/// As much of an answer as a person wants to read.
fn beginning(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(300).collect()
}

/// Whether two JSON values are the same, numbers by their value: 2 is 2.0, since the object's own SQLite has no integers.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Number(left), Value::Number(right)) if left.is_f64() != right.is_f64() => {
            left.as_f64() == right.as_f64()
        }
        _ => left == right,
    }
}
