use super::*;

fn served(all: &[(&str, u64)]) -> usize {
    overtaken(&all.iter().map(|(place, number)| ((*place).to_owned(), *number)).collect::<Vec<_>>())
}

#[test]
fn whoever_is_served_after_a_later_one_of_the_same_place_was_overtaken() {
    assert_eq!(served(&[("0", 1), ("1", 1), ("0", 2), ("1", 2)]), 0);
    // One of another place may come first.
    assert_eq!(served(&[("0", 5), ("1", 1), ("0", 6)]), 0);
    assert_eq!(served(&[("0", 3), ("0", 1), ("0", 2)]), 1);
    assert_eq!(served(&[("0", 3), ("0", 2), ("0", 1), ("1", 1)]), 2);
}
