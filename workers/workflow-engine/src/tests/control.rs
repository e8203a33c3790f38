//! What an operator does with instances.

use shared::{
    error::ErrorCode,
    workflow::{Control, State},
};

use super::world::*;

#[test]
fn a_cancelled_instance_cleans_up() {
    let world = world();
    world.accept(&start::<Inboxed>("i", &3)).unwrap();
    let status = world.control("i", Control::Cancel).unwrap();
    assert_eq!((status.handle.state, effects("i cleaned")), (State::Cancelled, 1));
    assert_eq!(world.control("i", Control::Cancel).unwrap_err().code, ErrorCode::InstanceState);
    assert_eq!(world.signal("i", "number", "1").unwrap_err().code, ErrorCode::InstanceState);
}

#[test]
fn a_pause_holds_everything_back_and_shifts_what_is_due() {
    let mut world = world();
    world.accept(&start::<Order>("o", &"a".to_owned())).unwrap();
    world.open("o/0", 2);
    world.signal("o", "approved", "\"yes\"").unwrap();
    world.pass(1_000);
    assert_eq!(world.control("o", Control::Pause).unwrap().handle.state, State::Paused);
    world.pass(100_000);
    world.die();
    world.pass(100_000);
    assert_eq!(world.control("o", Control::Resume).unwrap().handle.state, State::Running);
    world.pass(3_999);
    assert_eq!(world.status("o").waits_for, ["sleep \"sleep\""]);
    world.pass(1);
    world.carry();
    assert_eq!(world.output("o").as_deref(), Some("\"2 yes\""));
}

#[test]
fn what_comes_in_a_pause_is_told_after_it_in_order() {
    let mut world = world();
    world.accept(&start::<Inboxed>("i", &3)).unwrap();
    world.control("i", Control::Pause).unwrap();
    for number in 1..=3 {
        world.signal("i", "number", &number.to_string()).unwrap();
    }
    world.die();
    assert_eq!(world.state("i"), State::Paused);
    world.control("i", Control::Resume).unwrap();
    assert_eq!(world.output("i").as_deref(), Some("[1,2,3]"));
}

#[test]
fn a_step_that_ends_in_a_pause_is_kept() {
    let mut world = world();
    world.accept(&start::<Race>("r", &())).unwrap();
    world.control("r", Control::Pause).unwrap();
    assert!(world.open("r/1", 5));
    assert!(world.open("r/0", 6));
    world.die();
    world.control("r", Control::Resume).unwrap();
    world.pass(1_000);
    assert_eq!(world.output("r").as_deref(), Some("\"right 5\""));
}

#[test]
fn a_restart_forgets_what_was_done() {
    let world = world();
    world.accept(&start::<Order>("o", &"a".to_owned())).unwrap();
    world.open("o/0", 2);
    world.signal("o", "approved", "\"no\"").unwrap();
    world.control("o", Control::Restart).unwrap();
    assert_eq!(world.status("o").waits_for, ["step \"reserve\""]);
    world.pass(10_000);
    assert_eq!(world.status("o").waits_for, ["step \"reserve\""]);
    // Its effects are others by name: whoever knows those of the run before makes them once more.
    world.open("o@1/0", 4);
    assert_eq!(world.status("o").waits_for, ["wait for event \"approved\""]);
    assert_eq!(world.kinds("o"), ["accepted", "began", "done", "began"]);
}

#[test]
fn an_instance_is_purged_when_it_has_ended() {
    let world = world();
    world.accept(&start::<Counter>("c", &1)).unwrap();
    world.accept(&start::<Race>("r", &())).unwrap();
    assert_eq!(world.control("r", Control::Purge).unwrap_err().code, ErrorCode::InstanceState);
    world.control("c", Control::Purge).unwrap();
    assert_eq!(world.life.engine.status("c").unwrap_err().code, ErrorCode::UnknownInstance);
    let again = world.accept(&start::<Counter>("c", &5)).unwrap();
    assert!(!again.existing);
}

#[test]
fn ended_instances_are_forgotten_in_time() {
    let world = world();
    world.accept(&start::<Counter>("c", &1)).unwrap();
    world.pass(shared::limits::workflow::RETENTION_MS - 1);
    assert_eq!(world.state("c"), State::Completed);
    world.pass(1);
    assert_eq!(world.life.engine.status("c").unwrap_err().code, ErrorCode::UnknownInstance);
    assert!(world.host.alarm.get().is_none());
}

#[test]
fn those_that_did_not_end_well_are_kept_for_longer() {
    let (well, failed) = (shared::limits::workflow::RETENTION_MS, shared::limits::workflow::RETENTION_FAILED_MS);
    let world = world();
    world.accept(&start::<Race>("r", &())).unwrap();
    world.control("r", Control::Cancel).unwrap();
    world.accept(&start::<Counter>("c", &1)).unwrap();
    let is_there = |id: &str| world.life.engine.status(id).is_ok();
    world.pass(well);
    assert!(is_there("r") && !is_there("c"));
    // The one in front of it does not hide another that is to be forgotten.
    world.accept(&start::<Counter>("d", &1)).unwrap();
    world.pass(well);
    world.pass(1_000);
    assert!(is_there("r") && !is_there("d"));
    world.pass(failed - 2 * well);
    assert!(!is_there("r") && world.host.alarm.get().is_none());
}
