//! Faults that the model found, each in as few events as show it.

use super::{object::*, traces::*};

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
