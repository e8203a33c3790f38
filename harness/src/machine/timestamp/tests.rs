use std::time::Duration;

use super::*;

#[test]
fn moments_are_those_of_the_calendar() {
    let at = |seconds| utc(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(at(0), "1970-01-01T00:00:00Z");
    assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
    assert_eq!(at(1_795_244_520), "2026-11-21T07:02:00Z");
}
