//! Workflows with limits: no more run than may, and nobody waits for ever, whatever dies.

use shared::{
    error::ErrorCode,
    tables::{Tables, row::as_number},
    workflow::{Control, Point, RestartFrom, Start, State, WorkflowId},
};

use super::world::*;

fn limited(id: &str, key: &str, seconds: u64, priority: u32) -> Start {
    Start { priority, ..start::<Limited>(id, &(key.to_owned(), seconds)) }
}

fn states<const N: usize>(world: &World, ids: [&str; N]) -> [State; N] {
    ids.map(|id| world.state(id))
}

const ALL: [(&str, &str, u32); 6] =
    [("1", "a", 5), ("2", "a", 5), ("3", "b", 5), ("4", "c", 1), ("5", "c", 9), ("6", "a", 5)];

/// How many places are taken, or waited for.
fn places(world: &World) -> u64 {
    let rows = world.host.tables.rows("SELECT count(*) FROM workflow_place", Vec::new()).unwrap();
    as_number(&rows[0][0]).unwrap()
}

/// Some of these are cancelled, begun again and gone on from, with deaths after so many storage operations each.
fn controlled(deaths: &[u32]) -> u32 {
    let mut world = world();
    let mut left = deaths.iter().copied();
    world.host.fuse.set(left.next());
    let from = |id: &str| RestartFrom { id: WorkflowId::parse(id).unwrap(), from: Point::Operation(0), dry_run: false };
    for step in 0..40 {
        if world.host.is_dead() {
            world.die();
            world.host.fuse.set(left.next());
        }
        if let Some((id, key, priority)) = ALL.get(step) {
            let _ = world.accept(&limited(id, key, 2, *priority));
            continue;
        }
        match step {
            6 => drop(world.control("2", Control::Cancel)),
            7 => drop(world.control("1", Control::Restart)),
            8 => drop(world.restart_from(&from("3"))),
            9 => drop(world.control("5", Control::Pause)),
            12 => drop(world.control("2", Control::Restart)),
            13 => drop(world.control("5", Control::Resume)),
            14 => drop(world.control("1", Control::Cancel)),
            _ => world.pass(700),
        }
    }
    if world.host.is_dead() {
        world.die();
    }
    world.host.fuse.set(None);
    let operations = world.host.operations.get();
    // Where a death has left out the end of its pause.
    let _ = world.control("5", Control::Resume);
    for _ in 0..20 {
        world.pass(1_000);
    }
    let open: Vec<_> = world.life.engine.range_behind(0).unwrap().rows;
    let open: Vec<_> = open.into_iter().filter(|row| !row.state.is_end()).collect();
    assert_eq!((open, places(&world)), (Vec::new(), 0), "{deaths:?}");
    operations
}

#[test]
fn at_every_death_no_place_is_kept_by_whoever_is_begun_again_or_cancelled() {
    let whole = controlled(&[]);
    for death in 0..whole {
        controlled(&[death]);
    }
    for first in (0..whole).step_by(17) {
        for second in (0..whole).step_by(17) {
            controlled(&[first, second]);
        }
    }
}

#[test]
fn a_place_that_is_freed_by_a_child_makes_no_other_instance_mistaken_for_its_parent() {
    let world = world();
    world.accept(&start::<Sponsor>("p", &3)).unwrap();
    for id in ["1", "2", "3"] {
        world.accept(&limited(id, id, 2, 5)).unwrap();
    }
    assert_eq!(states(&world, ["p~0", "1", "2", "3"]), [State::Running, State::Running, State::Queued, State::Queued]);
    world.control("p", Control::Restart).unwrap();
    for _ in 0..12 {
        world.pass(1_000);
    }
    assert_eq!(states(&world, ["p", "1", "2", "3"]), [State::Completed; 4]);
    for id in ["p", "1", "2", "3"] {
        assert!(world.events(id).iter().all(|event| event.instance == id), "{id}");
        assert_eq!(world.kinds(id).iter().filter(|kind| *kind == "accepted").count(), 1, "{id}");
    }
    assert_eq!(places(&world), 0);
}

#[test]
fn a_build_without_limits_has_everybody_run_who_has_waited() {
    let mut world = world();
    for number in 0..250 {
        world.accept(&limited(&format!("i-{number}"), "a", 3_600, 5)).unwrap();
    }
    LACKING.set(true);
    world.die();
    // The first to come finds those in front of him.
    assert_eq!(world.accept(&limited("last", "b", 3_600, 5)).unwrap().state, State::Running);
    world.pass(1);
    let running = world.life.engine.range_behind(0).unwrap().rows;
    assert_eq!(running.iter().filter(|row| row.state == State::Running).count(), 251);
}

