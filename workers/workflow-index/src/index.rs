//! The rows of an index, and how they are changed.

use std::cell::Cell;

use serde_json::{Value as Json, json};
use shared::{
    error::{ErrorCode, Failure},
    limits,
    tables::{
        Tables,
        row::{as_number, columns, number, text},
    },
    value::Value,
    workflow::{Changes, Count, Indexed, ListQuestion, Listed, Mended, State},
};

use crate::list;

const CREATE: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS index_instance (object TEXT NOT NULL, run INTEGER NOT NULL, id TEXT NOT NULL, workflow TEXT NOT NULL, \
     state INTEGER NOT NULL, accepted INTEGER NOT NULL, ended INTEGER, PRIMARY KEY (object, run)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS index_instance_accepted ON index_instance (accepted, object, run)",
    "CREATE INDEX IF NOT EXISTS index_instance_state ON index_instance (workflow, state, accepted, object, run)",
    "CREATE TABLE IF NOT EXISTS index_object (object TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID",
];
const VERSION: &str = "SELECT version FROM index_object WHERE object = ?";
const SET_VERSION: &str = "INSERT OR REPLACE INTO index_object (object, version) VALUES (?, ?)";
// All rows of a message in one statement: they cross the border as one text. What is known as it is told is not written.
const PUT: &str = "INSERT INTO index_instance (object, run, id, workflow, state, accepted, ended) \
     SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2) WHERE true \
     ON CONFLICT (object, run) DO UPDATE SET id = excluded.id, workflow = excluded.workflow, state = excluded.state, \
     accepted = excluded.accepted, ended = excluded.ended \
     WHERE (id, workflow, state, accepted) <> (excluded.id, excluded.workflow, excluded.state, excluded.accepted) \
     OR ended IS NOT excluded.ended";
const OTHER: &str = "SELECT count(*) FROM json_each(?2) AS told LEFT JOIN index_instance AS known \
     ON known.object = ?1 AND known.run = told.value ->> 0 WHERE known.run IS NULL \
     OR (known.id, known.workflow, known.state, known.accepted) <> \
     (told.value ->> 1, told.value ->> 2, told.value ->> 3, told.value ->> 4) OR known.ended IS NOT told.value ->> 5";
const REMOVE: &str = "DELETE FROM index_instance WHERE object = ?1 AND run IN (SELECT value FROM json_each(?2))";
const IN_RANGE: &str = "SELECT count(*) FROM index_instance WHERE object = ?1 AND run >= ?3 AND run <= ?4 \
     AND run NOT IN (SELECT value ->> 0 FROM json_each(?2))";
const REMOVE_RANGE: &str = "DELETE FROM index_instance WHERE object = ?1 AND run >= ?3 AND run <= ?4 \
     AND run NOT IN (SELECT value ->> 0 FROM json_each(?2))";

/// The instances of the objects that tell this index.
pub struct Index<T> {
    pub(crate) tables: T,
    is_open: Cell<bool>,
}

impl<T: Tables> Index<T> {
    /// The index in these tables.
    pub fn new(tables: T) -> Self {
        Self { tables, is_open: Cell::new(false) }
    }

    /// Takes what an object tells; says what it had otherwise.
    ///
    /// [`ErrorCode::InstanceState`] says that the object has told something later: what is older came too late, and is told anew by
    /// whoever waits for it.
    pub fn tell(&self, changes: &Changes) -> Result<Mended, Failure> {
        self.open()?;
        let Changes { object, version, rows, gone, whole } = changes;
        let known = self.tables.rows(VERSION, vec![text(object)])?.into_iter().next().map(columns::<1>).transpose()?;
        let known = known.map(|[known]| as_number(&known)).transpose()?;
        if known.is_some_and(|known| known > *version) {
            let message = format!("the index was told later things of object {object:?}; tell it anew");
            return Err(Failure::new(ErrorCode::InstanceState, message));
        }
        let told = Mended { told: count(rows.len()), ..Mended::default() };
        let rows = || Value::Text(written(rows));
        self.tables.atomically(|| {
            if known != Some(*version) {
                self.tables.execute(SET_VERSION, vec![text(object), number(*version)])?;
            }
            let mut mended = told;
            if let Some((first, last)) = whole {
                let params = || vec![text(object), rows(), number(*first), number(*last)];
                mended.changed = self.number(OTHER, vec![text(object), rows()])?;
                mended.gone = self.number(IN_RANGE, params())?;
                if mended.gone > 0 {
                    self.tables.execute(REMOVE_RANGE, params())?;
                }
            }
            if told.told > 0 && (whole.is_none() || mended.changed > 0) {
                self.tables.execute(PUT, vec![text(object), rows()])?;
            }
            if !gone.is_empty() {
                self.tables.execute(REMOVE, vec![text(object), Value::Text(json!(gone).to_string())])?;
            }
            Ok(mended)
        })
    }

    /// The instances that are asked for, those first that were accepted last.
    pub fn list(&self, question: &ListQuestion) -> Result<Vec<Listed>, Failure> {
        self.open()?;
        let most = question.most.min(limits::workflow::LISTED);
        list::list(&self.tables, &ListQuestion { most, ..question.clone() })
    }

    /// How many there are, by workflow and state.
    pub fn count(&self, workflow: Option<&str>) -> Result<Vec<Count>, Failure> {
        self.open()?;
        list::count(&self.tables, workflow)
    }

    fn number(&self, sql: &'static str, params: Vec<Value>) -> Result<u64, Failure> {
        let [number] = columns(self.tables.rows(sql, params)?.into_iter().next().unwrap_or_default())?;
        as_number(&number)
    }

    fn open(&self) -> Result<(), Failure> {
        if !self.is_open.get() {
            self.tables.execute_all(&CREATE)?;
            self.is_open.set(true);
        }
        Ok(())
    }
}

/// Rows as one text.
fn written(rows: &[Indexed]) -> String {
    let row = |row: &Indexed| {
        let Indexed { run, id, workflow, state, accepted_ms, ended_ms } = row;
        json!([run, id, workflow, state.number(), accepted_ms, ended_ms])
    };
    Json::Array(rows.iter().map(row).collect()).to_string()
}

/// A state as it is stored.
pub(crate) fn state(state: State) -> Value {
    number(state.number())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
