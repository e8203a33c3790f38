//! What goes on after deaths.

use durable::timers::Pending;
use shared::{
    error::ErrorCode,
    limits,
    workflow::{Control, State},
};

use super::world::*;

#[test]
fn a_workflow_goes_on_after_a_death_at_every_wait() {
    let mut world = world();
    world.accept(&start::<Order>("o", &"account".to_owned())).unwrap();
    world.die();
    // A step was under way: the alarm finds that.
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!(effects("o/0"), 2);
    world.open("o/0", 3);
    world.die();
    world.signal("o", "approved", "\"yes\"").unwrap();
    world.die();
    world.pass(5_000);
    world.die();
    world.pass(500);
    world.carry();
    assert_eq!(world.output("o").as_deref(), Some("\"3 yes\""));
    assert_eq!((effects("o/0"), effects("debit 7")), (2, 1));
}

#[test]
fn what_arrives_together_is_told_in_the_same_steps_in_every_life() {
    let mut world = world();
    world.accept(&start::<Twins>("t", &"account".to_owned())).unwrap();
    world.carry();
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("t").as_deref(), Some("2"), "{:?}", world.status("t").error);
}

#[test]
fn answers_that_come_together_in_another_life_are_told_in_the_same_steps() {
    let mut world = world();
    world.accept(&start::<Twins>("t", &"account".to_owned())).unwrap();
    world.die();
    world.carry();
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("t").as_deref(), Some("2"), "{:?}", world.status("t").error);
}

#[test]
fn a_thousand_that_wait_leave_the_next_one_in_memory_while_something_is_done_with_it() {
    let mut world = world();
    for number in 0..=limits::workflow::HELD {
        world.accept(&start::<Inboxed>(&format!("i{number}"), &2)).unwrap();
    }
    world.die();
    for number in 0..=limits::workflow::HELD {
        world.signal(&format!("i{number}"), "number", "1").unwrap();
    }
    let last = format!("i{}", limits::workflow::HELD);
    assert_eq!(world.control(&last, Control::Pause).unwrap().handle.state, State::Paused);
    assert_eq!(world.control(&last, Control::Cancel).unwrap().handle.state, State::Cancelled);
}

#[test]
fn a_race_has_the_same_winner_in_every_life() {
    let mut world = world();
    world.accept(&start::<Race>("r", &())).unwrap();
    world.open("r/1", 9);
    for _ in 0..3 {
        world.die();
        world.pass(100);
    }
    world.pass(1_000);
    assert_eq!(world.output("r").as_deref(), Some("\"right 9\""));
    assert_eq!(effects("r/0"), 1);
}

#[test]
fn a_step_at_most_once_is_not_tried_again() {
    let mut world = world();
    world.accept(&start::<Once>("once", &())).unwrap();
    assert_eq!(effects("once/0"), 1);
    world.die();
    world.pass(1_000);
    assert_eq!((world.state("once"), effects("once/0")), (State::Failed, 1));
}

#[test]
fn retries_are_counted_across_lives() {
    let mut world = world();
    FAILURES.set(9);
    world.accept(&start::<Flaky>("f", &())).unwrap();
    for _ in 0..3 {
        world.die();
        world.pass(100);
    }
    assert_eq!(world.status("f").error.as_deref(), Some("step \"flaky\" failed at attempt 4: not yet"));
}

#[test]
fn twenty_five_events_are_told_in_order_across_deaths_and_pauses() {
    let mut world = world();
    world.accept(&start::<Inboxed>("i", &25)).unwrap();
    for number in 0..25 {
        if number % 5 == 0 {
            world.die();
        }
        if number % 10 == 0 {
            world.control("i", Control::Pause).unwrap();
        }
        world.signal("i", "number", &number.to_string()).unwrap();
        if number % 10 == 7 {
            world.control("i", Control::Resume).unwrap();
        }
    }
    world.control("i", Control::Resume).unwrap();
    let all: Vec<u32> = (0..25).collect();
    assert_eq!(world.output("i"), Some(serde_json::to_string(&all).unwrap()));
}

