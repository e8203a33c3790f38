//! Events that wait for instances, each for one that will ask for its name.

use durable::platform::Platform;
use shared::{
    error::Failure,
    tables::row::{as_bytes, as_number, as_text, columns, number, text},
    value::Value,
};

use super::{Store, schema::Table};

const DELETE_EVENTS: &str = "DELETE FROM workflow_event WHERE run = ?";
const EVENTS: &str = "SELECT count(*) FROM workflow_event WHERE run = ?";
const PUT_EVENT: &str = "INSERT INTO workflow_event (run, name, payload) VALUES (?, ?, ?)";
const OLDEST_EVENT: &str =
    "SELECT event, payload FROM workflow_event WHERE run = ? AND name = ? ORDER BY event LIMIT 1";
const TAKE_EVENT: &str = "DELETE FROM workflow_event WHERE event = ?";

const ALL_EVENTS: &str = "SELECT name, payload FROM workflow_event WHERE run = ? ORDER BY event";
const MOVE_EVENTS: &str = "UPDATE workflow_event SET run = ? WHERE run = ?";

impl<P: Platform> Store<P> {
    /// What waits for one instance waits for another one from here on.
    pub(crate) fn move_events(&self, from: u64, to: u64) -> Result<(), Failure> {
        if self.has(Table::Event)? {
            self.platform.execute(MOVE_EVENTS, vec![number(to), number(from)])?;
        }
        Ok(())
    }

    /// Forgets what waits for an instance.
    pub(super) fn delete_events(&self, run: u64) -> Result<(), Failure> {
        if self.has(Table::Event)? {
            self.platform.execute(DELETE_EVENTS, vec![number(run)])?;
        }
        Ok(())
    }

    pub(crate) fn waiting_events(&self, run: u64) -> Result<u64, Failure> {
        if !self.has(Table::Event)? {
            return Ok(0);
        }
        let [count] = columns(self.one(EVENTS, vec![number(run)])?.unwrap_or_default())?;
        as_number(&count)
    }

    /// What waits for an instance, the oldest first.
    pub(crate) fn events_of(&self, run: u64) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        if !self.has(Table::Event)? {
            return Ok(Vec::new());
        }
        let rows = self.platform.rows(ALL_EVENTS, vec![number(run)])?;
        let event = |row| columns(row).and_then(|[name, payload]| Ok((as_text(name)?, as_bytes(payload)?)));
        rows.into_iter().map(event).collect()
    }

    pub(crate) fn put_event(&self, run: u64, name: &str, payload: &[u8]) -> Result<(), Failure> {
        self.need(Table::Event)?;
        self.platform.execute(PUT_EVENT, vec![number(run), text(name), Value::Blob(payload.to_vec())])
    }

    /// Takes the oldest event of that name.
    pub(crate) fn take_event(&self, run: u64, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        if !self.has(Table::Event)? {
            return Ok(None);
        }
        let Some(row) = self.one(OLDEST_EVENT, vec![number(run), text(name)])? else { return Ok(None) };
        let [event, payload] = columns(row)?;
        self.platform.execute(TAKE_EVENT, vec![event])?;
        as_bytes(payload).map(Some)
    }
}
