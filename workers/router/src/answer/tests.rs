use shared::ids::RandomId;

use super::*;

#[test]
fn the_error_json_is_pinned() {
    let failure = Failure::new(ErrorCode::StepBudgetExceeded, "too long");
    assert_eq!(
        String::from_utf8(of_failure(&failure, RandomId(1))).unwrap(),
        r#"{"error":{"code":"step_budget_exceeded","message":"too long","retryable":false,"request_id":"0000000000000001"}}"#
    );
}

#[test]
fn the_engine_s_own_name_stands_beside_the_message() {
    let failure = Failure::new(ErrorCode::ConstraintViolated, "taken").with_sqlstate("23505");
    assert_eq!(
        String::from_utf8(of_failure(&failure, RandomId(1))).unwrap(),
        r#"{"error":{"code":"constraint_violated","message":"taken","sqlstate":"23505","retryable":false,"request_id":"0000000000000001"}}"#
    );
}

#[test]
fn an_error_that_was_raised_without_words_is_told_in_words() {
    for blank in ["", " ", "\n"] {
        let json = of_failure(&Failure::new(ErrorCode::SqlError, blank), RandomId(1));
        let body: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(body["error"]["message"], "the error was raised without a message", "{blank:?}");
    }
}
