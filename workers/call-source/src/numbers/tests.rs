use super::*;

#[test]
fn numbers_follow_the_clock_and_never_come_twice() {
    let numbers = Numbers::default();
    let now = UnixMillis(1_795_000_000_000);
    assert_eq!(numbers.take(3, now), 1_795_000_000_000_000);
    assert_eq!(numbers.take(2, now), 1_795_000_000_000_003);
    assert_eq!(numbers.take(1, UnixMillis(5)), 1_795_000_000_000_005, "a clock that was set back");
    assert_eq!(numbers.take(1, UnixMillis(now.0 + 1)), 1_795_000_000_001_000);
    // What an object's SQLite takes exactly holds them.
    assert!(numbers.take(1, now) < 1 << 53);
}
