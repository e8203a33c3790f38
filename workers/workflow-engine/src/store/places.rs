//! The places of instances whose workflows have limits.

use durable::platform::Platform;
use shared::{
    error::Failure,
    tables::row::{as_number, as_text, columns, number, text},
    value::Value,
};

use super::{Store, schema::Table};
use crate::queue::{First, Place};

const ALL: &str = "SELECT run, workflow, key, priority, turn, running FROM workflow_place";
const PUT: &str = "INSERT INTO workflow_place (run, workflow, key, priority, turn, running) VALUES (?, ?, ?, ?, ?, ?)";
const RUN: &str = "UPDATE workflow_place SET running = 1 WHERE run = ?";
const TURN: &str = "UPDATE workflow_place SET turn = ? WHERE run = ?";
const PASS: &str = "UPDATE workflow_place SET run = ?2 WHERE run = ?1";
const DELETE: &str = "DELETE FROM workflow_place WHERE run = ?";

impl<P: Platform> Store<P> {
    /// Whether any instance ever had one.
    pub(crate) fn has_places(&self) -> Result<bool, Failure> {
        self.has(Table::Place)
    }

    /// All of them.
    pub(crate) fn places(&self) -> Result<Vec<(u64, Place)>, Failure> {
        if !self.has(Table::Place)? {
            return Ok(Vec::new());
        }
        let place = |row: Vec<Value>| {
            let [run, workflow, key, priority, turn, running] = columns(row)?;
            let turn = as_number(&turn)?;
            let priority = u32::try_from(as_number(&priority)?).unwrap_or_default();
            let is_running = as_number(&running)? == 1;
            let place = Place { workflow: as_text(workflow)?, key: as_text(key)?, priority, turn, is_running };
            Ok((as_number(&run)?, place))
        };
        self.platform.rows(ALL, Vec::new())?.into_iter().map(place).collect()
    }

    pub(crate) fn put_place(&self, run: u64, place: &Place) -> Result<(), Failure> {
        self.need(Table::Place)?;
        let Place { workflow, key, priority, turn, is_running } = place;
        let running = Value::Integer(i64::from(*is_running));
        let params = vec![number(run), text(workflow), text(key), number(u64::from(*priority)), number(*turn), running];
        self.platform.execute(PUT, params)
    }

    /// The instance runs from here on.
    pub(crate) fn run_place(&self, run: u64) -> Result<(), Failure> {
        self.platform.execute(RUN, vec![number(run)])
    }

    /// An instance is the first of its key, which has its turn in that round.
    pub(crate) fn turn_place(&self, first: First) -> Result<(), Failure> {
        let Some((run, turn)) = first else { return Ok(()) };
        self.platform.execute(TURN, vec![number(turn), number(run)])
    }

    /// Another instance has the place of this one from here on.
    pub(crate) fn pass_place(&self, from: u64, to: u64) -> Result<(), Failure> {
        self.platform.execute(PASS, vec![number(from), number(to)])
    }

    pub(crate) fn delete_place(&self, run: u64) -> Result<(), Failure> {
        self.platform.execute(DELETE, vec![number(run)])
    }
}
