//! How many rows an instance writes, which is what the platform bills. Entries of indexes come to that: one for the name, and one
//! while something is under way or after the end.

use shared::{
    tables::{Tables, row::as_number},
    value::Value,
};

use super::world::*;

/// Rows that were written so far, without entries of indexes.
fn written(world: &World) -> u64 {
    let rows = world.host.tables.rows("SELECT total_changes()", Vec::new()).unwrap();
    let [Value::Integer(_)] = rows[0][..] else { panic!("{rows:?}") };
    as_number(&rows[0][0]).unwrap()
}

fn writes(world: &World, work: impl FnOnce()) -> u64 {
    let before = written(world);
    work();
    written(world) - before
}

#[test]
fn an_instance_of_one_turn_is_one_row_whatever_the_number_of_its_steps() {
    let world = world();
    // The first one makes the tables.
    world.accept(&start::<Counter>("first", &1)).unwrap();
    for (id, steps) in [("one", 1), ("thousand", 1_000)] {
        assert_eq!(writes(&world, || drop(world.accept(&start::<Counter>(id, &steps)).unwrap())), 1, "{id}");
    }
}

#[test]
fn each_further_turn_is_a_row_of_the_journal_and_what_it_waits_for() {
    let world = world();
    world.accept(&start::<Order>("first", &"account".to_owned())).unwrap();
    let accepted = writes(&world, || drop(world.accept(&start::<Order>("o", &"account".to_owned())).unwrap()));
    // The end of the step, in the journal; and that nothing is under way any more, with a timer for the event that is waited for.
    let step = writes(&world, || assert!(world.open("o/0", 3)));
    assert_eq!((accepted, step), (1, 3));
    // The event is kept, taken and removed; its timer goes, and that of the sleep comes.
    let event = writes(&world, || drop(world.signal("o", "approved", "\"yes\"").unwrap()));
    assert_eq!(event, 5);
}
