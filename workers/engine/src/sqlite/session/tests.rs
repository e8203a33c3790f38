//! What only tests may ask of a session.

use super::*;

impl Session {
    /// Runs statements past the guard.
    pub(in crate::sqlite) fn run_script(&self, script: &str) -> Result<(), Failure> {
        self.begin_batch().unwrap();
        self.run_our_own(script)
    }

    /// The first value of the first row, past the guard.
    pub(in crate::sqlite) fn ask(&self, sql: &str) -> String {
        self.begin_batch().unwrap();
        let ask = || self.connection.query_row(sql, (), |row| row.get::<_, types::Value>(0));
        match self.guard.lift(ask).unwrap() {
            types::Value::Integer(integer) => integer.to_string(),
            types::Value::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    /// What SQLite finds wrong with the whole database: "ok" if nothing.
    pub(in crate::sqlite) fn integrity(&self) -> String {
        self.ask("PRAGMA integrity_check")
    }
}
