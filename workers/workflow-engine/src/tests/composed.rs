//! Workflows that are put together: of scopes, of many at once, of children, of what others complete, and of what is undone.

mod workflows;

use shared::{
    error::ErrorCode,
    limits,
    workflow::{Completed, Control, State},
};

use self::workflows::*;
pub(super) use self::workflows::{Everything, Lasting, added_to, answer};
use super::world::*;
use crate::{context::Reason, error::StepError};

fn names(world: &World, id: &str) -> Vec<String> {
    let told = world.events(id).into_iter().filter(|event| event.operation.is_some());
    told.map(|event| format!("{} {}", event.kind, event.operation.unwrap())).collect()
}

#[test]
fn a_scope_ends_when_what_is_inside_has_ended_in_every_life() {
    let mut world = world();
    world.accept(&start::<Nested>("n", &())).unwrap();
    assert_eq!(world.status("n").waits_for, ["step \"first\""]);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    world.open("n/1", 2);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("n").as_deref(), Some("3"));
    assert_eq!(
        names(&world, "n"),
        ["began 0", "began 1", "done 1", "began 2", "began 3", "done 3", "closed 2", "closed 0"]
    );
}

#[test]
fn many_run_as_few_at_once_as_they_are_told_in_the_order_of_their_places() {
    let mut world = world();
    world.accept(&start::<Crowd>("c", &Plan::of(4, 2))).unwrap();
    assert_eq!(world.status("c").waits_for.len(), 2);
    // The map is 0; its items are 1 and 3, their steps 2 and 4.
    assert!(world.open("c/4", 40));
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    for (step, value) in [("c/6", 60), ("c/2", 20), ("c/8", 80)] {
        assert!(world.open(step, value), "{step}");
    }
    assert_eq!(world.output("c").as_deref(), Some("\"AllEnded 0 [20, 40, 60, 80]\""));
}

#[test]
fn many_end_early_where_enough_succeed_or_too_many_fail() {
    let ends = |id: &str, plan: Plan, gates: &[&str]| {
        let world = world();
        world.accept(&start::<Crowd>(id, &plan)).unwrap();
        for gate in gates {
            assert!(world.open(&format!("{id}/{gate}"), 1), "{gate}");
        }
        world.output(id).unwrap_or_else(|| panic!("{:?}", world.status(id)))
    };
    let plan = Plan { least_successes: Some(2), ..Plan::of(4, 1) };
    assert_eq!(ends("a", plan, &["2", "4"]), "\"EnoughSucceeded 0 [1, 1]\"");
    let plan = Plan { most_failures: Some(0), failing: vec![1], ..Plan::of(3, 1) };
    assert_eq!(ends("b", plan, &["2", "4"]), "\"TooManyFailed 1 [1]\"");
    let plan = Plan { most_failed_percent: Some(25), failing: vec![0], ..Plan::of(4, 1) };
    assert_eq!(ends("c", plan, &["2", "4", "6", "8"]), "\"AllEnded 1 [1, 1, 1]\"");
    let plan = Plan { most_failed_percent: Some(25), failing: vec![0, 1], ..Plan::of(4, 1) };
    assert_eq!(ends("d", plan, &["2", "4"]), "\"TooManyFailed 2 []\"");
    assert_eq!(ends("e", Plan::of(0, 1), &[]), "\"AllEnded 0 []\"");
    assert_eq!(format!("{:?}", Reason::AllEnded), "AllEnded");
}

#[test]
fn none_at_once_is_refused() {
    let world = world();
    world.accept(&start::<Crowd>("c", &Plan::of(1, 0))).unwrap();
    assert!(world.status("c").error.unwrap().contains("none at once"));
}

fn complete(world: &World, token: &str, completed: Completed) -> Result<(), ErrorCode> {
    world.complete(token, completed).map(drop).map_err(|failure| failure.code)
}

#[test]
fn a_callback_is_completed_once_by_whoever_has_its_token() {
    let mut world = world();
    world.accept(&start::<Asking>("a", &())).unwrap();
    let token = TOKEN.take().unwrap();
    assert!(!format!("{:?}", world.events("a")).contains(token.rsplit_once('~').unwrap().1));
    let forged = format!("{}~0000000000000000", token.rsplit_once('~').unwrap().0);
    assert_eq!(complete(&world, &forged, Completed::Success("1".to_owned())), Err(ErrorCode::BadToken));
    world.die();
    complete(&world, &token, Completed::Success("\"yes\"".to_owned())).unwrap();
    assert_eq!(world.output("a").as_deref(), Some("\"yes\""));
    assert_eq!(complete(&world, &token, Completed::Heartbeat), Err(ErrorCode::CallbackOver));
    assert_eq!(complete(&world, &token, Completed::Success("1".to_owned())), Err(ErrorCode::CallbackOver));
}

