use super::*;

#[test]
fn a_text_that_names_a_moment_is_parsed_each_time() {
    for sql in [
        "SELECT 'now'::timestamptz",
        "SELECT DATE ' Today '",
        "INSERT INTO t VALUES ('TOMORROW 10:00')",
        "SELECT * FROM t WHERE at < timestamp 'yesterday'",
        "SELECT $$now$$::timestamptz",
        r"SELECT E'\x6eow'::timestamptz",
        r"SELECT U&'\006eow'::timestamptz",
    ] {
        assert_eq!(Kept::default().way(sql), Way::Once, "{sql}");
    }
    for sql in
        ["SELECT now()", "SELECT n FROM known WHERE snow = $1 AND nowhere", "INSERT INTO t VALUES ($1, now(), 'x')"]
    {
        assert_eq!(Kept::default().way(sql), Way::Named("kept_0".to_owned()), "{sql}");
    }
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
        kept.keep(&format!("SELECT {number}"), format!("kept_{number}"));
    }
    assert!(kept.is_worn(size, &kept.way("SELECT 'another'")));
    assert!(!kept.is_worn(size, &kept.way("SELECT 7")), "what is known needs no room");
    assert!(!kept.is_worn(size, &Way::Once));
}
