//! Schedules, a row for each.

use durable::platform::Platform;
use serde::{Deserialize, Serialize};
use shared::{
    error::Failure,
    tables::row::{as_bytes, as_number, columns, damaged, number, text},
    value::Value,
    workflow::Schedule,
};

use super::{Store, schema::Table};

const ONE: &str = "SELECT body FROM workflow_schedule WHERE name = ?";
const ALL: &str = "SELECT body FROM workflow_schedule ORDER BY name LIMIT ?";
const COUNT: &str = "SELECT count(*) FROM workflow_schedule";
const PUT: &str = "INSERT OR REPLACE INTO workflow_schedule (name, body) VALUES (?, ?)";
const DELETE: &str = "DELETE FROM workflow_schedule WHERE name = ?";

/// What is kept of a schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) schedule: Schedule,
    /// The key of its instances, where their workflow has limits.
    pub(crate) key: String,
    pub(crate) paused: bool,
    /// The first of its times for which nothing was done.
    pub(crate) next_ms: u64,
    pub(crate) last: Option<String>,
    pub(crate) buffered_ms: Option<u64>,
    pub(crate) begun: u64,
    pub(crate) skipped: u64,
}

impl<P: Platform> Store<P> {
    pub(crate) fn schedule(&self, name: &str) -> Result<Option<Kept>, Failure> {
        if !self.has(Table::Schedule)? {
            return Ok(None);
        }
        self.one(ONE, vec![text(name)])?.map(kept_of).transpose()
    }

    /// The first ones by name.
    pub(crate) fn schedules(&self, most: u64) -> Result<Vec<Kept>, Failure> {
        if !self.has(Table::Schedule)? {
            return Ok(Vec::new());
        }
        self.platform.rows(ALL, vec![number(most)])?.into_iter().map(kept_of).collect()
    }

    pub(crate) fn count_schedules(&self) -> Result<u64, Failure> {
        if !self.has(Table::Schedule)? {
            return Ok(0);
        }
        let [count] = columns(self.one(COUNT, Vec::new())?.unwrap_or_default())?;
        as_number(&count)
    }

    pub(crate) fn put_schedule(&self, kept: &Kept) -> Result<(), Failure> {
        self.need(Table::Schedule)?;
        let body = postcard::to_allocvec(kept).expect("schedules always encode");
        self.platform.execute(PUT, vec![text(kept.schedule.name.as_str()), Value::Blob(body)])
    }

    pub(crate) fn delete_schedule(&self, name: &str) -> Result<(), Failure> {
        self.platform.execute(DELETE, vec![text(name)])
    }
}

fn kept_of(row: Vec<Value>) -> Result<Kept, Failure> {
    let [body] = columns(row)?;
    postcard::from_bytes(&as_bytes(body)?).map_err(|_| damaged("a schedule"))
}
