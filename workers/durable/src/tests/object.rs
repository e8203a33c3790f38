//! Doubles of objects: tables in memory, an alarm and a clock that are moved by hand, and accounts that are debited.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use futures::future::{self, LocalBoxFuture};
use shared::{
    call::{self, Call},
    durable::{Debit, Debited, Delivered, Delivery, Design, Effect, debited},
    error::{ErrorCode, Failure},
    tables::{Tables, memory::MemoryTables},
    timing::{Clock, UnixMillis},
    value::Value,
};

use crate::{
    inbox::Inbox,
    outbox::{Calls, Outbox, Parcel},
    platform::{Alarm, Platform},
    receive::{Handled, Receive, Received},
    resume::{Continuation, Resume, Resumed},
    timers::Timers,
};

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

/// One life of an object that calls.
pub(super) struct Source {
    pub(super) outbox: Outbox<Host>,
}

impl Source {
    pub(super) fn on(host: &Rc<Host>, name: &str, design: Design) -> Self {
        let timers = Rc::new(Timers::new(Rc::clone(host)));
        Self { outbox: Outbox::new(Rc::clone(host), timers, name.to_owned(), design) }
    }

    /// Calls for a debit, which is told to a continuation.
    pub(super) fn debit_then(&self, target: &str, operation: u64) -> Result<(), Failure> {
        self.outbox.transaction(|calls| {
            calls
                .call::<call::durable::Debit>(target)
                .input(&debit(operation))
                .then::<Noted>(&operation)
                .enqueue()
                .map(drop)
        })
    }

    pub(super) fn settle(
        &self,
        host: &Host,
        parcel: &Parcel,
        outcome: Result<Delivered, Failure>,
    ) -> Result<(), Failure> {
        self.outbox.settle(parcel.id, outcome, &mut Notes { host })
    }
}

/// What a debit asks.
pub(super) fn debit(operation: u64) -> (Debit, Effect) {
    (Debit { operation, amount: 1 }, Effect::Row)
}

/// Notes the answer to a debit in a row.
pub(super) enum Noted {}
impl Continuation for Noted {
    type Call = call::durable::Debit;
    type Context = u64;
    const NAME: &'static str = "noted";
}

/// The continuations of a source.
pub(super) struct Notes<'a> {
    pub(super) host: &'a Host,
}

impl Resume<Host> for Notes<'_> {
    fn resume(&mut self, resumed: Resumed<'_>, _calls: &mut Calls<'_, Host>) -> Result<(), Failure> {
        resumed
            .on::<Noted>(|operation, outcome| {
                self.host.rows("CREATE TABLE IF NOT EXISTS note (operation INTEGER, code TEXT)", vec![])?;
                let code = match outcome {
                    Ok(output) if output == debited(debit(operation).0) => "done".to_owned(),
                    Ok(_) => "wrong".to_owned(),
                    Err(failure) => format!("{:?}", failure.code),
                };
                let row = vec![Value::Integer(operation.try_into().expect("it is small")), Value::Text(code)];
                self.host.rows("INSERT INTO note VALUES (?, ?)", row).map(drop)
            })?
            .end()
    }
}

/// What was noted, in order.
pub(super) fn notes(host: &Host) -> Vec<(i64, String)> {
    let rows = host.tables.rows("SELECT operation, code FROM note ORDER BY rowid", vec![]).unwrap_or_default();
    rows.into_iter()
        .map(|row| match &row[..] {
            [Value::Integer(operation), Value::Text(code)] => (*operation, code.clone()),
            other => panic!("not a note: {other:?}"),
        })
        .collect()
}

/// One life of an object that is called.
pub(super) struct Account {
    pub(super) host: Rc<Host>,
    pub(super) inbox: Inbox<Host>,
    pub(super) outbox: Outbox<Host>,
    /// What is done to the next calls, before they are made.
    pub(super) mood: RefCell<Vec<Mood>>,
}

/// How an account takes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Refuses,
    PutsOff,
}

impl Account {
    pub(super) fn on(host: &Rc<Host>) -> Self {
        let timers = Rc::new(Timers::new(Rc::clone(host)));
        let outbox = Outbox::new(Rc::clone(host), timers, "a".to_owned(), Design::default());
        Self { host: Rc::clone(host), inbox: Inbox::new(Rc::clone(host)), outbox, mood: RefCell::default() }
    }

    pub(super) fn receive(&self, delivery: &Delivery) -> Result<Delivered, Failure> {
        self.inbox.receive(delivery, &self.outbox, &mut Ledger { account: self })
    }
}

struct Ledger<'a> {
    account: &'a Account,
}

impl Receive<Host> for Ledger<'_> {
    fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, Host>) -> Result<Handled, Failure> {
        match self.account.mood.borrow_mut().pop() {
            Some(Mood::Refuses) => {
                return Ok(Handled::Refused(Failure::new(ErrorCode::ConstraintViolated, "no money")));
            }
            Some(Mood::PutsOff) => return Ok(Handled::Later(50)),
            None => {}
        }
        let host = &self.account.host;
        host.rows("CREATE TABLE IF NOT EXISTS ledger (caller TEXT, operation INTEGER)", vec![])?;
        let caller = call.caller;
        Ok(call
            .arrival()
            .on::<call::durable::Debit>(|(debit, _)| {
                let row = vec![
                    Value::Text(caller.to_owned()),
                    Value::Integer(debit.operation.try_into().expect("it is small")),
                ];
                host.rows("INSERT INTO ledger VALUES (?, ?)", row)?;
                Ok(debited(debit))
            })
            .handled())
    }
}

/// The operations that an account has seen of a caller, in order.
pub(super) fn ledger(host: &Host, caller: &str) -> Vec<i64> {
    let sql = "SELECT operation FROM ledger WHERE caller = ? ORDER BY rowid";
    let rows = host.tables.rows(sql, vec![Value::Text(caller.to_owned())]).unwrap_or_default();
    rows.into_iter()
        .map(|row| match &row[..] {
            [Value::Integer(operation)] => *operation,
            other => panic!("not an operation: {other:?}"),
        })
        .collect()
}

/// The right answer.
pub(super) fn right(operation: u64) -> Debited {
    debited(debit(operation).0)
}

/// The method of a debit, as it travels.
pub(super) const DEBIT: &str = <call::durable::Debit as Call>::METHOD;
