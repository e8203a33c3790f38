//! Calls that come out of another object's outbox: each effect once, those of a delivery in one row of the ledger.

use std::cell::RefCell;

use durable::{
    outbox::{Calls, Mode},
    receive::{Handled, Receive, Received},
};
use durable_object::ObjectPlatform;
use shared::{
    call::durable::{Debit, DebitAndTell, Told},
    durable::{self as contract, debited},
    error::{ErrorCode, Failure},
    tables::Tables,
};

use crate::{fate, ledger::Ledger};

/// What the calls of one delivery do.
pub(crate) struct Debits<'a, T> {
    ledger: &'a Ledger<T>,
    source: &'a str,
    /// Its own name, after which things go wrong.
    name: &'a str,
    /// What is to stand in the row.
    row: Vec<contract::Debit>,
}

impl<'a, T: Tables> Debits<'a, T> {
    /// Of a delivery of that source.
    pub(crate) fn of(ledger: &'a Ledger<T>, source: &'a str, name: &'a str) -> Self {
        Self { ledger, source, name, row: Vec::new() }
    }
}

impl<T: Tables> Receive<ObjectPlatform> for Debits<'_, T> {
    fn receive(&mut self, call: Received<'_>, calls: &mut Calls<'_, ObjectPlatform>) -> Result<Handled, Failure> {
        let Self { name, row, .. } = self;
        let row = RefCell::new(row);
        let debit = |debit: contract::Debit| {
            #[cfg(feature = "fault-injection")]
            assert!(*name != "panics.0", "the target was told to panic");
            if fate::is_poisonous(name, debit.operation) {
                return Err(Failure::new(ErrorCode::ObjectFailed, "the target was told to fail at this operation"));
            }
            row.borrow_mut().push(debit);
            Ok(debited(debit))
        };
        call.arrival()
            // Whatever effect is asked for, that of a durable call is a row.
            .on::<Debit>(|(asked, _)| debit(asked))
            .on::<DebitAndTell>(|(asked, whom)| {
                let debited = debit(asked)?;
                calls.call::<Told>(&whom).input(&debited).mode(Mode::FireAndForget).enqueue().map(drop)
            })
            .handled()
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let debits = std::mem::take(&mut self.row);
        if debits.is_empty() { Ok(()) } else { self.ledger.write(self.source, &debits) }
    }
}