#[test]
fn a_callback_fails_where_somebody_says_so_or_nobody_is_heard_of() {
    let mut world = world();
    world.accept(&start::<Asking>("a", &())).unwrap();
    let token = TOKEN.take().unwrap();
    complete(&world, &token, Completed::Failure("no".to_owned())).unwrap();
    assert_eq!(world.status("a").error.as_deref(), Some("callback \"approval\" failed: no"));

    world.accept(&start::<Asking>("b", &())).unwrap();
    let token = TOKEN.take().unwrap();
    for _ in 0..3 {
        world.pass(4_000);
        complete(&world, &token, Completed::Heartbeat).unwrap();
        world.die();
    }
    assert_eq!(world.state("b"), State::Running);
    world.pass(5_000);
    assert!(world.status("b").error.unwrap().contains("silent for too long"));

    world.accept(&start::<Asking>("c", &())).unwrap();
    let token = TOKEN.take().unwrap();
    for _ in 0..14 {
        world.pass(4_000);
        complete(&world, &token, Completed::Heartbeat).unwrap();
    }
    world.pass(4_000);
    assert_eq!(world.status("c").error.as_deref(), Some("no event \"approval\" came in time"));
}

#[test]
fn a_condition_is_looked_at_from_where_it_was() {
    let mut world = world();
    world.accept(&start::<Polling>("p", &3)).unwrap();
    world.die();
    world.pass(1_000);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("p").as_deref(), Some("3"));
    assert_eq!((1..=4).map(|look| effects(&format!("look {look}"))).collect::<Vec<_>>(), [1, 1, 1, 0]);
    assert_eq!(
        world.kinds("p"),
        ["accepted", "began", "checked", "attempt", "checked", "attempt", "done", "completed"]
    );
}

#[test]
fn a_child_gives_its_result_or_its_failure_to_its_parent() {
    let world = world();
    world.accept(&start::<Parent>("p", &(Task::Give(7), false))).unwrap();
    assert_eq!((world.output("p").as_deref(), world.output("p~0").as_deref()), (Some("7"), Some("7")));
    world.accept(&start::<Parent>("q", &(Task::Fail, false))).unwrap();
    assert_eq!(world.status("q").error.as_deref(), Some("child \"q~0\" is failed: as it was told"));
}

#[test]
fn a_child_that_ends_in_another_life_is_told_to_its_parent() {
    let mut world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.die();
    world.signal("p~0", "go", "5").unwrap();
    assert_eq!((world.output("p~0").as_deref(), world.output("p").as_deref()), (Some("5"), Some("5")));
}

#[test]
fn a_child_is_cancelled_with_its_parent_and_when_nobody_waits_for_it() {
    let mut world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.control("p", Control::Cancel).unwrap();
    assert_eq!((world.state("p"), world.state("p~0")), (State::Cancelled, State::Cancelled));
    assert_eq!(effects("leaf cleaned"), 1);

    world.accept(&start::<Parent>("q", &(Task::Wait, false))).unwrap();
    world.die();
    world.pass(10_000);
    assert_eq!((world.output("q").as_deref(), world.state("q~0")), (Some("0"), State::Cancelled));

    world.accept(&start::<Parent>("r", &(Task::Wait, true))).unwrap();
    world.pass(10_000);
    assert_eq!((world.output("r").as_deref(), world.state("r~0")), (Some("0"), State::Running));

    world.accept(&start::<Bounded>("s", &())).unwrap();
    world.pass(1_000);
    assert_eq!(world.status("s").error.as_deref(), Some("no event \"a second\" came in time"));
    assert_eq!(world.state("s~1"), State::Cancelled);
}

#[test]
fn a_parent_that_is_begun_anew_begins_its_children_anew() {
    let world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.control("p", Control::Restart).unwrap();
    assert!(world.life.engine.status("p~0").is_err());
    world.signal("p~0.1", "go", "6").unwrap();
    assert_eq!(world.output("p").as_deref(), Some("6"));
}

#[test]
fn children_that_end_together_in_another_life_are_told_in_the_same_steps() {
    let mut world = world();
    world.accept(&start::<Nursery>("n", &())).unwrap();
    world.die();
    world.pass(3_600_000);
    assert_eq!(world.output("n").as_deref(), Some("2"), "{:?}", world.status("n").error);
}

