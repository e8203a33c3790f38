//! The tables of the library in the object's own database. They are made by the first write: an object that never calls and is
//! never called stays without them, and reading never waits for the output gate.

use std::cell::Cell;

use shared::{error::Failure, tables::Tables};

const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'durable_lane'";

const CREATE: [&str; 9] = [
    // An object that is called, the epoch of our calls to it, and the number of the next one as far as no row tells it.
    "CREATE TABLE IF NOT EXISTS durable_lane (lane INTEGER PRIMARY KEY, service TEXT NOT NULL, object TEXT NOT NULL, \
     epoch INTEGER NOT NULL, next INTEGER NOT NULL)",
    // Calls that follow each other, and what is known of them here: one row for all calls of a transaction to one object.
    "CREATE TABLE IF NOT EXISTS durable_outbox (slot INTEGER PRIMARY KEY, lane INTEGER NOT NULL, first INTEGER NOT NULL, \
     count INTEGER NOT NULL, calls BLOB NOT NULL, notes BLOB NOT NULL)",
    // Calls that were given up. `fate` is 0 while nothing tells whether the effect was made, and 1 once it is certain that not.
    "CREATE TABLE IF NOT EXISTS durable_dead (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, call BLOB NOT NULL, \
     note BLOB NOT NULL, attempts INTEGER NOT NULL, at INTEGER NOT NULL, reason BLOB NOT NULL, fate INTEGER NOT NULL)",
    // What was taken from a caller, and answered. The newest row of each caller is the mark up to which calls were made.
    "CREATE TABLE IF NOT EXISTS durable_inbox (caller TEXT NOT NULL, slot INTEGER NOT NULL, epoch INTEGER NOT NULL, \
     first INTEGER NOT NULL, last INTEGER NOT NULL, answers BLOB NOT NULL, PRIMARY KEY (caller, slot)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS durable_key (number INTEGER PRIMARY KEY, caller TEXT NOT NULL, key TEXT NOT NULL, \
     fingerprint BLOB NOT NULL, answer BLOB NOT NULL, UNIQUE (caller, key))",
    // Epochs up to this one were used.
    "CREATE TABLE IF NOT EXISTS durable_floor (id INTEGER PRIMARY KEY CHECK (id = 0), epoch INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS durable_timer (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS durable_timer_due ON durable_timer (due)",
    "CREATE INDEX IF NOT EXISTS durable_timer_kind ON durable_timer (kind)",
];

/// Whether the tables are there, as far as this life of the object knows.
#[derive(Default)]
pub(crate) struct Schema(Cell<bool>);

impl Schema {
    /// Whether there is anything to read.
    pub(crate) fn exists(&self, tables: &impl Tables) -> Result<bool, Failure> {
        if !self.0.get() {
            self.0.set(!tables.rows(EXISTS, Vec::new())?.is_empty());
        }
        Ok(self.0.get())
    }

    /// A transaction that made them is stored.
    pub(crate) fn stands(&self) {
        self.0.set(true);
    }

    /// Makes them where they are not; belongs into the transaction of the write that needs them. It remembers nothing, since a
    /// transaction may yet be taken back.
    pub(crate) fn create(&self, tables: &impl Tables) -> Result<(), Failure> {
        if self.0.get() {
            return Ok(());
        }
        tables.execute_all(&CREATE)
    }
}
