use super::*;

#[test]
fn a_name_that_is_no_sqlstate_is_left_out() {
    let failure = Failure::new(ErrorCode::ConstraintViolated, "taken").with_sqlstate("23505");
    for strange in ["", "2350", "235055", "2350a", "23 05", "2350é"] {
        assert_eq!(failure.clone().with_sqlstate(strange).sqlstate, None, "{strange}");
    }
}

#[test]
fn only_what_may_pass_by_itself_is_retryable() {
    assert!(ErrorCode::ComputeFailed.retryable() && ErrorCode::DeadlineExceeded.retryable());
    assert!(!ErrorCode::MemoryExceeded.retryable());
    assert!(!ErrorCode::SqlError.retryable() && !ErrorCode::StateDamaged.retryable());
}

#[test]
fn what_costs_too_much_is_the_request_s_fault() {
    for code in [ErrorCode::StepBudgetExceeded, ErrorCode::MemoryExceeded, ErrorCode::ResultTooLarge] {
        assert_eq!(code.status(), 422, "{code:?}");
    }
    assert_eq!(serde_json::to_string(&ErrorCode::MemoryExceeded).unwrap(), r#""memory_exceeded""#);
}

#[test]
fn the_list_of_codes_has_each_under_its_number() {
    let numbered = (0_u8..128).map_while(|number| postcard::from_bytes::<ErrorCode>(&[number]).ok());
    assert_eq!(numbered.collect::<Vec<_>>(), ErrorCode::ALL);
}
