//! One call at a time, and what each fault does to it.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures::{FutureExt, executor::block_on};
use shared::{
    call::durable::Debit,
    durable::{Cancellation, Delivered, Design},
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
};

use super::{host::*, object::*};
use crate::{
    outbox::{Mode, Order, Parcel},
    resume::NoContinuations,
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

#[test]
fn a_call_has_its_effect_and_its_answer() {
    let world = world();
    let ticket = world.debit(7);
    world.run();
    match block_on(ticket.wait(Duration::ZERO)) {
        Waited::Done(output) => assert_eq!(output, right(7)),
        Waited::Taken | Waited::Pending(_) | Waited::Dead(_) => panic!("it was not answered"),
    }
    assert_eq!(ledger(&world.far, "s"), [7]);
}

#[test]
fn all_calls_of_a_transaction_are_one_row_and_one_message() {
    let world = world();
    let stored = world.source.outbox.transaction(|calls| {
        (1..=500).try_for_each(|operation| calls.call::<Debit>("a").input(&debit(operation)).enqueue().map(drop))
    });
    stored.expect("they are stored");
    assert_eq!(world.source.outbox.counts().rows_written, 1);
    let parcel = world.take();
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None);
    let outcome = world.deliver(&parcel);
    assert!(matches!(&outcome, Ok(Delivered::Taken { count: 500, stop: None, .. })));
    world.settle(&parcel, outcome);
    assert_eq!(ledger(&world.far, "s"), (1..=500).collect::<Vec<_>>());
}

#[test]
fn transactions_of_a_turn_travel_together() {
    let world = world();
    for operation in 1..=3 {
        world.debit(operation);
    }
    assert_eq!(world.take().delivery.calls.len(), 3);
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None);
}

#[test]
fn a_transaction_that_fails_calls_nobody() {
    let world = world();
    let failed: Result<(), Failure> = world.source.outbox.transaction(|calls| {
        calls.call::<Debit>("a").input(&debit(1)).enqueue()?;
        Err(Failure::new(ErrorCode::ConstraintViolated, "changed its mind"))
    });
    assert!(failed.is_err());
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None);
    let ticket = world.debit(2);
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(2)), vec![2]));
}

#[test]
fn a_lost_reply_is_asked_for_again_and_the_effect_is_not() {
    let world = world();
    let ticket = world.debit(1);
    let parcel = world.take();
    world.deliver(&parcel).expect("it is taken");
    world.settle(&parcel, lost());
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None, "it waits first");
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(1)), vec![1]));
    assert_eq!(world.source.outbox.counts().redelivered, 1);
}

#[test]
fn a_message_that_arrives_twice_has_one_effect() {
    let world = world();
    let ticket = world.debit(1);
    let parcel = world.take();
    let first = world.deliver(&parcel);
    assert_eq!(world.deliver(&parcel), first);
    world.settle(&parcel, first.clone());
    world.settle(&parcel, first);
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(1)), vec![1]));
}

#[test]
fn the_next_life_delivers_what_this_one_left() {
    let mut world = world();
    world.debit(1);
    world.source.debit_then("a", 2).expect("it is stored");
    let parcel = world.take();
    world.deliver(&parcel).expect("it is taken");
    world.next_life();
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    world.run();
    assert_eq!(ledger(&world.far, "s"), [1, 2]);
    assert_eq!(notes(&world.near), [(2, "done".to_owned())]);
}

#[test]
fn a_continuation_runs_once_however_often_its_answer_comes() {
    let mut world = world();
    world.source.debit_then("a", 1).expect("it is stored");
    world.run();
    for _ in 0..3 {
        world.next_life();
        world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
        world.run();
    }
    assert_eq!((notes(&world.near), ledger(&world.far, "s")), (vec![(1, "done".to_owned())], vec![1]));
}

#[test]
fn numbers_go_on_when_every_row_is_gone() {
    let mut world = world();
    world.debit(1);
    world.run();
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    assert_eq!(world.source.outbox.report().expect("the tables are there").rows, 0);
    world.next_life();
    let ticket = world.debit(2);
    assert_eq!(ticket.named().number, 2);
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(2)), vec![1, 2]));
}

#[test]
fn a_caller_that_lost_its_rows_begins_anew_and_its_past_is_fenced() {
    let world = world();
    let old = {
        world.debit(1);
        world.take()
    };
    world.now.set(world.now.get() + 1);
    let empty = Host::new(&world.now);
    let anew = Source::on(&empty, "s", Design::default());
    anew.outbox.transaction(|calls| calls.call::<Debit>("a").input(&debit(2)).enqueue()).expect("it is stored");
    let parcel = anew.outbox.take().expect("the tables are there").expect("there is something to send");
    assert!(matches!(world.deliver(&parcel), Ok(Delivered::Taken { count: 1, .. })));
    let outcome = world.deliver(&old);
    assert!(matches!(outcome, Ok(Delivered::Fenced { .. })));
    world.settle(&old, outcome);
    assert_eq!(world.source.outbox.dead().expect("the tables are there").len(), 1);
    assert_eq!(ledger(&world.far, "s"), [2]);
}

