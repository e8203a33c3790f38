//! The rows of an index, and how they are changed.

use std::{cell::Cell, collections::BTreeMap};

use serde_json::{Value as Json, json};
use shared::{
    error::Failure,
    limits,
    tables::{
        Tables,
        row::{as_number, columns, number, text},
    },
    value::Value,
    workflow::{Changes, Count, Indexed, ListQuestion, Listed, Mended, State},
};

use crate::list;

const CREATE: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS index_instance (object TEXT NOT NULL, run INTEGER NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, \
     workflow TEXT NOT NULL, state INTEGER NOT NULL, accepted INTEGER NOT NULL, ended INTEGER, PRIMARY KEY (object, run)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS index_instance_accepted ON index_instance (accepted, object, run)",
    "CREATE INDEX IF NOT EXISTS index_instance_state ON index_instance (workflow, state, accepted, object, run)",
];
// All rows of a message in one statement: they cross the border as one text.
const PUT: &str = "INSERT INTO index_instance (object, run, version, id, workflow, state, accepted, ended) \
     SELECT ?1, value ->> 0, ?2, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?3) WHERE true \
     ON CONFLICT (object, run) DO UPDATE SET version = excluded.version, id = excluded.id, workflow = excluded.workflow, \
     state = excluded.state, accepted = excluded.accepted, ended = excluded.ended WHERE excluded.version >= version";
const REMOVE: &str = "DELETE FROM index_instance WHERE object = ?1 AND run IN (SELECT value FROM json_each(?2))";
const RANGE: &str = "SELECT object, run, id, workflow, state, accepted, ended, version FROM index_instance \
     WHERE object = ? AND run >= ? AND run <= ? ORDER BY run";

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

    /// Takes what an object tells; says what it had otherwise where it is told a whole range.
    pub fn tell(&self, changes: &Changes) -> Result<Mended, Failure> {
        self.open()?;
        match changes.whole {
            None => {
                self.tables.atomically(|| {
                    self.put(changes, &changes.rows)?;
                    self.remove(&changes.object, &changes.gone)
                })?;
                Ok(Mended { told: count(changes.rows.len()), ..Mended::default() })
            }
            Some(range) => self.mend(changes, range),
        }
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

    fn mend(&self, changes: &Changes, (first, last): (u64, u64)) -> Result<Mended, Failure> {
        let rows = self.tables.rows(RANGE, vec![text(&changes.object), number(first), number(last)])?;
        let mut known = BTreeMap::new();
        for row in rows {
            let [rest @ .., version] = columns::<8>(row)?;
            let listed = list::listed_of(rest)?;
            known.insert(listed.row.run, (listed.row, as_number(&version)?));
        }
        let mut different = Vec::new();
        for row in &changes.rows {
            match known.remove(&row.run) {
                Some((same, _)) if same == *row => {}
                // It was told later of this one.
                Some((_, version)) if version > changes.version => {}
                Some(_) | None => different.push(row.clone()),
            }
        }
        let gone = known.into_iter().filter(|(_, (_, version))| *version <= changes.version).map(|(run, _)| run);
        let gone: Vec<u64> = gone.collect();
        if !different.is_empty() || !gone.is_empty() {
            self.tables.atomically(|| {
                self.put(changes, &different)?;
                self.remove(&changes.object, &gone)
            })?;
        }
        Ok(Mended { told: count(changes.rows.len()), changed: count(different.len()), gone: count(gone.len()) })
    }

    fn put(&self, changes: &Changes, rows: &[Indexed]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let row = |row: &Indexed| {
            let Indexed { run, id, workflow, state, accepted_ms, ended_ms } = row;
            json!([run, id, workflow, state.number(), accepted_ms, ended_ms])
        };
        let rows = Json::Array(rows.iter().map(row).collect());
        let params = vec![text(&changes.object), number(changes.version), Value::Text(rows.to_string())];
        self.tables.execute(PUT, params)
    }

    fn remove(&self, object: &str, gone: &[u64]) -> Result<(), Failure> {
        if gone.is_empty() {
            return Ok(());
        }
        self.tables.execute(REMOVE, vec![text(object), Value::Text(json!(gone).to_string())])
    }

    fn open(&self) -> Result<(), Failure> {
        if !self.is_open.get() {
            self.tables.execute_all(&CREATE)?;
            self.is_open.set(true);
        }
        Ok(())
    }
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
