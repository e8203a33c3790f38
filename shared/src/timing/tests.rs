use super::*;

#[test]
fn a_clock_that_goes_back_shows_no_time() {
    assert_eq!(UnixMillis(10).since(UnixMillis(4)), 6);
    assert_eq!(UnixMillis(4).since(UnixMillis(10)), 0);
    assert_eq!(UnixMillis(u64::MAX).since(UnixMillis(0)), u32::MAX);
}

#[test]
fn states_are_snake_case_on_the_edge() {
    assert_eq!(serde_json::to_string(&(EngineState::Coalesced, CopyState::Miss)).unwrap(), r#"["coalesced","miss"]"#);
}
