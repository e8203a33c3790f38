//! What holds whatever is configured and whatever happens.

use proptest::prelude::*;

use super::{
    world::{Fate, Phase, World},
    *,
};
use crate::{choice::Choice as _, random::Random};

fn configurations() -> impl Strategy<Value = Configuration> {
    let words = (
        prop::sample::select(Placement::ALL),
        prop::sample::select(Keeping::ALL),
        prop::sample::select(Discipline::ALL),
    );
    let sizes = (1_u32..7, 0_u32..7, 1_u8..4, 0_u16..5, 1_u32..7, 0_u32..3);
    let bounds = (
        prop::option::of(1_u32..6),
        prop::option::of(1_u32..3),
        prop::option::of(1_u32..4),
        prop::option::of(1_u8..3),
        prop::option::of(20_u64..200),
        any::<bool>(),
    );
    (words, sizes, bounds).prop_map(|((placement, keeping, discipline), sizes, bounds)| {
        let (size, least, concurrency, queue, owners, spares) = sizes;
        let (owner_requests, owner_slots, restart_uses, restart_traps, patience, is_scaled) = bounds;
        let placement = if owners == 1 && placement == Placement::Affinity { Placement::Random } else { placement };
        let patience = patience.map(Span::from_millis);
        Configuration {
            size,
            least: least.min(size),
            spares: spares.min(size),
            concurrency,
            queue,
            owners,
            placement,
            keeping,
            discipline,
            keep_alive: Span::from_millis(40),
            owner_requests,
            owner_slots,
            restart_uses,
            restart_traps,
            restart_bytes: Some(1 << 20),
            restart_age: patience,
            check_every: patience,
            open_patience: patience,
            drain_patience: patience,
            grow_at_percent: if is_scaled { 100 } else { 200 },
            shrink_under_percent: 50,
            shrink_after: patience,
            pressure_bytes: is_scaled.then_some(3 << 20),
            ..Configuration::default()
        }
    })
}

