use std::collections::BTreeSet;

use shared::random::Random;

use super::*;

fn spans(numbers: impl IntoIterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut spans = Spans::default();
    for number in numbers {
        assert!(spans.insert(number), "{number} is new");
    }
    spans.each().collect()
}

#[test]
fn numbers_that_follow_each_other_are_one_span_in_whatever_order_they_come() {
    assert_eq!(spans([1, 2, 3]), [(1, 3)]);
    assert_eq!(spans([3, 2, 1]), [(1, 3)]);
    assert_eq!(spans([1, 3, 2]), [(1, 3)]);
    assert_eq!(spans([7, 1, 3, 9, 2, 8]), [(1, 3), (7, 3)]);
    assert_eq!(spans([u64::MAX, 0, u64::MAX - 1]), [(0, 1), (u64::MAX - 1, 2)]);
}

#[test]
fn a_number_is_new_once() {
    let mut spans = Spans::default();
    let mut model = BTreeSet::new();
    let mut random = Random::seeded(1);
    for _ in 0..5_000 {
        let number = random.below(400) as u64;
        assert_eq!(spans.insert(number), model.insert(number), "{number}");
    }
    let told: Vec<_> = spans.each().flat_map(|(first, count)| first..first + count).collect();
    assert_eq!(told, model.iter().copied().collect::<Vec<_>>());
    assert_eq!(spans.count(), model.len() as u64);
}
