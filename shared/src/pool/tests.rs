//! The policy of a pool, held against a world that does what it says and reports what came of it.

mod facts;
mod keeping;
mod properties;
mod variables;
mod world;

use super::{
    heap::Keyed,
    slot::{NONE, Slot},
    waiting::{Joins, Request, Waiting},
    *,
};

#[test]
fn slot_is_half_a_line_of_the_cache() {
    assert_eq!(size_of::<Slot>(), 32);
    assert!(size_of::<Command>() <= 24);
    assert_eq!(Engine::new(&Configuration::bare(8, 1), crate::random::Random::seeded(1)).footprint(), (32, 0));
    let many = Configuration { placement: Placement::Affinity, ..Configuration::bare(8, 100) };
    assert_eq!(Engine::new(&many, crate::random::Random::seeded(1)).footprint(), (32, 4));
}

#[test]
fn queue_by_deadline_serves_the_soonest_first_and_drops_the_late() {
    let mut waiting = Waiting::default();
    let mut tail = NONE;
    for (name, millis) in [(0, 50), (1, 20), (2, 70), (3, 20), (4, 10), (5, 70)] {
        let request = Request::new(name, 0, Moment::START, Moment::from_millis(millis));
        tail = waiting.push(tail, request, Joins::ByDeadline);
    }
    let mut late = Vec::new();
    let (rest, earliest) = waiting.drop_late(tail, Moment::from_millis(10), |request| late.push(request.name));
    assert_eq!((late, earliest), (vec![4], Moment::from_millis(20)));
    let mut order = Vec::new();
    let mut tail = rest;
    while tail != NONE {
        let (request, rest) = waiting.pop(tail);
        order.push(request.name);
        tail = rest;
    }
    assert_eq!((order, waiting.count), (vec![1, 3, 0, 2, 5], 0));
}

#[test]
fn keyed_numbers_come_in_the_order_of_their_keys() {
    let mut keyed = Keyed::default();
    keyed.reserve(64);
    let mut random = crate::random::Random::seeded(5);
    for number in 0..64 {
        keyed.put(number, random.next_bits() >> 40);
    }
    for number in (0..64).step_by(3) {
        keyed.remove(number);
        keyed.put(number + 1 - (number % 2), 7 + u64::from(number));
    }
    keyed.remove(0);
    let mut last = 0;
    while let Some((key, number)) = keyed.least() {
        assert!(key >= last);
        last = key;
        keyed.remove(number);
    }
    assert_eq!(keyed.len(), 0);
}