#[test]
fn a_target_that_lost_its_rows_goes_on_with_the_next_call() {
    let mut world = world();
    world.debit(1);
    world.run();
    world.far = Host::new(&world.now);
    world.account = Account::on(&world.far);
    world.debit(2);
    world.run();
    assert_eq!(ledger(&world.far, "s"), [2]);
}

#[test]
fn a_refused_call_is_dead_for_its_caller_and_those_behind_it_are_made() {
    let world = world();
    let tickets = [world.debit(1), world.debit(2)];
    world.account.mood.borrow_mut().push(Mood::Refuses);
    world.run();
    assert_eq!(tickets.map(said), [Some(Err(ErrorCode::ConstraintViolated)), Some(Ok(2))]);
}

#[test]
fn a_poisonous_call_becomes_a_dead_letter_and_the_others_go_on() {
    let world = world();
    let tickets = [world.debit(1), world.debit(2), world.debit(3)];
    for _ in 0..40 {
        while let Some(parcel) = world.source.outbox.take().expect("the tables are there") {
            // The second operation kills whoever makes it.
            let poison = parcel.delivery.first <= 2
                && parcel.delivery.first + calls(&parcel) > 2
                && !matches!(nth(&parcel, 2), shared::durable::Call::Void);
            let outcome = if poison { lost() } else { world.deliver(&parcel) };
            world.settle(&parcel, outcome);
        }
        if let Some(at) = world.source.outbox.wakes_at() {
            world.now.set(world.now.get().max(at.0));
        }
    }
    assert_eq!(tickets.map(said), [Some(Ok(1)), Some(Err(ErrorCode::CallGivenUp)), Some(Ok(3))]);
    assert_eq!(ledger(&world.far, "s"), [1, 3]);
    let dead = world.source.outbox.dead().expect("the tables are there");
    assert_eq!((dead.len(), dead[0].method.as_str(), dead[0].attempts), (1, DEBIT, 3));
    world.source.outbox.redrive(dead[0].id).expect("it is certain that it has no effect");
    world.run();
    assert_eq!(ledger(&world.far, "s"), [1, 3, 2]);
}

#[test]
fn a_dead_letter_whose_effect_shows_up_is_not_dead() {
    let world = world();
    let ticket = world.debit(1);
    for _ in 0..3 {
        let parcel = world.take();
        world.deliver(&parcel).expect("it is taken");
        world.settle(&parcel, lost());
        world.now.set(world.source.outbox.wakes_at().expect("it is sent again").0);
    }
    assert_eq!(said(ticket), Some(Err(ErrorCode::CallGivenUp)));
    let dead = world.source.outbox.dead().expect("the tables are there");
    let refused = world.source.outbox.redrive(dead[0].id).expect_err("nothing tells yet");
    assert_eq!(refused.code, ErrorCode::CallGivenUp);
    world.run();
    assert_eq!(world.source.outbox.dead().expect("the tables are there"), []);
    assert_eq!(ledger(&world.far, "s"), [1]);
}

#[test]
fn at_most_once_is_sent_once_and_tells_the_truth() {
    for arrives in [true, false] {
        let world = world();
        let ticket = world
            .source
            .outbox
            .transaction(|calls| calls.call::<Debit>("a").input(&debit(1)).mode(Mode::AtMostOnce).enqueue());
        let parcel = world.take();
        if arrives {
            world.deliver(&parcel).expect("it is taken");
        }
        world.settle(&parcel, lost());
        world.run();
        let (told, effects) = if arrives { (Ok(1), vec![1]) } else { (Err(ErrorCode::CallGivenUp), vec![]) };
        assert_eq!((said(ticket.expect("it is stored")), ledger(&world.far, "s")), (Some(told), effects));
    }
}

#[test]
fn a_call_whose_answer_is_not_wanted_has_its_effect_and_keeps_nothing() {
    let world = world();
    let ticket = world
        .source
        .outbox
        .transaction(|calls| calls.call::<Debit>("a").input(&debit(1)).mode(Mode::FireAndForget).enqueue());
    world.run();
    assert_eq!((said(ticket.expect("it is stored")), ledger(&world.far, "s")), (Some(Ok(0)), vec![1]));
}

