use super::*;

fn drawn(object: &str, count: usize) -> Vec<Option<Fate>> {
    (0..count).map(|_| of_next(object)).collect()
}

#[test]
fn nothing_goes_wrong_unless_it_was_asked_for() {
    set("other", Faults { drop_reply: 50, ..Faults::default() }, 1);
    assert_eq!(drawn("one", 100), [None; 100]);
    set("other", Faults::default(), 1);
    assert_eq!(drawn("other", 100), [None; 100]);
}

#[test]
fn so_many_of_a_hundred_messages_are_hit() {
    let faults = Faults { abort_after: 10, delay_request: 20, ..Faults::default() };
    set("object", faults, 7);
    let fates = drawn("object", 10_000);
    let count = |is: fn(&Fate) -> bool| fates.iter().flatten().filter(|fate| is(fate)).count();
    assert!((900..1_100).contains(&count(|fate| *fate == Fate::EndAfter)));
    // A message that ends the life is not late as well.
    assert!((1_650..1_950).contains(&count(|fate| matches!(fate, Fate::Late { .. }))));
    let delays =
        fates.iter().flatten().filter_map(|fate| if let Fate::Late { by_ms } = fate { Some(*by_ms) } else { None });
    assert!(delays.clone().min() == Some(1) && delays.max() == Some(20));
    set("object", faults, 7);
    assert_eq!(drawn("object", 10_000), fates);
}
