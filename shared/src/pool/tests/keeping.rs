//! How long isolates are kept, and which goes first.

use super::{
    world::{Fate, World},
    *,
};

/// Owners are served one after the other, each so often, ten milliseconds apart.
fn served(rules: &Configuration, owners: &[(u32, u32)]) -> World {
    let mut world = World::new(rules);
    for &(owner, times) in owners {
        for _ in 0..times {
            world.arrive(owner);
            world.wait(10);
            world.open_all();
            world.answer_all();
        }
    }
    world
}

fn has_isolate(world: &World, owner: u32) -> bool {
    (0..world.engine.reached())
        .filter_map(|slot| world.engine.slot(world.now, slot))
        .any(|slot| slot.owner == Some(owner))
}

#[test]
fn longest_unused_goes_first() {
    let mut world = served(&Configuration::bare(3, 5), &[(0, 3), (1, 2), (2, 1), (0, 1)]);
    world.arrive(3);
    assert_eq!([0, 1, 2, 3].map(|owner| has_isolate(&world, owner)), [true, false, true, true]);
}

#[test]
fn least_used_goes_first() {
    let rules = Configuration { keeping: Keeping::Lfu, ..Configuration::bare(3, 5) };
    let mut world = served(&rules, &[(0, 3), (1, 2), (2, 5)]);
    world.arrive(3);
    assert_eq!([0, 1, 2, 3].map(|owner| has_isolate(&world, owner)), [true, false, true, true]);
}

#[test]
fn greedy_dual_lets_go_what_is_large_for_the_time_it_saves() {
    let rules = Configuration { keeping: Keeping::GreedyDual, ..Configuration::bare(2, 3) };
    let mut world = World::new(&rules);
    for (owner, megabytes) in [(0, 1), (1, 64)] {
        world.arrive(owner);
        world.wait(10);
        world.open_all();
        let (at, request) = world.running()[0];
        world.answer(at, request, Answer { outcome: Outcome::Answered, bytes: Some(megabytes << 20) });
    }
    world.arrive(2);
    assert_eq!([0, 1, 2].map(|owner| has_isolate(&world, owner)), [true, false, true]);
}

#[test]
fn fixed_time_ends_exactly() {
    let keep_alive = Span::from_millis(100);
    let rules = Configuration { keeping: Keeping::Fixed, keep_alive, ..Configuration::bare(4, 4) };
    let mut world = served(&rules, &[(0, 1), (1, 1)]);
    assert_eq!(world.engine.next_tick(), Some(Moment::from_millis(110)));
    world.now = Moment::from_millis(109);
    world.tick();
    assert!(has_isolate(&world, 0));
    world.now = Moment::from_millis(110);
    world.tick();
    world.close_all();
    assert_eq!([0, 1].map(|owner| has_isolate(&world, owner)), [false, true]);
    assert_eq!(world.engine.next_tick(), Some(Moment::from_millis(120)));
}

#[test]
fn histogram_makes_the_isolate_again_before_the_next_request() {
    let minutes = |count: u64| Span::from_millis(count * 60_000);
    let rules = Configuration { keeping: Keeping::Histogram, keep_alive: minutes(10), ..Configuration::bare(4, 4) };
    let mut world = World::new(&rules);
    // Owner 0 asks every 20 minutes.
    let mut cold = Vec::new();
    for turn in 0..24_u64 {
        let next = Moment::START.after(minutes(20 * turn));
        while let Some(tick) = world.engine.next_tick().filter(|&tick| tick <= next) {
            world.now = tick;
            world.tick();
            world.close_all();
            world.open_all();
        }
        world.now = next;
        let before = world.engine.counters().cold;
        let request = world.arrive(0);
        world.open_all();
        assert_eq!(world.fate(request), Fate::Running);
        world.answer_all();
        world.close_all();
        cold.push(world.engine.counters().cold - before);
    }
    assert_eq!(cold[..9].iter().sum::<u64>(), 9, "without a history the fixed time is too short");
    assert_eq!(cold[12..].iter().sum::<u64>(), 0, "{cold:?}");
    assert!(world.engine.counters().foreseen >= 12);
}

#[test]
fn histogram_keeps_the_isolate_of_who_comes_often() {
    let keep_alive = Span::from_millis(1_000);
    let rules = Configuration { keeping: Keeping::Histogram, keep_alive, ..Configuration::bare(4, 4) };
    let mut world = World::new(&rules);
    for _ in 0..20 {
        world.arrive(1);
        world.open_all();
        world.answer_all();
        world.wait(30_000);
    }
    world.tick();
    assert!(has_isolate(&world, 1), "two minutes, and not the fixed second");
    world.wait(120_000);
    world.tick();
    world.close_all();
    assert!(!has_isolate(&world, 1));
}
