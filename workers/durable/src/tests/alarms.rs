//! Faults of the alarm that the model found, each in as few events as show it.

use shared::{
    call::durable::Debit,
    durable::{Design, Watchdog},
};

use super::{host::*, object::*, world::*};
use crate::{
    outbox::{Calls, Order},
    ticket::Ticket,
};

/// A source whose one call was put off, and the wait for it.
fn put_off() -> (World, Ticket<Debit, Host>) {
    let world = world();
    let any = |calls: &mut Calls<'_, Host>| calls.call::<Debit>("a").input(&debit(1)).order(Order::Any).enqueue();
    let ticket = world.source.outbox.transaction(any).expect("it is stored");
    world.account.mood.borrow_mut().push(Mood::PutsOff);
    world.run();
    world.now.set(world.now.get() + 1_000);
    (world, ticket)
}

#[test]
fn an_alarm_that_fails_anywhere_rings_again_and_not_at_once() {
    let mut failed = 0;
    for operation in 0..20 {
        let (mut world, _) = put_off();
        world.next_life();
        world.near.operations.set(0);
        world.near.stumble.set(Some(operation));
        world.near.alarm.set(None);
        failed += u32::from(world.source.outbox.ring(&mut Notes { host: &world.near }).is_err());
        world.near.stumble.set(None);
        let next = world.near.alarm.get().expect("it is set");
        assert!(next.0 > world.now.get(), "{operation}");
        world.now.set(next.0);
        world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
        world.run();
        assert_eq!(ledger(&world.far, "s"), [1]);
    }
    assert!(failed > 5, "it reads and writes more than that");
}

#[test]
fn whoever_waits_for_a_call_that_was_put_off_is_told_after_a_ring_that_failed() {
    let (world, ticket) = put_off();
    world.near.tables.fail_next_write();
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect_err("it was told to fail");
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(1)), vec![1]));
}

#[test]
fn calls_that_are_stored_have_their_alarm_although_timers_cannot_be_read() {
    for (first, second) in (0..10).flat_map(|first| (0..10).map(move |second| (first, second))) {
        let mut world = world();
        world.debit(1);
        world.run();
        world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
        world.next_life();
        world.near.alarm.set(None);
        for (operation, fails) in [(2, first), (3, second)] {
            world.near.operations.set(0);
            world.near.stumble.set(Some(fails));
            let _ = world.source.debit_then("a", operation);
        }
        world.near.stumble.set(None);
        let stored = world.source.outbox.report().expect("the tables are there").rows > 0;
        assert!(!stored || world.near.alarm.get().is_some(), "{first} and {second}");
    }
}

#[test]
fn an_outbox_that_begins_without_its_watchdog_has_none() {
    let world = world();
    let design = Design { watchdog: Watchdog::Off, ..Design::default() };
    let source = Source::on(&world.near, "s", design);
    source.debit_then("a", 1).expect("it is stored");
    assert_eq!(world.near.alarm.get(), None);
}

#[test]
fn a_call_that_only_sets_a_timer_has_the_alarm_ring_for_it() {
    let world = world();
    world.debit(1);
    world.account.mood.borrow_mut().push(Mood::SetsTimer);
    world.run();
    assert_eq!(world.far.alarm.get().map(|at| at.0), Some(world.now.get() + 50));
}