#[test]
fn a_cancellation_leaves_what_is_undone_its_time() {
    let mut world = world();
    world.accept(&start::<Hurried>("h", &())).unwrap();
    world.control("h", Control::Cancel).unwrap();
    assert_eq!(world.state("h"), State::Running);
    world.die();
    // A replay, and whoever cancels once more, takes nothing from it.
    world.control("h", Control::Cancel).unwrap();
    world.pass(1_000);
    assert!(world.open("h/6", 1), "{:?}", world.status("h"));
    let error = world.status("h").error;
    assert_eq!(error.as_deref(), Some("the instance was cancelled; undone: it"));
    assert_eq!(world.state("h"), State::Cancelled);
}

#[test]
fn an_event_for_a_wait_that_is_given_up_is_left_for_the_next() {
    let world = world();
    world.accept(&start::<Either>("e", &())).unwrap();
    for (event, payload) in [("add", "1"), ("add", "2"), ("stop", "null"), ("add", "4")] {
        world.signal("e", event, payload).unwrap();
    }
    world.open("e/0", 0);
    // Whichever comes first: none is lost on the way.
    assert_eq!(world.output("e").as_deref(), Some("7"));
}

#[test]
fn effects_of_what_goes_on_as_new_have_names_of_their_own() {
    let mut world = world();
    let begun = world.host.now.get();
    world.accept(&start::<Charging>("c", &2)).unwrap();
    for _ in 0..3 {
        world.die();
        world.pass(1_000);
    }
    assert_eq!([effects("c/0"), effects("c@1/0"), effects("c@2/0")], [1, 1, 1]);
    let told: u64 = world.output("c").unwrap().parse().unwrap();
    assert!(told >= begun + 2_000, "{told} of {begun}");
    for child in ["c~1", "c~1.1", "c~1.2"] {
        assert_eq!(world.state(child), State::Running, "{child}");
    }
}

#[test]
fn what_ends_while_its_parent_is_stuck_is_told_when_that_is_redriven() {
    let mut world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.die();
    WITHOUT_PARENT.set(true);
    world.die();
    world.signal("p~0", "go", "5").unwrap();
    let _ = world.control("p", Control::Pause);
    assert_eq!((world.state("p"), world.state("p~0")), (State::Stuck, State::Completed));
    WITHOUT_PARENT.set(false);
    world.die();
    world.control("p", Control::Redrive).unwrap();
    assert_eq!(world.output("p").as_deref(), Some("5"));
}

#[test]
fn a_saga_that_failed_is_undone_to_its_end_though_it_is_cancelled() {
    let mut world = world();
    world.accept(&start::<Hurried>("h", &())).unwrap();
    world.host.event(|| open_gate("h/2", Err(StepError::terminal("no"))));
    assert_eq!(world.status("h").waits_for, ["sleep \"sleep\"", "sleep \"sleep\""]);
    world.control("h", Control::Cancel).unwrap();
    world.die();
    world.pass(1_000);
    assert!(world.open("h/6", 1), "{:?}", world.status("h"));
    assert!(world.status("h").error.unwrap().ends_with("undone: it"));
}

#[test]
fn an_instance_whose_name_is_free_again_begins_children_of_the_old_names() {
    let world = world();
    for _ in 0..2 {
        world.accept(&start::<Parent>("p", &(Task::Give(7), false))).unwrap();
        assert_eq!(world.output("p").as_deref(), Some("7"));
        world.control("p", Control::Purge).unwrap();
    }
}

#[test]
fn children_of_children_without_end_are_refused() {
    let world = world();
    world.accept(&start::<Cyclic>("c", &0)).unwrap();
    let error = world.status("c").error.unwrap();
    assert!(error.contains("does a workflow begin itself?"), "{error}");
}

#[test]
fn a_saga_is_undone_in_reverse_also_across_a_death() {
    let mut world = world();
    world.accept(&start::<Trip>("t", &(false, false))).unwrap();
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    world.open("t/3", 0);
    let error = world.status("t").error;
    assert_eq!(error.as_deref(), Some("no seats; undone: car, hotel"));
    assert_eq!((effects("cancel car"), effects("cancel hotel"), effects("book car")), (1, 1, 1));
}