#[test]
fn a_call_that_is_put_off_holds_those_behind_it_where_order_is_kept() {
    let world = world();
    let tickets = [world.debit(1), world.debit(2)];
    world.account.mood.borrow_mut().push(Mood::PutsOff);
    world.run();
    assert_eq!((tickets.map(said), ledger(&world.far, "s")), ([Some(Ok(1)), Some(Ok(2))], vec![1, 2]));
}

#[test]
fn a_call_that_is_put_off_lets_others_pass_where_order_is_not_kept() {
    let world = world();
    let ticket =
        world.source.outbox.transaction(|calls| calls.call::<Debit>("a").input(&debit(1)).order(Order::Any).enqueue());
    world.debit(2);
    world.account.mood.borrow_mut().push(Mood::PutsOff);
    world.run();
    assert_eq!(ledger(&world.far, "s"), [2]);
    world.now.set(world.now.get() + 1_000);
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    world.run();
    assert_eq!((said(ticket.expect("it is stored")), ledger(&world.far, "s")), (Some(Ok(1)), vec![2, 1]));
}

#[test]
fn a_call_that_comes_too_late_has_no_effect() {
    let world = world();
    let ticket = world
        .source
        .outbox
        .transaction(|calls| calls.call::<Debit>("a").input(&debit(1)).deadline(Duration::from_millis(5)).enqueue());
    let parcel = world.take();
    world.settle(&parcel, lost());
    world.now.set(world.now.get() + 100);
    world.run();
    assert_eq!(
        (said(ticket.expect("it is stored")), ledger(&world.far, "s")),
        (Some(Err(ErrorCode::CallExpired)), vec![])
    );
}

#[test]
fn a_key_gets_the_answer_of_its_first_call() {
    let world = world();
    let key = IdempotencyKey::parse("order-1").expect("it is a key");
    let call = |operation| {
        world.source.outbox.transaction(|calls| calls.call::<Debit>("a").input(&debit(operation)).key(&key).enqueue())
    };
    let tickets = [call(1), call(1), call(2)].map(|ticket| ticket.expect("it is stored"));
    world.run();
    assert_eq!(tickets.map(said), [Some(Ok(1)), Some(Ok(1)), Some(Err(ErrorCode::IdempotencyKeyReused))]);
    assert_eq!(ledger(&world.far, "s"), [1]);
}

#[test]
fn cancelling_says_whether_it_came_in_time() {
    let world = world();
    let cancel = |first| {
        let cancellation = Cancellation { target: "a".to_owned(), first, calls: 1 };
        let report = world.source.outbox.cancel(&cancellation, &mut NoContinuations).expect("the tables are there");
        (report.cancelled, report.under_way, report.answered)
    };
    let first = world.debit(1);
    let parcel = world.take();
    let second = world.debit(2);
    assert_eq!((cancel(1), cancel(2)), ((0, 1, 0), (1, 0, 0)));
    assert_eq!(said(second), Some(Err(ErrorCode::CallCancelled)));
    let outcome = world.deliver(&parcel);
    world.settle(&parcel, outcome);
    assert_eq!(said(first), Some(Ok(1)), "its effect was made already, and it says so");
    world.run();
    assert_eq!((cancel(1), ledger(&world.far, "s")), ((0, 0, 1), vec![1]));
}

#[test]
fn a_full_outbox_writes_nothing() {
    let world = world();
    let large = "x".repeat(shared::limits::DURABLE_CALL_BYTES);
    let full = world.source.outbox.transaction(|calls| {
        let input = (debit(1).0, large.clone());
        calls.call::<shared::call::durable::DebitAndTell>("a").input(&input).enqueue()
    });
    assert_eq!(full.err().map(|failure| failure.code), Some(ErrorCode::CallTooLarge));
    let most = shared::limits::DURABLE_PENDING_CALLS;
    let full = world.source.outbox.transaction(|calls| {
        (0..=most).try_for_each(|operation| calls.call::<Debit>("a").input(&debit(operation)).enqueue().map(drop))
    });
    assert_eq!(full.err().map(|failure| failure.code), Some(ErrorCode::Overloaded));
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None);
}

fn calls(parcel: &Parcel) -> u64 {
    let mut count = 0;
    for piece in &parcel.delivery.calls {
        let mut rest = &piece[..];
        while !rest.is_empty() {
            crate::pieces::take::<shared::durable::Call<'_>>(&mut rest).expect("it is a call");
            count += 1;
        }
    }
    count
}

/// The call of that number.
fn nth(parcel: &Parcel, number: u64) -> shared::durable::Call<'_> {
    let mut at = parcel.delivery.first;
    for piece in &parcel.delivery.calls {
        let mut rest = &piece[..];
        while !rest.is_empty() {
            let call = crate::pieces::take(&mut rest).expect("it is a call");
            if at == number {
                return call;
            }
            at += 1;
        }
    }
    panic!("it is not among them")
}
