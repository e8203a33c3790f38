//! One call at a time, and what each fault does to it.

use std::time::Duration;

use futures::executor::block_on;
use shared::{
    call::durable::Debit,
    durable::{Delivered, Design},
    error::{ErrorCode, Failure},
};

use super::{host::*, object::*, world::*};
use crate::{outbox::Parcel, ticket::Waited};

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
