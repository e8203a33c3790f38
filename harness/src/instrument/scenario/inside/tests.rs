use super::*;

#[test]
fn a_time_is_told_by_a_number_that_is_not_negative() {
    let body = br#"{ "timing": { "elapsed_ms": 1.5, "none_ms": 0 }, "before": -1, "word": "1" }"#;
    assert_eq!(told("/timing/elapsed_ms", body), Some(Duration::from_micros(1500)));
    assert_eq!(told("/timing/none_ms", body), Some(Duration::ZERO));
    for pointer in ["/before", "/word", "/timing", "/absent", "timing"] {
        assert_eq!(told(pointer, body), None, "{pointer}");
    }
    assert_eq!(told("/elapsed_ms", b"babble"), None);
}

#[test]
fn whole_milliseconds_are_averaged_and_other_times_are_not() {
    let times = [0.0, 1.0, 1.0, 1.0, 12.0];
    assert_eq!(typical(Some("/elapsed_ms"), &times), Some(3.0));
    assert_eq!(typical(None, &times), Some(1.0));
    assert_eq!((typical(Some("/elapsed_ms"), &[]), typical(None, &[])), (None, None));
}
