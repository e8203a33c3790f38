//! A source and an account with everything that passes between them.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures::FutureExt;
use shared::{
    call::durable::Debit,
    durable::{Delivered, Design},
    error::{ErrorCode, Failure},
};

use super::{host::*, object::*};
use crate::{
    outbox::Parcel,
    ticket::{Ticket, Waited},
};

/// A source and an account, and the clock that both have.
pub(super) struct World {
    pub(super) now: Rc<Cell<u64>>,
    pub(super) near: Rc<Host>,
    pub(super) far: Rc<Host>,
    pub(super) source: Source,
    pub(super) account: Account,
}

pub(super) fn world() -> World {
    let now = Rc::new(Cell::new(1_000_000));
    let (near, far) = (Host::new(&now), Host::new(&now));
    let design = Design { attempts: 3, ..Design::default() };
    let (source, account) = (Source::on(&near, "s", design), Account::on(&far));
    World { now, near, far, source, account }
}

impl World {
    pub(super) fn debit(&self, operation: u64) -> Ticket<Debit, Host> {
        self.source
            .outbox
            .transaction(|calls| calls.call::<Debit>("a").input(&debit(operation)).enqueue())
            .expect("it is stored")
    }

    pub(super) fn take(&self) -> Parcel {
        self.source.outbox.take().expect("the tables are there").expect("there is something to send")
    }

    pub(super) fn deliver(&self, parcel: &Parcel) -> Result<Delivered, Failure> {
        self.account.receive(&parcel.delivery)
    }

    pub(super) fn settle(&self, parcel: &Parcel, outcome: Result<Delivered, Failure>) {
        self.source.settle(&self.near, parcel, outcome).expect("the tables are there");
    }

    /// Sends until nothing is left to send, however long that has to wait.
    pub(super) fn run(&self) {
        for _ in 0..200 {
            while let Some(parcel) = self.source.outbox.take().expect("the tables are there") {
                let outcome = self.deliver(&parcel);
                self.settle(&parcel, outcome);
            }
            match self.source.outbox.wakes_at() {
                Some(at) => self.now.set(self.now.get().max(at.0)),
                None => return,
            }
        }
        panic!("it never ends");
    }

    pub(super) fn next_life(&mut self) {
        self.source = Source::on(&self.near, "s", Design { attempts: 3, ..Design::default() });
    }
}

/// What a ticket says without any patience; none where it has nothing to say.
pub(super) fn said(ticket: Ticket<Debit, Host>) -> Option<Result<u64, ErrorCode>> {
    match ticket.wait(Duration::ZERO).now_or_never()? {
        Waited::Done(output) => Some(Ok(output.operation)),
        Waited::Taken => Some(Ok(0)),
        Waited::Pending(_) => None,
        Waited::Dead(failure) => Some(Err(failure.code)),
    }
}

pub(super) fn lost() -> Result<Delivered, Failure> {
    Err(Failure::new(ErrorCode::TargetFailed, "no reply"))
}