/// Anything that can happen, a few hundred times.
fn happen(world: &mut World, random: &mut Random, steps: u32) {
    for _ in 0..steps {
        let owners = world.engine.configuration().owners;
        let pick =
            |random: &mut Random, lives: Vec<Life>| (!lives.is_empty()).then(|| lives[random.below(lives.len())]);
        match random.below(20) {
            0..=6 => {
                let owner = u32::try_from(random.below(owners as usize)).unwrap();
                let by = Span::from_millis(1 + random.below(300) as u64);
                let deadline = if random.below(2) == 0 { Moment::NEVER } else { world.now.after(by) };
                world.arrive_by(owner, deadline);
            }
            7..=10 => {
                let running = world.running();
                if !running.is_empty() {
                    let (at, request) = running[random.below(running.len())];
                    let outcome = [Outcome::Answered, Outcome::Failed, Outcome::Trapped, Outcome::Broken];
                    let outcome = outcome[random.below(8).saturating_sub(4)];
                    let bytes = Some(random.below(1 << 21) as u64).filter(|_| random.below(3) == 0);
                    world.answer(at, request, Answer { outcome, bytes });
                }
            }
            11 | 12 => {
                if let Some(at) = pick(random, world.in_phase(&Phase::Opening)) {
                    if random.below(6) == 0 { world.fail(at) } else { world.open(at) }
                }
            }
            13 | 14 => {
                if let Some(at) = pick(random, world.in_phase(&Phase::Retiring)) {
                    world.close(at);
                }
            }
            15 => {
                if let Some(at) = pick(random, world.in_phase(&Phase::Open)).filter(|_| random.below(4) == 0) {
                    world.vanish(at);
                }
            }
            16 | 17 => {
                world.wait(random.below(30) as u64);
                world.tick();
            }
            18 => match random.below(12) {
                0 => world.tell(|engine, now, commands| engine.drain(now, Span::from_millis(50), commands)),
                1 | 2 => world.tell(Engine::resume),
                3 => world.tell(|engine, now, commands| {
                    engine.warm(now, 2, commands);
                }),
                4 | 5 => {
                    let size = 1 + u32::try_from(random.below(8)).unwrap();
                    world.tell(|engine, now, commands| engine.resize(now, size, commands));
                }
                _ => {}
            },
            // A late word of an isolate that is gone, or was never there.
            _ => {
                let at = Life { slot: u32::try_from(random.below(9)).unwrap(), life: 200 };
                world.tell(|engine, now, commands| engine.answered(now, at, Answer::GOOD, commands));
                world.tell(|engine, now, commands| engine.opened(now, at, commands));
                world.tell(|engine, now, commands| engine.closed(now, at, commands));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn requests_are_conserved_bounds_exact_and_isolates_not_shared(rules in configurations(), seed: u64) {
        let mut world = World::new(&rules);
        happen(&mut world, &mut Random::seeded(seed), 300);
        world.tell(Engine::resume);
        prop_assert!(world.settle(), "somebody waits for ever: {:?}", world.engine.gauges());
        prop_assert!(world.requests.iter().all(|(_, fate)| !matches!(fate, Fate::Waiting | Fate::Running)));
    }

    #[test]
    fn owners_stay_within_their_bounds(rules in configurations(), seed: u64) {
        let mut world = World::new(&rules);
        let mut random = Random::seeded(seed);
        for _ in 0..40 {
            happen(&mut world, &mut random, 5);
            for owner in 0..rules.owners {
                let under_way = world.requests.iter().filter(|(whose, fate)| {
                    *whose == owner && matches!(fate, Fate::Waiting | Fate::Running)
                });
                let under_way = u32::try_from(under_way.count()).unwrap();
                prop_assert!(rules.owner_requests.is_none_or(|most| under_way <= most));
                prop_assert!(world.engine.under_way(owner).is_none_or(|counted| counted == under_way));
                let slots = (0..world.engine.reached()).filter_map(|slot| world.engine.slot(world.now, slot));
                let owned = u32::try_from(slots.filter(|slot| slot.owner == Some(owner)).count()).unwrap();
                prop_assert!(rules.owners == 1 || rules.owner_slots.is_none_or(|most| owned <= most), "{owned}");
            }
        }
    }

    #[test]
    fn drain_ends(rules in configurations(), seed: u64) {
        let mut world = World::new(&rules);
        happen(&mut world, &mut Random::seeded(seed), 150);
        world.tell(|engine, now, commands| engine.drain(now, Span::from_millis(100), commands));
        let late = world.arrive(0);
        prop_assert_eq!(world.fate(late), Fate::Refused(Refusal::Draining));
        // Nobody answers any more: patience alone ends it.
        for _ in 0..12 {
            world.wait(10);
            world.tick();
        }
        prop_assert!(world.engine.is_drained(), "{:?}", world.engine.gauges());
        prop_assert!(world.isolates.is_empty());
    }

    #[test]
    fn drain_with_willing_isolates_loses_nothing(rules in configurations(), seed: u64) {
        let mut world = World::new(&rules);
        happen(&mut world, &mut Random::seeded(seed), 150);
        let abandoned = world.engine.counters().abandoned;
        let (disposed, deadline) = (world.engine.counters().disposed, Span::from_millis(100_000));
        world.tell(|engine, now, commands| engine.drain(now, deadline, commands));
        prop_assert!(world.settle());
        prop_assert!(world.engine.counters().disposed > disposed || world.engine.counters().abandoned == abandoned);
    }

    #[test]
    fn what_waits_is_served_in_order_of_arrival(size in 1_u32..6, seed: u64, is_central: bool) {
        let placement = if is_central { Placement::Central } else { Placement::RoundRobin };
        let rules = Configuration { placement, restart_uses: Some(3), ..Configuration::bare(size, 1) };
        let mut world = World::warmed(&rules);
        let mut random = Random::seeded(seed);
        for _ in 0..200 {
            match random.below(4) {
                0 | 1 => {
                    world.arrive(0);
                }
                2 => world.answer_all(),
                _ => {
                    world.close_all();
                    world.open_all();
                }
            }
        }
        let order = |slot: Option<u32>| {
            let here = world.begun.iter().filter(|(_, at)| slot.is_none_or(|slot| slot == *at));
            here.map(|(request, _)| *request).collect::<Vec<_>>()
        };
        if is_central {
            prop_assert!(order(None).is_sorted());
        }
        prop_assert!((0..size).all(|slot| order(Some(slot)).is_sorted()));
    }

    #[test]
    fn same_seed_gives_the_same_commands(rules in configurations(), seed: u64) {
        let run = || {
            let mut world = World::new(&rules);
            happen(&mut world, &mut Random::seeded(seed), 120);
            (world.begun, world.requests, world.opened)
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn size_does_not_oscillate_under_a_steady_load(load in 1_usize..12, shrink in 10_u32..100, extra in 0_u32..100) {
        let rules = Configuration {
            least: 1,
            grow_at_percent: 2 * shrink + extra,
            shrink_under_percent: shrink,
            shrink_after: Some(Span::from_millis(20)),
            ..Configuration::bare(16, 1)
        };
        let mut world = World::warmed(&rules);
        // So many clients, each of which asks again when it has its answer.
        let mut settled = 0;
        for round in 0..400 {
            while load > (world.engine.gauges().running + world.engine.gauges().waiting) as usize {
                world.arrive(0);
            }
            world.open_all();
            world.wait(5);
            for (at, request) in world.running() {
                world.answer(at, request, Answer::GOOD);
                world.arrive(0);
            }
            world.tick();
            world.close_all();
            if round == 200 {
                settled = world.opened;
            }
        }
        prop_assert_eq!(world.opened, settled, "it still changes its size");
    }
}
