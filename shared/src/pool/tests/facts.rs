//! Single facts: bounds, orders, renewals.

use super::{
    world::{Fate, Phase, World},
    *,
};

fn rules(size: u32, owners: u32) -> Configuration {
    Configuration::bare(size, owners)
}

#[test]
fn queue_takes_as_many_as_it_may_and_no_more() {
    for placement in [Placement::Central, Placement::RoundRobin, Placement::LeastLoaded, Placement::PowerOfTwo] {
        let mut world = World::warmed(&Configuration { placement, queue: 2, ..rules(1, 1) });
        let requests: Vec<_> = (0..4).map(|_| world.arrive(0)).collect();
        assert_eq!(world.fate(requests[0]), Fate::Running);
        assert_eq!((world.fate(requests[1]), world.fate(requests[2])), (Fate::Waiting, Fate::Waiting));
        assert_eq!(world.fate(requests[3]), Fate::Refused(Refusal::QueueFull), "{placement:?}");
        world.answer_all();
        assert_eq!(world.fate(requests[1]), Fate::Running);
    }
}

#[test]
fn central_queue_is_as_long_as_all_queues_together() {
    let mut world = World::warmed(&Configuration { queue: 3, ..rules(2, 1) });
    let requests: Vec<_> = (0..9).map(|_| world.arrive(0)).collect();
    let refused = requests.iter().filter(|&&request| world.fate(request) != Fate::Waiting).count();
    assert_eq!(refused, 2 + 1, "two run, six wait, one is refused");
}

#[test]
fn last_come_is_served_first_where_that_is_asked_for() {
    let mut world = World::warmed(&Configuration { discipline: Discipline::Lifo, ..rules(1, 1) });
    let requests: Vec<_> = (0..3).map(|_| world.arrive(0)).collect();
    world.answer_all();
    assert_eq!(world.fate(requests[2]), Fate::Running);
}

#[test]
fn standing_queue_turns_round_and_refuses_who_waited_too_long() {
    let mut world = World::warmed(&Configuration { discipline: Discipline::Codel, ..rules(1, 1) });
    let old: Vec<_> = (0..3).map(|_| world.arrive(0)).collect();
    world.wait(101);
    let new = world.arrive(0);
    world.answer_all();
    assert_eq!(world.fate(new), Fate::Running);
    world.answer_all();
    assert_eq!(world.fate(old[1]), Fate::Refused(Refusal::Pressured));
    assert_eq!(world.fate(old[2]), Fate::Refused(Refusal::Pressured));
}

#[test]
fn deadline_that_passes_is_refused_at_the_tick_it_announced() {
    let mut world = World::warmed(&rules(1, 1));
    world.arrive(0);
    let late = world.arrive_by(0, Moment::from_millis(30));
    let patient = world.arrive(0);
    assert_eq!(world.engine.next_tick(), Some(Moment::from_millis(30)));
    world.wait(30);
    world.tick();
    assert_eq!(world.fate(late), Fate::Refused(Refusal::DeadlinePassed));
    assert_eq!((world.fate(patient), world.engine.next_tick()), (Fate::Waiting, None));
    let dead = world.arrive_by(0, world.now);
    assert_eq!(world.fate(dead), Fate::Refused(Refusal::DeadlinePassed));
}

#[test]
fn isolate_of_another_owner_is_ended_before_its_place_is_used() {
    let mut world = World::new(&rules(1, 2));
    let first = world.arrive(0);
    world.open_all();
    assert_eq!(world.fate(first), Fate::Running);
    let second = world.arrive(1);
    world.answer_all();
    assert_eq!(world.in_phase(&Phase::Retiring).len(), 1);
    assert_eq!(world.fate(second), Fate::Waiting);
    world.close_all();
    world.open_all();
    assert_eq!(world.fate(second), Fate::Running);
    assert_eq!((world.engine.counters().evicted, world.engine.counters().cold), (1, 2));
}

#[test]
fn owner_at_its_limit_is_refused_and_others_are_not() {
    let mut world = World::new(&Configuration { owner_requests: Some(2), ..rules(2, 2) });
    let requests: Vec<_> = (0..3).map(|_| world.arrive(0)).collect();
    assert_eq!(world.fate(requests[2]), Fate::Refused(Refusal::OwnerAtLimit));
    let other = world.arrive(1);
    assert_eq!(world.fate(other), Fate::Waiting);
    let unknown = world.arrive(2);
    assert_eq!(world.fate(unknown), Fate::Refused(Refusal::OwnerAtLimit));
}

