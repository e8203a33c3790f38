//! The tables of the engine, each made by the first write that needs it: an object pays for what its instances do, and the first
//! of them is accepted behind one table.

use std::cell::Cell;

use shared::{
    error::Failure,
    tables::{
        Tables,
        row::{as_text, columns},
    },
};

const NAMES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN \
     ('workflow_run', 'workflow_journal', 'workflow_told', 'workflow_event', 'workflow_indexed', 'workflow_gone', 'workflow_schedule', 'workflow_place')";

/// How many tables there are.
const TABLES: usize = 8;

/// One of the tables.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Table {
    /// An instance, with the beginning of its journal.
    Run,
    /// The rest of journals.
    Journal,
    /// Up to the first of these pieces, the tracker knows everything; up to the second, numbers have been given.
    Told,
    /// Events that wait for instances.
    Event,
    /// Up to this piece, the index knows everything.
    Indexed,
    /// Instances that are gone, which the index does not know.
    Gone,
    /// Schedules.
    Schedule,
    /// Who runs and who waits, of workflows with limits.
    Place,
}

impl Table {
    const ALL: [Self; TABLES] =
        [Self::Run, Self::Journal, Self::Told, Self::Event, Self::Indexed, Self::Gone, Self::Schedule, Self::Place];

    fn name(self) -> &'static str {
        match self {
            Self::Run => "workflow_run",
            Self::Journal => "workflow_journal",
            Self::Told => "workflow_told",
            Self::Event => "workflow_event",
            Self::Indexed => "workflow_indexed",
            Self::Gone => "workflow_gone",
            Self::Schedule => "workflow_schedule",
            Self::Place => "workflow_place",
        }
    }

    fn statements(self) -> &'static [&'static str] {
        match self {
            Self::Run => &[
                // What may be large comes last: to read what stands behind it, all of it would be read.
                "CREATE TABLE workflow_run (run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL, \
                 state INTEGER NOT NULL, busy INTEGER NOT NULL, lives INTEGER NOT NULL, accepted INTEGER NOT NULL, \
                 ended INTEGER, last INTEGER NOT NULL, fingerprint BLOB NOT NULL, input BLOB NOT NULL, output BLOB, \
                 error TEXT, entries BLOB NOT NULL)",
                // Of these a new life has to take care by itself.
                "CREATE INDEX workflow_run_busy ON workflow_run (run) WHERE busy = 1",
                // Those that are completed or have gone on as new are kept for another time than the others.
                "CREATE INDEX workflow_run_well ON workflow_run (ended) WHERE ended IS NOT NULL AND state IN (2, 7)",
                "CREATE INDEX workflow_run_failed ON workflow_run (ended) WHERE ended IS NOT NULL AND state NOT IN (2, 7)",
            ],
            Self::Journal => &[
                "CREATE TABLE workflow_journal (piece INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL, \
                 last INTEGER NOT NULL, entries BLOB NOT NULL)",
                "CREATE INDEX workflow_journal_run ON workflow_journal (run, piece)",
            ],
            Self::Told => {
                &["CREATE TABLE workflow_told (id INTEGER PRIMARY KEY CHECK (id IN (0, 1)), piece INTEGER NOT NULL)"]
            }
            Self::Event => &[
                "CREATE TABLE workflow_event (event INTEGER PRIMARY KEY, run INTEGER NOT NULL, name TEXT NOT NULL, \
                 payload BLOB NOT NULL)",
                "CREATE INDEX workflow_event_run ON workflow_event (run, name, event)",
            ],
            Self::Indexed => {
                &["CREATE TABLE workflow_indexed (id INTEGER PRIMARY KEY CHECK (id = 0), piece INTEGER NOT NULL)"]
            }
            Self::Gone => &["CREATE TABLE workflow_gone (run INTEGER PRIMARY KEY)"],
            Self::Place => {
                &["CREATE TABLE workflow_place (run INTEGER PRIMARY KEY, workflow TEXT NOT NULL, key TEXT NOT NULL, \
                 priority INTEGER NOT NULL, turn INTEGER NOT NULL, running INTEGER NOT NULL)"]
            }
            Self::Schedule => &["CREATE TABLE workflow_schedule (name TEXT PRIMARY KEY, body BLOB NOT NULL)"],
        }
    }
}

/// Which of them are there: read once in a life. A turn whose tables are taken back ends its object, and so the life.
#[derive(Default)]
pub(super) struct Schema(Cell<Option<[bool; TABLES]>>);

impl Schema {
    pub(super) fn has(&self, tables: &impl Tables, table: Table) -> Result<bool, Failure> {
        Ok(self.found(tables)?[table as usize])
    }

    /// Makes a table that is not there.
    pub(super) fn need(&self, tables: &impl Tables, table: Table) -> Result<(), Failure> {
        let mut found = self.found(tables)?;
        if !found[table as usize] {
            tables.execute_all(table.statements())?;
            found[table as usize] = true;
            self.0.set(Some(found));
        }
        Ok(())
    }

    fn found(&self, tables: &impl Tables) -> Result<[bool; TABLES], Failure> {
        if let Some(found) = self.0.get() {
            return Ok(found);
        }
        let rows = tables.rows(NAMES, Vec::new())?;
        let names = rows.into_iter().map(|row| columns(row).and_then(|[name]| as_text(name)));
        let names = names.collect::<Result<Vec<String>, _>>()?;
        let found = Table::ALL.map(|table| names.iter().any(|name| name == table.name()));
        self.0.set(Some(found));
        Ok(found)
    }
}
