//! What a tracker knows: events in the order of their ids, each once, those of a request in one row.

use std::cell::Cell;

use serde::Deserialize;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    tables::{
        Tables,
        row::{as_bytes, as_number, columns, damaged, number},
    },
    value::Value,
    workflow::{Delivery, TrackerQuestion, TrackerReport},
};

/// Each row says how many events there are by then, and how many came again.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS tracker_batch \
     (number INTEGER PRIMARY KEY, last INTEGER NOT NULL, events INTEGER NOT NULL, again INTEGER NOT NULL, body BLOB NOT NULL)";
const NEWEST: &str = "SELECT last, events, again FROM tracker_batch ORDER BY number DESC LIMIT 1";
const INSERT: &str = "INSERT INTO tracker_batch (last, events, again, body) VALUES (?, ?, ?, ?)";
const FORGET: &str = "DELETE FROM tracker_batch WHERE number <= (SELECT max(number) FROM tracker_batch) - ?";
const BODIES: &str = "SELECT body FROM tracker_batch ORDER BY number";

/// The events that one tracker was told.
pub(crate) struct Tracker<T> {
    tables: T,
    is_open: Cell<bool>,
    requests: Cell<u64>,
}

impl<T: Tables> Tracker<T> {
    pub(crate) fn new(tables: T) -> Self {
        Self { tables, is_open: Cell::new(false), requests: Cell::new(0) }
    }

    /// Counts a request.
    pub(crate) fn asked(&self) {
        self.requests.set(self.requests.get() + 1);
    }

    /// Takes a delivery; events that it knows already change nothing. Of those that are new only the ids are read, until somebody
    /// asks for them.
    pub(crate) fn take(&self, body: Vec<u8>) -> Result<(), Failure> {
        self.open()?;
        let ids: Ids = serde_json::from_slice(&body).map_err(|error| no_events(&error))?;
        let (high, events, before) = self.newest()?;
        let known = ids.events.iter().filter(|event| event.id <= high).count();
        let last = ids.events.last().map_or(high, |event| event.id.max(high));
        let body = if known == 0 { body } else { without_known(&body, high)? };
        let (events, again) = (events + count(ids.events.len() - known), before + count(known));
        let row = vec![number(last), number(events), number(again), Value::Blob(body)];
        self.tables.atomically(|| {
            self.tables.execute(INSERT, row)?;
            self.tables.execute(FORGET, vec![number(limits::workflow::TRACKER_BATCHES)])
        })
    }

    /// What it knows.
    pub(crate) fn report(&self, question: &TrackerQuestion) -> Result<TrackerReport, Failure> {
        self.open()?;
        let (last, events, again) = self.newest()?;
        let mut told = Vec::new();
        if let Some(instance) = &question.instance {
            for row in self.tables.rows(BODIES, Vec::new())? {
                let [body] = columns(row)?;
                let body = as_bytes(body)?;
                let batch: Delivery = serde_json::from_slice(&body).map_err(|_| damaged("a batch of events"))?;
                told.extend(batch.events.into_iter().filter(|event| event.instance == *instance));
                told.truncate(limits::workflow::TOLD);
            }
        }
        Ok(TrackerReport { events, again, last, requests: self.requests.get(), told })
    }

    /// The largest id, how many events there are, and how many came again.
    fn newest(&self) -> Result<(u64, u64, u64), Failure> {
        let Some(row) = self.tables.rows(NEWEST, Vec::new())?.into_iter().next() else { return Ok((0, 0, 0)) };
        let [last, events, again] = columns(row)?;
        Ok((as_number(&last)?, as_number(&events)?, as_number(&again)?))
    }

    fn open(&self) -> Result<(), Failure> {
        if !self.is_open.replace(true) {
            self.tables.execute(CREATE, Vec::new())?;
        }
        Ok(())
    }
}

/// What has to be read of a delivery to know whether it is new.
#[derive(Deserialize)]
struct Ids {
    events: Vec<Id>,
}

#[derive(Deserialize)]
struct Id {
    id: u64,
}

/// The delivery without the events that are known.
fn without_known(body: &[u8], high: u64) -> Result<Vec<u8>, Failure> {
    let Delivery { mut events } = serde_json::from_slice(body).map_err(|error| no_events(&error))?;
    events.retain(|event| event.id > high);
    Ok(serde_json::to_vec(&Delivery { events }).expect("events always render"))
}

fn no_events(error: &serde_json::Error) -> Failure {
    Failure::new(ErrorCode::MalformedBody, format!("these are no events: {error}"))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