/// All of these with deaths after so many storage operations each.
fn everybody(deaths: &[u32]) -> u32 {
    let mut world = world();
    let mut left = deaths.iter().copied();
    world.host.fuse.set(left.next());
    let mut accepted = 0;
    for _ in 0..60 {
        if world.host.is_dead() {
            world.die();
            world.host.fuse.set(left.next());
        }
        if let Some((id, key, priority)) = ALL.get(accepted) {
            accepted += usize::from(world.accept(&limited(id, key, 2, *priority)).is_ok());
        } else {
            world.pass(500);
        }
        if world.host.is_dead() {
            continue;
        }
        let rows = world.life.engine.range_behind(0).map_or_else(|_| Vec::new(), |range| range.rows);
        let is_running = |id: &str| rows.iter().any(|row| row.id == id && row.state == State::Running);
        let running: Vec<&str> = ALL.iter().filter(|(id, _, _)| is_running(id)).map(|(_, key, _)| *key).collect();
        assert!(running.len() <= 2 && (running.len() < 2 || running[0] != running[1]), "{running:?} {deaths:?}");
        if accepted == ALL.len() && rows.iter().all(|row| row.state.is_end()) {
            break;
        }
    }
    if world.host.is_dead() {
        world.die();
        world.pass(500);
    }
    world.host.fuse.set(None);
    let operations = world.host.operations.get();
    for (id, _, _) in ALL {
        assert_eq!(world.state(id), State::Completed, "{id} {deaths:?}");
    }
    operations
}

#[test]
fn at_every_death_no_more_run_than_may_and_all_come_to_their_end() {
    let whole = everybody(&[]);
    for death in 0..whole {
        everybody(&[death]);
    }
    for first in (0..whole).step_by(11) {
        for second in (0..whole).step_by(11) {
            everybody(&[first, second]);
        }
    }
}

#[test]
fn those_that_wait_begin_by_priority_and_key_after_key() {
    use State::{Completed, Queued, Running};
    let mut world = world();
    for (id, key, priority) in ALL {
        let handle = world.accept(&limited(id, key, 2, priority)).unwrap();
        assert_eq!(handle.state, if ["1", "3"].contains(&id) { Running } else { Queued }, "{id}");
        // The same once more is the same.
        assert!(world.accept(&limited(id, key, 2, priority)).unwrap().existing);
    }
    let ids = ["1", "2", "3", "4", "5", "6"];
    assert_eq!(world.status("2").waits_for, ["its turn"]);
    world.pass(2_000);
    world.pass(1);
    assert_eq!(states(&world, ids), [Completed, Running, Completed, Queued, Running, Queued]);
    assert_eq!(world.kinds("2"), ["accepted", "started", "began"]);
    world.die();
    world.pass(2_000);
    world.pass(1);
    assert_eq!(states(&world, ids), [Completed, Completed, Completed, Running, Completed, Running]);
}

#[test]
fn one_that_waits_can_be_cancelled_and_told_things_and_nothing_else() {
    let world = world();
    for (id, key) in [("1", "a"), ("2", "a"), ("3", "a")] {
        world.accept(&limited(id, key, 2, 5)).unwrap();
    }
    world.signal("2", "anything", "1").unwrap();
    for refused in [Control::Pause, Control::Resume, Control::Restart, Control::Redrive, Control::Purge] {
        assert_eq!(world.control("2", refused).unwrap_err().code, ErrorCode::InstanceState, "{refused:?}");
    }
    assert_eq!(world.control("2", Control::Cancel).unwrap().handle.state, State::Cancelled);
    assert_eq!(world.kinds("2"), ["accepted", "cancelling", "cancelled"]);
    world.control("1", Control::Cancel).unwrap();
    world.pass(1);
    assert_eq!(states(&world, ["1", "2", "3"]), [State::Cancelled, State::Cancelled, State::Running]);
    // Whoever is begun again has a place, and does not wait for it.
    world.control("2", Control::Restart).unwrap();
    world.accept(&limited("4", "b", 2, 5)).unwrap();
    assert_eq!(states(&world, ["2", "3", "4"]), [State::Running, State::Running, State::Queued]);
    world.control("3", Control::Restart).unwrap();
    world.control("2", Control::Cancel).unwrap();
    assert_eq!(states(&world, ["2", "3", "4"]), [State::Cancelled, State::Running, State::Running]);
}
