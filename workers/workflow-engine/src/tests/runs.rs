//! What instances do while nothing goes wrong.

use shared::{error::ErrorCode, limits, workflow::State};

use super::world::*;

#[test]
fn pure_steps_are_done_in_the_turn_that_accepts_them() {
    let world = world();
    let handle = world.accept(&start::<Counter>("c", &100)).unwrap();
    assert!(!handle.existing);
    assert_eq!((handle.state, world.output("c").as_deref()), (State::Completed, Some("4950")));
    let kinds = world.kinds("c");
    assert_eq!((kinds[0].as_str(), kinds.len(), kinds[101].as_str()), ("accepted", 102, "completed"));
}

#[test]
fn the_same_again_is_the_same_instance_and_another_input_is_refused() {
    let world = world();
    world.accept(&start::<Counter>("c", &2)).unwrap();
    let again = world.accept(&start::<Counter>("c", &2)).unwrap();
    assert!(again.existing);
    let other = world.accept(&start::<Counter>("c", &3)).unwrap_err();
    assert_eq!(other.code, ErrorCode::InstanceConflict);
    assert!(other.message.contains(&again.fingerprint), "{}", other.message);
    let other = world.accept(&start::<Race>("c", &())).unwrap_err();
    assert_eq!(other.code, ErrorCode::InstanceConflict);
}

#[test]
fn a_workflow_goes_on_with_each_thing_that_it_waits_for() {
    let world = world();
    world.accept(&start::<Order>("o", &"account".to_owned())).unwrap();
    assert_eq!(world.status("o").waits_for, ["step \"reserve\""]);
    assert!(world.open("o/0", 3));
    assert_eq!(world.status("o").waits_for, ["wait for event \"approved\""]);
    world.signal("o", "approved", "\"yes\"").unwrap();
    assert_eq!(world.status("o").waits_for, ["sleep \"sleep\""]);
    world.pass(4_999);
    assert_eq!(world.state("o"), State::Running);
    world.pass(1);
    world.carry();
    assert_eq!(world.output("o").as_deref(), Some("\"3 yes\""));
    assert_eq!((effects("o/0"), effects("debit 7")), (1, 1));
}

#[test]
fn an_event_may_come_before_the_wait_and_is_told_once_in_order() {
    let world = world();
    world.accept(&start::<Order>("o", &"account".to_owned())).unwrap();
    world.signal("o", "approved", "\"early\"").unwrap();
    world.signal("o", "approved", "\"late\"").unwrap();
    world.open("o/0", 1);
    assert_eq!(world.status("o").waits_for, ["sleep \"sleep\""]);
    world.pass(5_000);
    world.carry();
    assert_eq!(world.output("o").as_deref(), Some("\"1 early\""));
}

#[test]
fn a_wait_ends_when_its_time_is_over() {
    let world = world();
    world.accept(&start::<Order>("o", &"account".to_owned())).unwrap();
    world.open("o/0", 1);
    world.pass(60_000);
    assert_eq!(world.state("o"), State::Failed);
    assert_eq!(world.status("o").error.as_deref(), Some("no event \"approved\" came in time"));
}

#[test]
fn a_step_is_tried_again_until_it_may_not_be() {
    let world = world();
    FAILURES.set(3);
    world.accept(&start::<Flaky>("f", &())).unwrap();
    for _ in 0..3 {
        assert_eq!(world.state("f"), State::Running);
        world.pass(100);
    }
    assert_eq!(world.output("f").as_deref(), Some("4"));
    FAILURES.set(4);
    world.accept(&start::<Flaky>("g", &())).unwrap();
    for _ in 0..3 {
        world.pass(100);
    }
    assert_eq!(world.status("g").error.as_deref(), Some("step \"flaky\" failed at attempt 4: not yet"));
}

#[test]
fn the_loser_of_a_race_is_given_up() {
    let world = world();
    world.accept(&start::<Race>("r", &())).unwrap();
    assert!(world.open("r/1", 9));
    assert!(!world.open("r/0", 8));
    world.pass(1_000);
    assert_eq!(world.output("r").as_deref(), Some("\"right 9\""));
}

#[test]
fn ten_thousand_operations_are_made_and_one_more_is_not() {
    let world = world();
    world.accept(&start::<Counter>("all", &limits::workflow::OPERATIONS)).unwrap();
    assert_eq!(world.state("all"), State::Completed);
    world.accept(&start::<Counter>("more", &(limits::workflow::OPERATIONS + 1))).unwrap();
    assert_eq!(world.state("more"), State::Failed);
}

#[test]
fn what_is_no_input_is_refused_before_anything_is_stored() {
    let world = world();
    let mut wrong = start::<Counter>("c", &1);
    wrong.input = "\"many\"".to_owned();
    assert_eq!(world.accept(&wrong).unwrap_err().code, ErrorCode::MalformedBody);
    wrong.workflow = "nothing".to_owned();
    assert_eq!(world.accept(&wrong).unwrap_err().code, ErrorCode::UnknownWorkflow);
    assert_eq!(world.life.engine.status("c").unwrap_err().code, ErrorCode::UnknownInstance);
}