#[test]
fn name_that_failed_to_start_gets_the_next_generation() {
    let mut world = World::new(&rules(1, 2));
    let failed = world.arrive(0);
    let life = world.in_phase(&Phase::Opening)[0];
    world.fail(life);
    assert_eq!(world.fate(failed), Fate::Refused(Refusal::BuildFailed));
    let next = world.arrive(0);
    assert_eq!(world.isolates[&0].generation, 1);
    world.open_all();
    assert_eq!(world.fate(next), Fate::Running);
}

#[test]
fn pool_that_cannot_start_anything_refuses_and_tries_again_later() {
    let mut world = World::new(&rules(1, 1));
    let life = world.in_phase(&Phase::Opening)[0];
    world.fail(life);
    assert!(world.isolates.is_empty(), "it does not try again at once");
    let next = world.engine.next_tick().expect("it tries again");
    world.now = next;
    world.tick();
    assert_eq!(world.isolates[&0].generation, 1);
}

#[test]
fn disposable_isolates_serve_one_request_each() {
    let mut world = World::warmed(&Configuration { restart_uses: Some(1), ..rules(2, 1) });
    for _ in 0..6 {
        world.arrive(0);
    }
    assert!(world.settle());
    assert_eq!((world.engine.counters().renewed, world.engine.counters().answered), (6, 6));
}

#[test]
fn traps_and_memory_and_age_renew_an_isolate() {
    let rules = Configuration {
        restart_traps: Some(2),
        restart_bytes: Some(1 << 20),
        restart_age: Some(Span::from_millis(50)),
        ..rules(1, 1)
    };
    let mut world = World::warmed(&rules);
    let serve = |world: &mut World, answer: Answer| {
        world.arrive(0);
        let (at, request) = world.running()[0];
        world.answer(at, request, answer);
        let is_renewed = !world.in_phase(&Phase::Retiring).is_empty();
        world.close_all();
        world.open_all();
        is_renewed
    };
    let trap = Answer { outcome: Outcome::Trapped, bytes: None };
    assert_eq!((serve(&mut world, trap), serve(&mut world, trap)), (false, true));
    assert!(!serve(&mut world, Answer { outcome: Outcome::Failed, bytes: Some(1 << 20) }));
    assert!(serve(&mut world, Answer { outcome: Outcome::Answered, bytes: Some((1 << 20) + 1) }));
    assert!(serve(&mut world, Answer { outcome: Outcome::Broken, bytes: None }));
    world.wait(49);
    assert!(!serve(&mut world, Answer::GOOD));
    world.wait(1);
    assert!(serve(&mut world, Answer::GOOD));
}

#[test]
fn vanished_isolate_is_counted_and_its_queue_goes_on() {
    let mut world = World::warmed(&Configuration { placement: Placement::RoundRobin, ..rules(1, 1) });
    let lost = world.arrive(0);
    let next = world.arrive(0);
    let at = world.in_phase(&Phase::Open)[0];
    world.vanish(at);
    assert_eq!(world.fate(lost), Fate::Abandoned);
    world.open_all();
    assert_eq!(world.fate(next), Fate::Running);
    let before = *world.engine.counters();
    world.tell(|engine, now, commands| engine.answered(now, at, Answer::GOOD, commands));
    assert_eq!(*world.engine.counters(), before, "a late answer changes nothing");
}

#[test]
fn isolate_that_does_not_say_that_it_is_well_is_replaced() {
    let every = Some(Span::from_millis(20));
    let mut world = World::warmed(&Configuration { check_every: every, ..rules(2, 1) });
    world.wait(20);
    world.tick();
    let well = world.in_phase(&Phase::Open)[0];
    world.engine.checked(well, None);
    world.wait(20);
    world.tick();
    assert_eq!((world.engine.counters().disposed, world.engine.counters().vanished), (1, 1));
    assert_eq!(world.in_phase(&Phase::Opening).len(), 1, "another one takes its place");
}

#[test]
fn silent_isolates_are_given_up() {
    let patience = Some(Span::from_millis(20));
    let rules = Configuration { open_patience: patience, drain_patience: patience, ..rules(1, 2) };
    let mut world = World::new(&rules);
    let request = world.arrive(0);
    world.wait(20);
    world.tick();
    assert_eq!(world.fate(request), Fate::Refused(Refusal::BuildFailed));
    world.arrive(0);
    world.open_all();
    let other = world.arrive(1);
    world.answer_all();
    world.wait(20);
    world.tick();
    world.open_all();
    assert_eq!(world.fate(other), Fate::Running, "an isolate that does not end is dropped");
}

