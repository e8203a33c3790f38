//! Faults of messages that the model found, each in as few events as show it.

use shared::{
    call::durable::Debit,
    durable::{Delivered, Design, Replies},
    limits,
};

use super::{host::*, object::*, world::*};
use crate::outbox::{Calls, Mode, Order};

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

#[test]
fn messages_that_one_death_costs_are_one_failure_and_no_attempt_of_the_first_call() {
    let world = crowded();
    // Each leaves before the next is made.
    let (tickets, volley): (Vec<_>, Vec<_>) = (1..=4).map(|operation| (world.debit(operation), world.take())).unzip();
    for parcel in &volley {
        world.settle(parcel, lost());
    }
    let at = world.source.outbox.wakes_at().expect("it is sent again").0;
    assert!(at - world.now.get() <= u64::from(limits::DURABLE_BACKOFF_MS), "it waits as after one failure");
    assert!(world.source.outbox.dead().expect("the tables are there").is_empty());
    world.now.set(at);
    let first = world.take();
    assert_eq!((first.delivery.first, first.delivery.calls.len()), (1, 1));
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None, "nothing is beside it");
    let outcome = world.deliver(&first);
    world.settle(&first, outcome);
    let others = [world.take(), world.take()];
    assert_eq!(others.each_ref().map(|parcel| parcel.delivery.first), [2, 4], "what got through lets the others go");
    for parcel in &others {
        let outcome = world.deliver(parcel);
        world.settle(parcel, outcome);
    }
    world.run();
    assert_eq!(tickets.into_iter().map(said).collect::<Vec<_>>(), [1, 2, 3, 4].map(|operation| Some(Ok(operation))));
    assert_eq!(ledger(&world.far, "s"), [1, 2, 3, 4]);
}

#[test]
fn what_is_behind_a_hole_waits_for_what_fills_it() {
    let world = crowded();
    let (first, slow) = (world.debit(1), world.take());
    let (second, behind) = (world.debit(2), world.take());
    let outcome = world.deliver(&behind);
    assert_eq!(outcome, Ok(Delivered::Gap { expected: 1 }));
    world.settle(&behind, outcome);
    world.now.set(world.now.get() + 1_000);
    assert_eq!(world.source.outbox.take().expect("the tables are there"), None);
    world.settle(&slow, lost());
    world.run();
    assert_eq!(([first, second].map(said), ledger(&world.far, "s")), ([Some(Ok(1)), Some(Ok(2))], vec![1, 2]));
}

#[test]
fn a_hole_that_was_filled_meanwhile_is_no_loss() {
    let world = crowded();
    let (first, early) = (world.debit(1), world.take());
    let (second, behind) = (world.debit(2), world.take());
    let gap = world.deliver(&behind);
    let outcome = world.deliver(&early);
    world.settle(&early, outcome);
    world.settle(&behind, gap);
    world.now.set(world.now.get() + 1_000);
    let again = world.take();
    assert_eq!(again.delivery.epoch, behind.delivery.epoch, "a new one would have calls made twice");
    let outcome = world.deliver(&again);
    world.settle(&again, outcome);
    assert_eq!(([first, second].map(said), ledger(&world.far, "s")), ([Some(Ok(1)), Some(Ok(2))], vec![1, 2]));
}

#[test]
fn a_target_that_lost_its_rows_goes_on_in_the_middle_of_a_batch() {
    let mut world = world();
    let stored = world.source.outbox.transaction(|calls| {
        [1, 2]
            .into_iter()
            .try_for_each(|operation| calls.call::<Debit>("a").input(&debit(operation)).enqueue().map(drop))
    });
    stored.expect("they are stored");
    world.settle(&world.take(), lost());
    world.now.set(world.now.get() + 1_000);
    let half = world.take();
    let outcome = world.deliver(&half);
    assert!(matches!(&outcome, Ok(Delivered::Taken { count: 1, .. })));
    world.settle(&half, outcome);
    world.far = Host::new(&world.now);
    world.account = Account::on(&world.far);
    world.run();
    assert_eq!(ledger(&world.far, "s"), [2]);
}

#[test]
fn rows_of_an_epoch_that_is_fenced_are_gone_with_it() {
    let mut world = crowded();
    let (_, early) = (world.debit(1), world.take());
    let (_, late) = (world.debit(2), world.take());
    let outcome = world.deliver(&early);
    world.settle(&early, outcome);
    world.now.set(world.now.get() + 1);
    let empty = Host::new(&world.now);
    let anew = Source::on(&empty, "s", Design::default());
    anew.outbox.transaction(|calls| calls.call::<Debit>("a").input(&debit(9)).enqueue()).expect("it is stored");
    let parcel = anew.outbox.take().expect("the tables are there").expect("there is something to send");
    world.deliver(&parcel).expect("it is taken");
    let outcome = world.deliver(&late);
    assert!(matches!(outcome, Ok(Delivered::Fenced { .. })));
    world.settle(&late, outcome);
    world.next_life();
    world.debit(3);
    world.run();
    assert_eq!(ledger(&world.far, "s"), [1, 9, 3]);
}

