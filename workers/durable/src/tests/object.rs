//! Doubles of objects: sources that note what they are answered, and accounts that are debited.

use std::{cell::RefCell, rc::Rc};

use shared::{
    call::{self, Call},
    durable::{Debit, Debited, Delivered, Delivery, Design, Effect, debited},
    error::{ErrorCode, Failure},
    tables::Tables,
    timing::UnixMillis,
    value::Value,
};

use super::host::Host;
use crate::{
    inbox::Inbox,
    outbox::{Calls, Outbox, Parcel},
    receive::{Handled, Receive, Received},
    resume::{Continuation, Resume, Resumed},
    timers::Timers,
};

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
    pub(super) timers: Rc<Timers<Host>>,
    /// What is done to the next calls, before they are made.
    pub(super) mood: RefCell<Vec<Mood>>,
}

/// How an account takes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Refuses,
    PutsOff,
    /// Its storage fails when half of the effect is there.
    Stumbles,
    /// All that it does is to set itself a timer.
    SetsTimer,
}

impl Account {
    pub(super) fn on(host: &Rc<Host>) -> Self {
        let timers = Rc::new(Timers::new(Rc::clone(host)));
        let outbox = Outbox::new(Rc::clone(host), Rc::clone(&timers), "a".to_owned(), Design::default());
        Self { host: Rc::clone(host), inbox: Inbox::new(Rc::clone(host)), outbox, timers, mood: RefCell::default() }
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
        let mood = self.account.mood.borrow_mut().pop();
        match mood {
            Some(Mood::Refuses) => {
                return Ok(Handled::Refused(Failure::new(ErrorCode::ConstraintViolated, "no money")));
            }
            Some(Mood::PutsOff) => return Ok(Handled::Later(50)),
            Some(Mood::Stumbles | Mood::SetsTimer) | None => {}
        }
        let host = &self.account.host;
        host.rows("CREATE TABLE IF NOT EXISTS ledger (caller TEXT, operation INTEGER)", vec![])?;
        let caller = call.caller;
        call.arrival()
            .on::<call::durable::Debit>(|(debit, _)| {
                let row = vec![
                    Value::Text(caller.to_owned()),
                    Value::Integer(debit.operation.try_into().expect("it is small")),
                ];
                if mood == Some(Mood::SetsTimer) {
                    let due = UnixMillis(host.now.get() + 50);
                    return self.account.timers.add("account", due, Vec::new()).map(|_| debited(debit));
                }
                host.rows("INSERT INTO ledger VALUES (?, ?)", row)?;
                if mood == Some(Mood::Stumbles) {
                    return Err(Failure::new(ErrorCode::ObjectFailed, "told to fail"));
                }
                Ok(debited(debit))
            })
            .handled()
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
