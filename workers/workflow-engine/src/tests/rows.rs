//! How many rows an instance writes, which is what the platform bills. Entries of indexes come to that: one for the name, and one
//! while something is under way or after the end.

use shared::{
    tables::{Tables, row::as_number},
    value::Value,
};

use super::world::*;

/// The page that quotes what is counted here.
const PAGE: &str = include_str!("../../../../harness/docs/workflows.md");

/// The rows that the page says something to cost.
fn quoted(what: &str) -> u64 {
    let line = PAGE.lines().find_map(|line| line.strip_prefix("| ")?.strip_prefix(what)).expect(what);
    let (_, counts) = line.split_once(" | ").expect(line);
    counts.split_once(',').expect(line).0.parse().expect(line)
}

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
    for (id, steps, quote) in
        [("one", 1, "an instance that ends in its first turn"), ("thousand", 1_000, "the same with a thousand steps")]
    {
        let rows = writes(&world, || drop(world.accept(&start::<Counter>(id, &steps)).unwrap()));
        assert_eq!((rows, quoted(quote)), (1, 1), "{id}");
    }
}

#[test]
fn each_further_turn_is_a_row_of_the_journal_and_what_it_waits_for() {
    let world = world();
    world.accept(&start::<Order>("first", &"account".to_owned())).unwrap();
    let accepted = writes(&world, || drop(world.accept(&start::<Order>("o", &"account".to_owned())).unwrap()));
    // The end of the step, in the journal; and that nothing is under way any more, with a timer for the event that is waited for.
    let step = writes(&world, || assert!(world.open("o/0", 3)));
    assert_eq!((accepted, step, quoted("a step that waits for something outside")), (1, 3, 3));
    // The event is kept, taken and removed; its timer goes, and that of the sleep comes.
    let event = writes(&world, || drop(world.signal("o", "approved", "\"yes\"").unwrap()));
    assert_eq!((event, quoted("an event that ends such a wait")), (5, 5));
}
