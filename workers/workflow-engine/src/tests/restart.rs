//! Instances that go on from one of their operations.

use shared::{
    error::ErrorCode,
    workflow::{Control, Point, RestartFrom, State, WorkflowId},
};

use super::world::*;

fn from(id: &str, from: Point, dry_run: bool) -> RestartFrom {
    RestartFrom { id: WorkflowId::parse(id).unwrap(), from, dry_run }
}

fn by_name(id: &str, name: &str) -> RestartFrom {
    from(id, Point::Name(name.to_owned()), false)
}

/// An order that has come to its end.
fn done() -> World {
    let world = world();
    world.accept(&start::<Order>("o", &"a".to_owned())).unwrap();
    world.open("o/0", 2);
    world.signal("o", "approved", "\"yes\"").unwrap();
    world.pass(5_000);
    world.carry();
    assert_eq!(world.output("o").as_deref(), Some("\"2 yes\""));
    world
}

#[test]
fn what_was_made_before_is_taken_over_and_the_rest_is_made_again() {
    for dies in [false, true] {
        let mut world = done();
        let plan = world.restart_from(&from("o", Point::Name("sleep".to_owned()), true)).unwrap();
        assert_eq!(plan.again.iter().map(|told| told.operation).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(world.state("o"), State::Completed, "nothing was done yet");
        assert_eq!(world.restart_from(&by_name("o", "sleep")).unwrap(), plan);
        if dies {
            world.die();
        }
        assert_eq!(world.state("o"), State::Running);
        assert_eq!(effects("o/0"), 1, "the step is not made again");
        world.pass(5_000);
        world.carry();
        assert_eq!(world.output("o").as_deref(), Some("\"2 yes\""));
    }
}

#[test]
fn events_that_were_taken_wait_again_in_front_of_others() {
    let mut world = world();
    world.accept(&start::<Inboxed>("i", &3)).unwrap();
    for number in 1..=2 {
        world.signal("i", "number", &number.to_string()).unwrap();
    }
    let plan = world.restart_from(&from("i", Point::Operation(1), false)).unwrap();
    assert_eq!((plan.from, plan.events), (1, vec!["number".to_owned()]));
    world.signal("i", "number", "3").unwrap();
    world.die();
    world.pass(1);
    assert_eq!(world.output("i").as_deref(), Some("[1,2,3]"));
}

#[test]
fn what_came_later_for_an_earlier_operation_is_kept_and_a_step_under_way_made_again() {
    let mut world = world();
    world.accept(&start::<Race>("r", &())).unwrap();
    // Both are made in one turn, and the second ends first.
    assert!(world.open("r/1", 6));
    let plan = world.restart_from(&from("r", Point::Operation(2), false)).unwrap();
    assert_eq!(plan.again.len(), 1);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("r").as_deref(), Some("\"right 6\""));

    let plan = world.restart_from(&from("r", Point::Operation(1), false)).unwrap();
    assert_eq!(plan.again.iter().map(|told| told.operation).collect::<Vec<_>>(), [1, 2]);
    world.die();
    world.pass(1_000);
    // The first is tried again under the key that it had, the other is made again.
    assert!(world.open("r/0", 7));
    world.pass(1_000);
    assert_eq!(world.output("r").as_deref(), Some("\"left 7\""));
}

#[test]
fn what_is_made_again_is_made_now() {
    let mut world = done();
    world.pass(3_600_000);
    world.restart_from(&by_name("o", "sleep")).unwrap();
    world.die();
    world.pass(4_000);
    assert_eq!(world.state("o"), State::Running);
    world.pass(1_000);
    world.carry();
    assert_eq!(world.state("o"), State::Completed);
}

#[test]
fn a_sleep_that_is_taken_over_ends_when_it_would_have_after_a_pause() {
    let mut world = world();
    world.accept(&start::<Twice>("t", &())).unwrap();
    world.control("t", Control::Pause).unwrap();
    world.pass(100_000);
    world.control("t", Control::Resume).unwrap();
    world.restart_from(&from("t", Point::Operation(1), false)).unwrap();
    world.die();
    world.pass(4_000);
    assert_eq!(world.state("t"), State::Running);
    world.pass(3_000);
    assert_eq!(world.status("t").waits_for.len(), 1, "the long one is not over yet");
    world.pass(3_000);
    assert_eq!(world.output("t").as_deref(), Some("1"));
}

#[test]
fn a_child_that_is_taken_over_goes_on_and_its_end_is_told() {
    for dies in [false, true] {
        let mut world = world();
        world.accept(&start::<Nursing>("n", &())).unwrap();
        let plan = world.restart_from(&from("n", Point::Operation(1), false)).unwrap();
        assert_eq!((plan.again.len(), plan.failed.len()), (1, 0));
        if dies {
            world.die();
            world.pass(1_000);
        }
        assert_eq!(world.state("n~0"), State::Running);
        world.signal("n~0", "number", "5").unwrap();
        for _ in 0..10 {
            world.pass(1_000);
        }
        assert_eq!(world.output("n").as_deref(), Some("[5]"), "{dies}");
    }
}

