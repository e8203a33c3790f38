use super::*;
use crate::ids::RandomId;

#[test]
fn the_error_json_is_pinned() {
    let failure = Failure::new(ErrorCode::StepBudgetExceeded, "too long");
    assert_eq!(
        String::from_utf8(failure.to_json(RandomId(1))).unwrap(),
        r#"{"error":{"code":"step_budget_exceeded","message":"too long","retryable":false,"request_id":"0000000000000001"}}"#
    );
}

#[test]
fn the_engine_s_own_name_stands_beside_the_message() {
    let failure = Failure::new(ErrorCode::ConstraintViolated, "taken").with_sqlstate("23505");
    assert_eq!(
        String::from_utf8(failure.to_json(RandomId(1))).unwrap(),
        r#"{"error":{"code":"constraint_violated","message":"taken","sqlstate":"23505","retryable":false,"request_id":"0000000000000001"}}"#
    );
    for strange in ["", "2350", "235055", "2350a", "23 05", "2350é"] {
        assert_eq!(failure.clone().with_sqlstate(strange).sqlstate, None, "{strange}");
    }
}

#[test]
fn an_error_that_was_raised_without_words_is_told_in_words() {
    for blank in ["", " ", "\n"] {
        let json = Failure::new(ErrorCode::SqlError, blank).to_json(RandomId(1));
        let body: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(body["error"]["message"], "the error was raised without a message", "{blank:?}");
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
