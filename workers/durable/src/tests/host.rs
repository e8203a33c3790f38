//! The double of an object's platform: tables in memory, an alarm and a clock that are moved by hand.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures::future::{self, LocalBoxFuture};
use shared::{
    error::{ErrorCode, Failure},
    tables::{Tables, memory::MemoryTables},
    timing::{Clock, UnixMillis},
    value::Value,
};

use crate::platform::{Alarm, Platform};

/// The platform of one object: it outlives the object's lives in memory.
pub(super) struct Host {
    pub(super) tables: MemoryTables,
    pub(super) alarm: Cell<Option<UnixMillis>>,
    pub(super) now: Rc<Cell<u64>>,
    /// How many storage operations go well before the object dies in the middle of one.
    pub(super) fuse: Cell<Option<u32>>,
    pub(super) operations: Cell<u32>,
    bits: Cell<u64>,
}

impl Host {
    pub(super) fn new(now: &Rc<Cell<u64>>) -> Rc<Self> {
        Rc::new(Self {
            tables: MemoryTables::new(),
            alarm: Cell::new(None),
            now: Rc::clone(now),
            fuse: Cell::new(None),
            operations: Cell::new(0),
            bits: Cell::new(1),
        })
    }

    /// Counts an operation; beyond the fuse the object is dead, and nothing that it does has an effect.
    fn burn(&self) -> Result<(), Failure> {
        self.operations.set(self.operations.get() + 1);
        match self.fuse.get() {
            None => Ok(()),
            Some(0) => Err(Failure::new(ErrorCode::ObjectFailed, "the object is dead")),
            Some(left) => {
                self.fuse.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl Tables for Host {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        self.burn()?;
        self.tables.rows(sql, params)
    }

    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.tables.atomically(work)
    }

    fn size(&self) -> u64 {
        0
    }
}

impl Alarm for Host {
    fn set(&self, at: UnixMillis) {
        if self.burn().is_ok() {
            self.alarm.set(Some(at));
        }
    }
}

impl Clock for Host {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.now.get())
    }
}

impl Platform for Host {
    fn sleep(&self, _duration: Duration) -> LocalBoxFuture<'static, ()> {
        Box::pin(future::ready(()))
    }

    fn random_bits(&self) -> u64 {
        self.bits.set(self.bits.get() + 1);
        self.bits.get()
    }
}
