//! Rows of an object's own database, as logic sees them: the seam between what is decided and where it is kept.
//!
//! The kit has the real ones in the storage of an object; with the feature `memory-tables` there is a double for host tests.

#[cfg(feature = "memory-tables")]
pub mod memory;
pub mod row;

use crate::{error::Failure, value::Value};

/// Where rows are kept: the storage of an object, or a database in a test.
pub trait Tables {
    /// Runs one statement and returns its rows.
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure>;

    /// Runs one statement that has no rows to tell.
    fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<(), Failure> {
        self.rows(sql, params).map(drop)
    }

    /// Runs statements without parameters one after the other, as those that make a table.
    fn execute_all(&self, statements: &[&'static str]) -> Result<(), Failure> {
        statements.iter().try_for_each(|sql| self.execute(sql, Vec::new()))
    }

    /// Runs `work` so that either all of its statements happened or none.
    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure>;

    /// Bytes of the database that holds the tables.
    fn size(&self) -> u64;
}

impl<T: Tables> Tables for std::rc::Rc<T> {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        T::rows(self, sql, params)
    }

    fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<(), Failure> {
        T::execute(self, sql, params)
    }

    fn execute_all(&self, statements: &[&'static str]) -> Result<(), Failure> {
        T::execute_all(self, statements)
    }

    fn atomically<R>(&self, work: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
        T::atomically(self, work)
    }

    fn size(&self) -> u64 {
        T::size(self)
    }
}
