//! What a call can ask for beside its content: how often, in which order, until when, under which name; and that it be not made.

use std::time::Duration;

use shared::{
    call::durable::Debit,
    durable::{Cancellation, Design},
    error::ErrorCode,
    ids::IdempotencyKey,
};

use super::{object::*, world::*};
use crate::{
    outbox::{Mode, Order},
    resume::NoContinuations,
};

/// Cancels the call of that name; says how many were cancelled, are under way, are answered.
fn cancel(world: &World, first: u64) -> (u64, u64, u64) {
    let cancellation = Cancellation { target: "a".to_owned(), first, calls: 1 };
    let report = world.source.outbox.cancel(&cancellation, &mut NoContinuations).expect("the tables are there");
    (report.cancelled, report.under_way, report.answered)
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
    let first = world.debit(1);
    let parcel = world.take();
    let second = world.debit(2);
    assert_eq!((cancel(&world, 1), cancel(&world, 2)), ((0, 1, 0), (1, 0, 0)));
    assert_eq!(said(second), Some(Err(ErrorCode::CallCancelled)));
    let outcome = world.deliver(&parcel);
    world.settle(&parcel, outcome);
    assert_eq!(said(first), Some(Ok(1)), "its effect was made already, and it says so");
    world.run();
    assert_eq!((cancel(&world, 1), ledger(&world.far, "s")), ((0, 0, 1), vec![1]));
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

/// A call that its target has put off, and one behind it that was made.
fn put_off() -> (World, crate::ticket::Ticket<Debit, super::host::Host>) {
    let world = world();
    let ticket =
        world.source.outbox.transaction(|calls| calls.call::<Debit>("a").input(&debit(1)).order(Order::Any).enqueue());
    world.debit(2);
    world.account.mood.borrow_mut().push(Mood::PutsOff);
    world.run();
    (world, ticket.expect("it is stored"))
}

#[test]
fn a_call_that_waits_to_be_made_again_can_be_cancelled() {
    let (world, ticket) = put_off();
    assert_eq!(cancel(&world, 1), (1, 0, 0));
    assert_eq!(said(ticket), Some(Err(ErrorCode::CallCancelled)));
    world.now.set(world.now.get() + 1_000);
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    world.run();
    assert_eq!((cancel(&world, 2), ledger(&world.far, "s")), ((0, 0, 1), vec![2]));
}

#[test]
fn a_call_that_is_made_again_is_cancelled_by_its_first_number() {
    let (world, ticket) = put_off();
    world.now.set(world.now.get() + 1_000);
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    assert_eq!(cancel(&world, 3), (0, 0, 0), "nobody knows it by this number");
    assert_eq!(cancel(&world, 1), (1, 0, 0));
    assert_eq!(said(ticket), Some(Err(ErrorCode::CallCancelled)));
    world.run();
    assert_eq!(ledger(&world.far, "s"), [2]);
}

#[test]
fn an_outbox_that_is_set_otherwise_gives_up_sooner() {
    let world = world();
    world.source.outbox.set(Design { attempts: 1, ..Design::default() });
    let ticket = world.debit(1);
    let parcel = world.take();
    world.settle(&parcel, lost());
    assert_eq!(said(ticket), Some(Err(ErrorCode::CallGivenUp)));
}