#[test]
fn memory_pressure_stops_growth_and_not_admission() {
    let rules = Configuration { least: 0, grow_at_percent: 100, pressure_bytes: Some(10 << 20), ..rules(4, 1) };
    let mut world = World::new(&rules);
    world.arrive(0);
    world.open_all();
    let (at, request) = world.running()[0];
    let answer = |bytes| Answer { outcome: Outcome::Answered, bytes: Some(bytes) };
    world.answer(at, request, answer(11 << 20));
    assert!(world.engine.is_pressured());
    let (runs, waits) = (world.arrive(0), world.arrive(0));
    assert_eq!((world.fate(runs), world.fate(waits)), (Fate::Running, Fate::Waiting));
    assert_eq!(world.opened, 1);
    let (at, request) = world.running()[0];
    world.answer(at, request, answer(9 << 20));
    assert!(world.engine.is_pressured(), "it lasts until there is room again");
    let (at, request) = world.running()[0];
    world.answer(at, request, answer(7 << 20));
    assert!(!world.engine.is_pressured());
}

#[test]
fn spare_serves_a_new_owner_at_once_and_is_replaced() {
    let mut world = World::warmed(&Configuration { spares: 2, ..rules(4, 4) });
    assert_eq!(world.engine.gauges().spare, 2);
    let request = world.arrive(3);
    assert_eq!((world.fate(request), world.engine.counters().cold), (Fate::Running, 0));
    assert_eq!(world.in_phase(&Phase::Opening).len(), 1);
}

#[test]
fn spare_serves_an_owner_whose_own_isolate_is_used_up() {
    for placement in [Placement::Affinity, Placement::Central] {
        let rules = Configuration { spares: 3, restart_uses: Some(1), placement, ..rules(6, 4) };
        let mut world = World::warmed(&rules);
        let requests = [world.arrive(2), world.arrive(2), world.arrive(2)];
        assert_eq!(requests.map(|request| world.fate(request)), [Fate::Running; 3], "{placement:?}");
        assert_eq!(world.engine.counters().cold, 0, "{placement:?}");
    }
}

#[test]
fn affinity_waits_at_home_while_that_is_within_the_factor() {
    let rules = Configuration { placement: Placement::Affinity, ..rules(4, 4) };
    let mut world = World::new(&rules);
    for owner in [0, 1, 2] {
        world.arrive(owner);
        world.open_all();
    }
    // Of five requests on three isolates, three at home are within a quarter above the mean, rounded up.
    world.arrive(0);
    world.arrive(0);
    assert_eq!((world.isolates.len(), world.engine.slot(world.now, 0).unwrap().waiting), (3, 2));
    world.arrive(0);
    assert_eq!(world.isolates.len(), 4, "a fourth would be beyond it, so the owner has another isolate");
}

#[test]
fn placements_choose_as_they_say() {
    let turns = |placement| {
        let mut world = World::warmed(&Configuration { placement, ..rules(3, 1) });
        for _ in 0..6 {
            world.arrive(0);
            world.answer_all();
        }
        world.begun.iter().map(|(_, slot)| *slot).collect::<Vec<_>>()
    };
    assert_eq!(turns(Placement::RoundRobin), [1, 2, 0, 1, 2, 0]);
    let central = turns(Placement::Central);
    assert!(central.iter().all(|slot| *slot == central[0]), "the one used last: {central:?}");
    let mut world = World::warmed(&Configuration { placement: Placement::LeastLoaded, ..rules(3, 1) });
    for _ in 0..7 {
        world.arrive(0);
    }
    let loads: Vec<_> = (0..3).map(|slot| world.engine.slot(world.now, slot).unwrap().waiting).collect();
    assert_eq!(loads.iter().sum::<u16>(), 4);
    assert!(loads.iter().all(|waiting| (1..=2).contains(waiting)), "{loads:?}");
}

#[test]
fn resize_lets_the_surplus_finish() {
    let mut world = World::warmed(&Configuration { placement: Placement::RoundRobin, ..rules(4, 1) });
    for _ in 0..8 {
        world.arrive(0);
    }
    world.tell(|engine, now, commands| engine.resize(now, 2, commands));
    let later = world.arrive(0);
    assert!(world.settle());
    assert_eq!((world.engine.gauges().open, world.fate(later)), (2, Fate::Answered));
    assert_eq!(world.engine.counters().answered, 9);
    world.tell(|engine, now, commands| engine.resize(now, 6, commands));
    assert_eq!(world.engine.gauges().open, 6);
}