#[test]
fn at_most_once_is_not_sent_a_second_time_by_a_later_life() {
    for arrives in [true, false] {
        let mut world = world();
        let once = |calls: &mut Calls<'_, Host>| {
            let intent = calls.call::<Debit>("a").input(&debit(1)).mode(Mode::AtMostOnce);
            intent.then::<Noted>(&1).enqueue().map(drop)
        };
        world.source.outbox.transaction(once).expect("it is stored");
        let parcel = world.take();
        if arrives {
            world.deliver(&parcel).expect("it is taken");
        }
        world.next_life();
        world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
        world.run();
        let (code, effects) = if arrives { ("done", vec![1]) } else { ("CallGivenUp", vec![]) };
        assert_eq!((notes(&world.near), ledger(&world.far, "s")), (vec![(1, code.to_owned())], effects));
    }
}

#[test]
fn a_batch_that_is_answered_in_many_parts_gets_through() {
    let world = world();
    let most = u64::try_from(limits::DURABLE_UNACKNOWLEDGED).expect("it is small");
    let calls = most + 50;
    let all = |transaction: &mut Calls<'_, Host>| {
        (1..=calls)
            .try_for_each(|operation| transaction.call::<Debit>("a").input(&debit(operation)).enqueue().map(drop))
    };
    world.source.outbox.transaction(all).expect("they are stored");
    // Each time it takes one of them, and no alarm rings.
    for operation in 1..=i64::try_from(calls).expect("it is small") {
        let mut parcel = world.take();
        let mut rest = &parcel.delivery.calls[0][..];
        crate::pieces::take::<shared::durable::Call<'_>>(&mut rest).expect("it is a call");
        let length = parcel.delivery.calls[0].len() - rest.len();
        parcel.delivery.calls[0].truncate(length);
        let outcome = world.deliver(&parcel);
        assert!(matches!(outcome, Ok(Delivered::Taken { count: 1, .. })), "{operation}: {outcome:?}");
        world.settle(&parcel, outcome);
    }
}

#[test]
fn a_target_that_keeps_all_it_can_answers_what_it_has_made() {
    let world = world();
    let most = u64::try_from(limits::DURABLE_UNACKNOWLEDGED).expect("it is small");
    for operation in 1..=most + 1 {
        world.debit(operation);
    }
    let mut parcel = world.take();
    let calls = std::mem::take(&mut parcel.delivery.calls);
    for (piece, first) in calls.iter().take(usize::try_from(most).expect("it is small")).zip(1..) {
        (parcel.delivery.first, parcel.delivery.calls) = (first, vec![piece.clone()]);
        assert!(matches!(world.deliver(&parcel), Ok(Delivered::Taken { count: 1, .. })));
    }
    (parcel.delivery.first, parcel.delivery.calls) = (most + 1, calls[calls.len() - 1..].to_vec());
    assert!(matches!(world.deliver(&parcel), Ok(Delivered::Overloaded { .. })));
    (parcel.delivery.first, parcel.delivery.calls) = (1, calls);
    let outcome = world.deliver(&parcel);
    assert!(matches!(&outcome, Ok(Delivered::Taken { count, stop: Some(_), .. }) if u64::from(*count) == most));
    world.settle(&parcel, outcome);
    world.run();
    assert_eq!(ledger(&world.far, "s"), (1..=i64::try_from(most + 1).expect("it is small")).collect::<Vec<_>>());
}

#[test]
fn at_most_once_is_not_sent_a_second_time_when_its_answer_cannot_be_stored() {
    let world = world();
    let once = |calls: &mut Calls<'_, Host>| {
        calls.call::<Debit>("a").input(&debit(1)).mode(Mode::AtMostOnce).then::<Noted>(&1).enqueue().map(drop)
    };
    world.source.outbox.transaction(once).expect("it is stored");
    let parcel = world.take();
    let outcome = world.deliver(&parcel);
    world.near.tables.fail_next_write();
    world.source.settle(&world.near, &parcel, outcome).expect_err("it was told to fail");
    world.now.set(world.now.get() + 1_000);
    let again = world.take();
    let void: shared::durable::Call<'_> = crate::pieces::take(&mut &again.delivery.calls[0][..]).expect("it is a call");
    assert_eq!(void, shared::durable::Call::Void);
    let outcome = world.deliver(&again);
    world.settle(&again, outcome);
    assert_eq!((notes(&world.near), ledger(&world.far, "s")), (vec![(1, "done".to_owned())], vec![1]));
}

#[test]
fn a_call_that_was_put_off_is_made_although_replies_are_dropped() {
    let world = world();
    world.source.outbox.set(Design { replies: Replies::Dropped, ..Design::default() });
    let any = |calls: &mut Calls<'_, Host>| calls.call::<Debit>("a").input(&debit(1)).order(Order::Any).enqueue();
    let ticket = world.source.outbox.transaction(any).expect("it is stored");
    world.account.mood.borrow_mut().push(Mood::PutsOff);
    let parcel = world.take();
    world.deliver(&parcel).expect("it is taken");
    world.settle(&parcel, lost());
    world.run();
    world.now.set(world.now.get() + 1_000);
    world.source.outbox.ring(&mut Notes { host: &world.near }).expect("the tables are there");
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(1)), vec![1]));
}

#[test]
fn storage_that_fails_in_the_middle_of_a_call_refuses_nothing() {
    let world = world();
    let ticket = world.debit(1);
    let parcel = world.take();
    world.account.mood.borrow_mut().push(Mood::Stumbles);
    let outcome = world.deliver(&parcel);
    assert!(outcome.is_err(), "{outcome:?}");
    world.settle(&parcel, outcome);
    world.run();
    assert_eq!((said(ticket), ledger(&world.far, "s")), (Some(Ok(1)), vec![1]));
}
