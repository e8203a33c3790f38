use super::*;

#[test]
fn an_owner_keeps_its_number() {
    let mut owners = Owners::new(4);
    let numbers: Vec<_> = ["a", "b", "a", "c"].iter().map(|name| owners.enter(name, |_| false)).collect();
    assert_eq!(numbers, [Some(0), Some(1), Some(0), Some(2)]);
    assert_eq!((owners.name(1), owners.name(3)), (Some("b"), None));
}

#[test]
fn a_number_is_given_again_when_nothing_of_its_owner_is_left() {
    let mut owners = Owners::new(2);
    owners.enter("a", |_| false);
    owners.enter("b", |_| false);
    assert_eq!(owners.enter("c", |_| false), None, "both have requests under way");
    owners.leave(0);
    owners.leave(1);
    assert_eq!(owners.enter("c", |_| true), None, "both have isolates");
    assert_eq!(owners.enter("c", |number| number == 0), Some(1));
    assert_eq!(owners.name(1), Some("c"));
    assert_eq!(owners.enter("a", |_| true), Some(0));
    owners.leave(1);
    // Who comes back begins anew.
    assert_eq!(owners.enter("b", |number| number == 0), Some(1));
    owners.leave(7);
}
