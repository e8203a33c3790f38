//! Every death: at each storage operation, alone and in pairs, with messages lost and doubled, everything comes to its right end.

use shared::{error::ErrorCode, workflow::State};

use super::{
    composed::{Everything, answer},
    world::*,
};

/// What happens to messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Post {
    Good,
    /// Each is delivered twice.
    Twice,
    /// The answer to each first is lost.
    AnswerLost,
    /// Each first is lost.
    Lost,
}

/// Runs a whole order with deaths after so many storage operations each; says how many operations it took.
fn order(deaths: &[u32], post: Post) -> u32 {
    let mut world = world();
    let mut deaths = deaths.iter().copied();
    let mut begun = 0;
    let before = world.host.operations.get();
    world.host.fuse.set(deaths.next());
    let (mut accepted, mut signalled) = (false, false);
    for round in 0..60 {
        if world.host.is_dead() {
            world.die();
            world.host.fuse.set(deaths.next());
            begun += 1;
        }
        match world.life.engine.status("o") {
            Ok(_) => {}
            // Reading met the death.
            Err(failure) if failure.code == ErrorCode::ObjectFailed => continue,
            Err(failure) => {
                assert!(!accepted, "what was acknowledged is lost in life {begun}: {failure}");
                accepted = world.accept(&start::<Order>("o", &"a".to_owned())).is_ok();
            }
        }
        if round % 4 == 1 && !signalled {
            signalled = world.signal("o", "approved", "\"yes\"").is_ok();
        }
        let _ = world.open("o/0", 3);
        carry(&world, post);
        world.pass(1_000);
        carry(&world, post);
        // What a dead life remembers is not stored.
        let ended = || world.life.engine.status("o").is_ok_and(|status| status.handle.state == State::Completed);
        if accepted && !world.host.is_dead() && ended() {
            break;
        }
    }
    if world.host.is_dead() {
        world.die();
    }
    world.host.fuse.set(None);
    assert_eq!(world.output("o").as_deref(), Some("\"3 yes\""), "{deaths:?} {post:?}");
    assert_eq!(effects("debit 7"), 1, "{deaths:?} {post:?}");
    let events = world.events("o");
    assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id));
    let kinds = world.kinds("o");
    let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
    assert_eq!((count("accepted"), count("completed"), count("answered")), (1, 1, 1), "{kinds:?}");
    assert_eq!(kinds.first().map(String::as_str), Some("accepted"));
    // Nothing is left that has to be looked after, but the memory of it.
    carry(&world, Post::Good);
    for _ in 0..10 {
        world.pass(500);
    }
    assert_eq!(world.life.engine.pending(), durable::timers::Pending::Nothing);
    let forgets = world.host.alarm.get().is_none_or(|at| at > world.host.now.get() + 60_000);
    assert!(forgets, "the alarm is armed for nothing: {:?} at {}", world.host.alarm.get(), world.host.now.get());
    world.host.operations.get() - before
}

fn carry(world: &World, post: Post) {
    world.carry_by(|place| match post {
        Post::Good => (1, false),
        Post::Twice => (2, false),
        Post::AnswerLost => (1, place % 2 == 0),
        Post::Lost => (u32::from(place % 2 == 1), false),
    });
}

#[test]
fn every_death_leaves_what_goes_on() {
    let whole = order(&[], Post::Good);
    for death in 0..whole {
        order(&[death], Post::Good);
    }
}

#[test]
fn every_death_with_every_post_leaves_what_goes_on() {
    for post in [Post::Twice, Post::AnswerLost, Post::Lost] {
        let whole = order(&[], post);
        for death in 0..whole {
            order(&[death], post);
        }
    }
}

#[test]
fn every_pair_of_deaths_leaves_what_goes_on() {
    let whole = order(&[], Post::Good);
    for first in (0..whole).step_by(3) {
        for second in (0..whole).step_by(3) {
            order(&[first, second], Post::Good);
        }
    }
}

/// Runs everything that is put together with deaths after so many storage operations each; says how many operations it took.
fn everything(deaths: &[u32]) -> u32 {
    let mut world = world();
    let mut left = deaths.iter().copied();
    world.host.fuse.set(left.next());
    let mut accepted = false;
    for _ in 0..60 {
        if world.host.is_dead() {
            world.die();
            world.host.fuse.set(left.next());
            OTHER_CODE.set(true);
        }
        if !accepted {
            accepted = world.accept(&start::<Everything>("e", &())).is_ok();
        }
        answer(&world);
        world.pass(500);
        let ended = || world.life.engine.status("e").is_ok_and(|status| status.handle.state.is_end());
        if accepted && !world.host.is_dead() && ended() {
            break;
        }
    }
    if world.host.is_dead() {
        world.die();
    }
    world.host.fuse.set(None);
    let patched = world.events("e").into_iter().find(|event| event.name.as_deref() == Some("version patched"));
    let version = patched.and_then(|event| event.output).expect("it came by");
    assert_eq!(
        world.output("e"),
        Some(format!("\"[1, 2] 3 v{version} 2 no; undone: it\"")),
        "{deaths:?} {:?} {:?}",
        world.status("e"),
        world.kinds("e")
    );
    let kinds = world.kinds("e");
    let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
    // The map with its two items, the saga and what it undid.
    assert_eq!((count("accepted"), count("completed"), count("closed"), count("checked")), (1, 1, 5, 2), "{deaths:?}");
    for (child, value) in [("e~2", "1"), ("e~4", "2")] {
        assert_eq!(world.output(child).as_deref(), Some(value), "{deaths:?}");
    }
    let operations = world.host.operations.get();
    for _ in 0..10 {
        world.pass(500);
    }
    assert_eq!(world.life.engine.pending(), durable::timers::Pending::Nothing, "{deaths:?}");
    operations
}

#[test]
fn every_death_leaves_everything_that_is_put_together_what_goes_on() {
    let whole = everything(&[]);
    for death in 0..whole {
        everything(&[death]);
    }
    for first in (0..whole).step_by(5) {
        for second in (0..whole).step_by(5) {
            everything(&[first, second]);
        }
    }
}

/// Runs a step that must not be tried twice, with a death after so many storage operations.
fn once(death: u32) -> u32 {
    let mut world = world();
    world.host.fuse.set(Some(death));
    let mut accepted = false;
    for _ in 0..20 {
        if world.host.is_dead() {
            world.die();
        }
        if !accepted {
            accepted = world.accept(&start::<Once>("once", &())).is_ok();
        }
        let _ = world.open("once/0", 1);
        world.pass(500);
        let ended = || world.life.engine.status("once").is_ok_and(|status| status.handle.state.is_end());
        if accepted && !world.host.is_dead() && ended() {
            break;
        }
    }
    if world.host.is_dead() {
        world.die();
    }
    world.host.fuse.set(None);
    assert!(world.state("once").is_end());
    world.host.operations.get()
}

#[test]
fn a_step_at_most_once_has_one_effect_or_none_at_any_death() {
    let whole = once(u32::MAX);
    for death in 0..whole {
        once(death);
        assert!(effects("once/0") <= 1, "death {death}");
    }
}