#[test]
fn a_call_under_way_is_told_as_failed_and_its_answer_reaches_nobody() {
    let world = world();
    world.accept(&start::<Twins>("t", &"a".to_owned())).unwrap();
    let plan = world.restart_from(&from("t", Point::Operation(1), false)).unwrap();
    assert_eq!(plan.failed.iter().map(|told| told.operation).collect::<Vec<_>>(), [0]);
    world.carry();
    world.pass(1);
    assert_eq!(world.state("t"), State::Failed);
}

#[test]
fn an_operation_that_is_not_there_or_not_the_only_one_is_refused() {
    let world = world();
    world.accept(&start::<Counter>("c", &3)).unwrap();
    assert_eq!(world.output("c").as_deref(), Some("3"));
    let refused = [
        (from("c", Point::Operation(9), false), "journal"),
        (by_name("c", "subtract"), "journal"),
        (by_name("c", "add"), "0, 1, 2"),
    ];
    for (asked, words) in refused {
        let failure = world.restart_from(&asked).unwrap_err();
        assert_eq!(failure.code, ErrorCode::BadChoice);
        assert!(failure.message.contains(words), "{}", failure.message);
    }
    let unknown = world.restart_from(&by_name("nobody", "add")).unwrap_err();
    assert_eq!(unknown.code, world.control("nobody", Control::Pause).unwrap_err().code);
    world.accept(&start::<Inboxed>("i", &1)).unwrap();
    world.control("i", Control::Cancel).unwrap();
    let cleaned = world.restart_from(&by_name("i", "clean up")).unwrap_err();
    assert!(cleaned.message.contains("cancelled"), "{}", cleaned.message);
}

#[test]
fn random_numbers_and_the_time_of_what_is_taken_over_stay() {
    let mut world = world();
    world.accept(&start::<Drawn>("d", &())).unwrap();
    let drawn = world.output("d").unwrap();
    for _ in 0..2 {
        world.pass(7_000);
        world.restart_from(&by_name("d", "second")).unwrap();
        world.die();
        world.pass(1);
        assert_eq!(world.output("d").unwrap(), drawn);
    }
}

#[test]
fn a_death_at_any_point_of_a_restart_or_of_taking_it_up_loses_nothing() {
    for death in 0..40 {
        let mut world = done();
        world.host.fuse.set(Some(death));
        let restarted = world.restart_from(&by_name("o", "sleep")).is_ok();
        if world.host.is_dead() {
            world.die();
        }
        world.host.fuse.set(None);
        let accepted = restarted || world.state("o") == State::Running;
        if !accepted {
            assert_eq!(world.output("o").as_deref(), Some("\"2 yes\""), "{death}");
            world.restart_from(&by_name("o", "sleep")).unwrap();
        }
        world.pass(5_000);
        world.pass(1);
        world.carry();
        assert_eq!(world.output("o").as_deref(), Some("\"2 yes\""), "{death}");
        assert_eq!(effects("o/0"), 1);
    }
}

#[test]
fn a_redriven_instance_keeps_its_timers_wherever_its_object_dies() {
    for death in 0..40 {
        let mut world = world();
        world.accept(&start::<Changing>("c", &())).unwrap();
        LACKING.set(true);
        world.die();
        world.pass(1_000);
        assert_eq!(world.state("c"), State::Stuck);
        LACKING.set(false);
        world.die();
        world.host.fuse.set(Some(death));
        let _ = world.control("c", Control::Redrive);
        if world.host.is_dead() {
            world.die();
        }
        world.host.fuse.set(None);
        if world.state("c") == State::Stuck {
            world.control("c", Control::Redrive).unwrap();
        }
        for _ in 0..5 {
            world.pass(1_000);
        }
        assert_eq!(world.output("c").as_deref(), Some("1"), "{death}");
    }
}

#[test]
fn what_is_taken_over_is_told_in_the_scopes_in_which_it_was_made() {
    let mut world = world();
    world.accept(&start::<Parted>("p", &())).unwrap();
    for _ in 0..3 {
        world.pass(1_000);
    }
    let made = |world: &World| -> Vec<(Option<u32>, Option<u32>)> {
        let events = world.events("p").into_iter().filter(|event| ["began", "step"].contains(&event.kind.as_str()));
        events.map(|event| (event.operation, event.scope)).collect()
    };
    let before = made(&world);
    assert_eq!(before, [(Some(0), None), (Some(1), None), (Some(2), Some(1)), (Some(3), None), (Some(4), None)]);
    world.restart_from(&by_name("p", "last")).unwrap();
    world.die();
    world.pass(1_000);
    assert_eq!((made(&world), world.output("p").as_deref()), (before, Some("3")));
}

#[test]
fn an_attempt_that_is_due_is_made_once_after_a_redrive() {
    let mut world = world();
    FAILURES.set(1);
    world.accept(&start::<Flaky>("f", &())).unwrap();
    // It is touched by a build that does not have it, before its next attempt is due.
    LACKING.set(true);
    world.die();
    let _ = world.control("f", Control::Pause);
    assert_eq!(world.state("f"), State::Stuck);
    LACKING.set(false);
    world.die();
    world.control("f", Control::Redrive).unwrap();
    for _ in 0..3 {
        world.pass(100);
    }
    assert_eq!(world.output("f").as_deref(), Some("2"));
    assert_eq!(world.kinds("f").iter().filter(|kind| *kind == "attempt").count(), 1, "{:?}", world.kinds("f"));
}