#[test]
fn other_code_is_stuck_and_goes_on_under_the_right_one() {
    let mut world = world();
    world.accept(&start::<Changing>("c", &())).unwrap();
    OTHER_CODE.set(true);
    world.die();
    world.pass(1_000);
    let status = world.status("c");
    assert_eq!(status.handle.state, State::Stuck);
    let error = status.error.unwrap();
    assert!(error.contains("\"first\"") && error.contains("\"second\""), "{error}");
    OTHER_CODE.set(false);
    world.die();
    world.control("c", Control::Redrive).unwrap();
    world.pass(1_000);
    assert_eq!(world.output("c").as_deref(), Some("1"));
}

#[test]
fn a_build_without_the_workflow_loses_no_instance() {
    let mut world = world();
    world.accept(&start::<Changing>("c", &())).unwrap();
    LACKING.set(true);
    world.die();
    assert_eq!(world.control("c", Control::Restart).unwrap_err().code, ErrorCode::UnknownWorkflow);
    world.pass(1_000);
    assert_eq!(world.state("c"), State::Stuck);
    LACKING.set(false);
    world.die();
    world.control("c", Control::Redrive).unwrap();
    world.pass(1_000);
    assert_eq!(world.output("c").as_deref(), Some("1"));
}

#[test]
fn a_tracker_is_told_every_event_in_order_across_deaths() {
    let mut world = world();
    let mut told: Vec<(u64, String)> = Vec::new();
    for round in 0..6 {
        world.life.engine.track();
        world.accept(&start::<Counter>(&format!("c{round}"), &3)).unwrap();
        // What is told to a life that dies before the alarm has stored it is told again.
        while let Some(untold) = world.life.engine.untold(2).unwrap() {
            told.extend(untold.events.into_iter().map(|event| (event.id, event.instance)));
            world.life.engine.told(untold.up_to);
        }
        if round % 2 == 0 {
            world.die();
            world.life.engine.track();
        }
        world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    }
    while let Some(untold) = world.life.engine.untold(100).unwrap() {
        told.extend(untold.events.into_iter().map(|event| (event.id, event.instance)));
        world.life.engine.told(untold.up_to);
    }
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!(world.life.engine.pending(), Pending::Nothing);
    let times = told.len();
    told.sort();
    told.dedup();
    let all: Vec<(u64, String)> =
        (0..6).flat_map(|round| world.events(&format!("c{round}"))).map(|event| (event.id, event.instance)).collect();
    assert_eq!(told, all);
    assert!(times > all.len(), "nothing was told twice, so no death mattered");
}

#[test]
fn what_is_cut_is_told_whole() {
    let world = world();
    world.life.engine.track();
    let account = "a".repeat(30);
    world.accept(&start::<Order>("o", &account)).unwrap();
    world.open("o/0", 1);
    let large = "x".repeat(limits::workflow::ROW_BYTES - 2);
    world.signal("o", "approved", &format!("\"{large}\"")).unwrap();
    let mut kinds = Vec::new();
    while let Some(untold) = world.life.engine.untold(1).unwrap() {
        kinds.extend(untold.events.into_iter().map(|event| event.kind));
        world.life.engine.told(untold.up_to);
    }
    assert_eq!(kinds, ["accepted", "began", "done", "began", "done", "began"]);
}

#[test]
fn an_instance_that_ends_its_object_is_left_alone() {
    let mut world = world();
    world.accept(&start::<Once>("good", &())).unwrap();
    world.accept(&start::<Order>("bad", &"a".to_owned())).unwrap();
    world.open("good/0", 1);
    for _ in 0..limits::workflow::LIVES {
        world.die();
        // It dies as soon as it has been counted that it is taken up.
        world.host.pass(1_000);
        world.host.alarm.set(None);
        let engine = std::rc::Rc::clone(&world.life.engine);
        world.host.event(|| engine.ring()).unwrap().unwrap();
    }
    world.die();
    world.pass(1_000);
    assert_eq!(world.state("bad"), State::Poisoned);
    assert_eq!(world.state("good"), State::Completed);
    assert_eq!(world.life.engine.list(State::Poisoned).unwrap(), ["bad"]);
    world.control("bad", Control::Redrive).unwrap();
    assert_eq!(world.state("bad"), State::Running);
}
