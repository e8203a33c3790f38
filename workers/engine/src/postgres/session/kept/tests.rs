use super::*;

#[test]
fn a_text_that_names_a_moment_is_parsed_each_time() {
    let mut kept = Kept::default();
    let Way::Named(name) = kept.way("SELECT date 'today'") else { panic!("it is not known yet") };
    kept.keep("SELECT date 'today'", name.clone(), Meaning::OfNow);
    assert_eq!(kept.way("SELECT date 'today'"), Way::Once);
    let Way::Named(next) = kept.way("SELECT 1") else { panic!("it is not known yet") };
    assert_ne!(next, name, "the process still has a statement of that name");
}

#[test]
fn all_wear_out_together() {
    let named = Way::Named("kept_0".to_owned());
    let mut kept = Kept::default();
    let size = Size { blocks: 100, memory_bytes: 20 << 20 };
    kept.forget(size);
    assert!(!kept.is_worn(Size { blocks: 107, memory_bytes: 23 << 20 }, &named));
    assert!(kept.is_worn(Size { blocks: 108, ..size }, &named));
    assert!(kept.is_worn(Size { memory_bytes: 24 << 20, ..size }, &named));
    // A disk that was read anew counts from zero.
    assert!(kept.is_worn(Size { blocks: 0, ..size }, &named));
    for number in 0..MOST {
        assert!(!kept.is_worn(size, &named));
        kept.keep(&format!("SELECT {number}"), format!("kept_{number}"), Meaning::Lasts);
    }
    assert!(kept.is_worn(size, &kept.way("SELECT 'another'")));
    assert!(!kept.is_worn(size, &kept.way("SELECT 7")), "what is known needs no room");
    assert!(!kept.is_worn(size, &Way::Once));
}
