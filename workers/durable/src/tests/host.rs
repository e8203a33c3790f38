//! The double of an object's platform: tables in memory, an alarm and a clock that are moved by hand, and storage that fails on
//! purpose.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use futures::future::{self, LocalBoxFuture};
use shared::{
    error::{ErrorCode, Failure},
    tables::{Tables, memory::MemoryTables},
    timing::{Clock, UnixMillis},
    value::Value,
};

use crate::platform::{Alarm, Platform};

/// The platform of one object: it outlives the object's lives in memory.
pub(crate) struct Host {
    pub(crate) tables: MemoryTables,
    pub(crate) alarm: Cell<Option<UnixMillis>>,
    pub(crate) now: Rc<Cell<u64>>,
    /// How many storage operations go well before the object dies in the middle of one.
    pub(crate) fuse: Cell<Option<u32>>,
    /// Which storage operation of a turn fails, without the object's death.
    pub(crate) stumble: Cell<Option<u32>>,
    /// How many there were in the turn.
    pub(crate) operations: Cell<u32>,
    /// Which of them wrote.
    pub(crate) writes: RefCell<Vec<u32>>,
    /// The alarm as the turn before left it.
    stored_alarm: Cell<Option<UnixMillis>>,
    bits: Cell<u64>,
    /// Whether the object has ended its life in this turn; none outside of turns.
    doomed: Cell<Option<bool>>,
    /// Whether it had a turn since it was empty.
    touched: Cell<bool>,
}

impl Host {
    pub(crate) fn new(now: &Rc<Cell<u64>>) -> Rc<Self> {
        Rc::new(Self {
            tables: MemoryTables::new(),
            alarm: Cell::new(None),
            now: Rc::clone(now),
            fuse: Cell::new(None),
            stumble: Cell::new(None),
            operations: Cell::new(0),
            writes: RefCell::default(),
            stored_alarm: Cell::new(None),
            bits: Cell::new(1),
            doomed: Cell::new(None),
            touched: Cell::new(false),
        })
    }

    /// As a new one of an object whose tables are there, and empty.
    pub(crate) fn empty(&self, tables: &[&'static str]) {
        self.alarm.set(None);
        self.bits.set(1);
        if self.touched.replace(false) {
            for delete in tables {
                self.tables.rows(delete, Vec::new()).expect("the table is there");
            }
        }
    }

    /// Begins a turn: its rows and its alarm are stored together, or neither.
    pub(crate) fn begin_turn(&self) {
        self.touched.set(true);
        self.doomed.set(Some(false));
        self.operations.set(0);
        self.writes.borrow_mut().clear();
        self.stored_alarm.set(self.alarm.get());
        self.tables.begin_turn();
    }

    /// Whether the object has ended its life in this turn, rather than take statements back.
    pub(crate) fn is_doomed(&self) -> bool {
        self.doomed.get() == Some(true)
    }

    /// Ends the turn; what was to fail in it does not fail in the next.
    pub(crate) fn commit_turn(&self) {
        self.settle_down();
        self.tables.commit_turn();
    }

    /// Ends the turn as a death does.
    pub(crate) fn abandon_turn(&self) {
        self.settle_down();
        self.tables.abandon_turn();
        self.alarm.set(self.stored_alarm.get());
    }

    fn settle_down(&self) {
        self.fuse.set(None);
        self.stumble.set(None);
        self.doomed.set(None);
        // Takes the failure that nothing has met.
        let _ = self.tables.atomically(|| Ok(()));
    }

    /// Counts an operation; beyond the fuse the object is dead, and nothing that it does has an effect.
    fn burn(&self) -> Result<(), Failure> {
        let place = self.operations.replace(self.operations.get() + 1);
        match self.fuse.get() {
            None if self.stumble.get() == Some(place) => Err(Failure::new(ErrorCode::ObjectFailed, "told to fail")),
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
        if !sql.starts_with("SELECT") {
            self.writes.borrow_mut().push(self.operations.get());
        }
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
        // In a life that goes on, it never fails.
        let dead = self.fuse.get() == Some(0);
        let _ = self.burn();
        if !dead {
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
    fn or_not_at_all<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        // Within a turn as an object does; without one there is nothing that would take the statements back.
        if self.doomed.get().is_none() {
            return self.atomically(work);
        }
        work().inspect_err(|_| self.doomed.set(Some(true)))
    }

    fn sleep(&self, _duration: Duration) -> LocalBoxFuture<'static, ()> {
        Box::pin(future::ready(()))
    }

    fn spawn(&self, _task: LocalBoxFuture<'static, ()>) {
        unreachable!("the library has no tasks of its own");
    }

    fn stored(&self) -> LocalBoxFuture<'static, Result<(), Failure>> {
        Box::pin(future::ready(Ok(())))
    }

    fn random_bits(&self) -> u64 {
        self.bits.set(self.bits.get() + 1);
        self.bits.get()
    }
}