#[test]
fn what_cannot_be_undone_is_told_and_stops_the_rest_where_that_is_asked_for() {
    let world = world();
    world.accept(&start::<Trip>("t", &(false, true))).unwrap();
    world.open("t/3", 0);
    let error = world.status("t").error.unwrap();
    assert_eq!(error, "no seats; undone: hotel; not undone: car (step \"cancel\" failed at attempt 1: gone)");
    world.accept(&start::<Trip>("u", &(true, true))).unwrap();
    world.open("u/3", 0);
    let error = world.status("u").error.unwrap();
    assert_eq!(
        error,
        "no seats; undone: ; not undone: car (step \"cancel\" failed at attempt 1: gone); left as it is: hotel"
    );
}

#[test]
fn a_saga_that_is_cancelled_is_undone() {
    let world = world();
    world.accept(&start::<Trip>("t", &(false, false))).unwrap();
    world.control("t", Control::Cancel).unwrap();
    assert_eq!((world.state("t"), effects("cancel car"), effects("cancel hotel")), (State::Cancelled, 1, 1));
}

#[test]
fn an_instance_keeps_the_version_that_it_has_begun_with() {
    NEWEST.set(0);
    let mut world = world();
    world.accept(&start::<Versioned>("old", &())).unwrap();
    world.die();
    NEWEST.set(1);
    world.accept(&start::<Versioned>("new", &())).unwrap();
    world.pass(1_000);
    NEWEST.set(2);
    world.die();
    world.pass(1_000);
    // The first call came by before there were versions, the second after.
    assert_eq!(world.output("old").as_deref(), Some("\"0 1\""));
    assert_eq!(world.output("new").as_deref(), Some("\"1 1\""));
    // A build that goes back behind what an instance came by in must not run it.
    world.accept(&start::<Versioned>("ahead", &())).unwrap();
    NEWEST.set(1);
    world.die();
    world.pass(1_000);
    let ahead = world.status("ahead");
    assert_eq!(ahead.handle.state, State::Stuck);
    assert!(ahead.error.unwrap().contains("expected version 2"), "it says which one it needs");
    NEWEST.set(2);
    world.control("ahead", Control::Redrive).unwrap();
    world.pass(1_000);
    assert_eq!(world.output("ahead").as_deref(), Some("\"2 2\""));
    NEWEST.set(0);
}

#[test]
fn an_instance_goes_on_from_another_input_with_the_events_that_wait() {
    let mut world = world();
    world.accept(&start::<Lasting>("l", &(0, 3))).unwrap();
    for number in [1, 2, 4] {
        world.signal("l", "number", &number.to_string()).unwrap();
    }
    assert_eq!(world.output("l").as_deref(), Some("7"));
    assert!(world.accept(&start::<Lasting>("l", &(0, 3))).unwrap().existing);
    world.accept(&start::<Lasting>("m", &(0, 3))).unwrap();
    for number in [1, 2, 4] {
        world.die();
        world.signal("m", "number", &number.to_string()).unwrap();
    }
    assert_eq!(world.output("m").as_deref(), Some("7"));
}

#[test]
fn what_is_sensitive_is_told_to_the_code_alone() {
    let mut world = world();
    world.accept(&start::<Discreet>("d", &())).unwrap();
    world.open("d/2", 77);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("d").as_deref(), Some("97"));
    let outputs: Vec<String> = world.events("d").into_iter().filter_map(|event| event.output).collect();
    // The last one is the sleep.
    assert_eq!(outputs, ["\"[redacted]\"", "\"[redacted]\"", "\"[redacted]\"", "null"]);
}

#[test]
fn a_codec_says_how_a_result_is_stored_and_what_it_is_read_as() {
    let mut world = world();
    world.accept(&start::<Shouting>("s", &"hello".to_owned())).unwrap();
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("s").as_deref(), Some("\"HELLO HELLO\""));
}

#[test]
fn each_attempt_of_a_step_at_most_once_is_made_at_most_once() {
    let mut world = world();
    world.accept(&start::<OnceAgain>("o", &())).unwrap();
    world.die();
    // The interrupted attempt has failed; the next is due in a second.
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!((world.state("o"), effects("o/0")), (State::Running, 1));
    world.pass(1_000);
    assert_eq!(effects("o/0"), 2);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!((world.state("o"), effects("o/0")), (State::Failed, 2));
}

#[test]
fn a_retry_that_a_death_interrupts_is_made_again() {
    let mut world = world();
    world.accept(&start::<Nested>("n", &())).unwrap();
    world.host.event(|| open_gate("n/1", Err(StepError::new("not yet"))));
    // The second attempt is under way when the object dies.
    world.pass(2_000);
    assert_eq!(effects("n/1"), 2);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!(effects("n/1"), 3);
    world.open("n/1", 2);
    world.pass(1_000);
    assert_eq!(world.output("n").as_deref(), Some("3"));
}
