//! Faults that the model found, each in as few events as show it.

use shared::durable::Design;

use super::{object::*, traces::*};

/// A source that may have several messages under way to its account.
fn crowded() -> World {
    let world = world();
    world.source.outbox.set(Design { credits: 4, attempts: 3, ..Design::default() });
    world
}

#[test]
fn a_reply_to_an_earlier_life_is_nobodys() {
    let mut world = world();
    world.debit(1);
    let old = world.take();
    world.next_life();
    let ticket = world.debit(2);
    let new = world.take();
    assert_eq!(new.delivery.calls.len(), 2);
    let outcome = world.deliver(&old);
    world.settle(&old, outcome);
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None, "the new message is still under way");
    let outcome = world.deliver(&new);
    world.settle(&new, outcome);
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(2)), vec![1, 2]));
}

#[test]
fn calls_on_either_side_of_one_that_is_answered_do_not_travel_as_neighbours() {
    let world = crowded();
    let (first, lost_reply) = (world.debit(1), world.take());
    let (_, second) = (world.debit(2), world.take());
    world.deliver(&lost_reply).expect("it is taken");
    world.settle(&lost_reply, lost());
    let outcome = world.deliver(&second);
    world.settle(&second, outcome);
    let third = world.debit(3);
    world.run();
    assert_eq!([first, third].map(said), [Some(Ok(1)), Some(Ok(3))]);
    assert_eq!(ledger(&world.far, "s"), [1, 2, 3]);
}
