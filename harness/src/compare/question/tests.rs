use std::time::Duration;

use super::*;

fn exchange(status: u16, body: &str) -> Exchange {
    Exchange { status, body: body.to_owned().into(), elapsed: Duration::ZERO }
}

#[test]
fn numbers_are_the_same_by_value() {
    assert!(same(&json!([[2, "a", null]]), &json!([[2.0, "a", null]])));
    assert!(same(&json!({ "rows": [[2]] }), &json!({ "rows": [[2.0]] })));
    assert!(!same(&json!({ "rows": [] }), &json!({ "rows": [], "code": 1 })));
    assert!(!same(&json!([[2]]), &json!([["2"]])));
    assert!(!same(&json!([[9_007_199_254_740_993_i64]]), &json!([[9_007_199_254_740_992_i64]])));
    assert!(!same(&json!([1]), &json!([1, 2])));
}

#[test]
fn right_rows_raise_no_objection() {
    let question = point_query(Arm::New, "t", 7);
    assert_eq!(question.objection(&exchange(200, r#"{"rows":[[7.0,"item 7",7.5]]}"#)), None);
    assert!(question.objection(&exchange(200, r#"{"rows":[]}"#)).is_some());
    assert!(question.objection(&exchange(200, "no JSON")).is_some());
    assert!(question.objection(&exchange(503, r#"{"rows":[[7,"item 7",7.5]]}"#)).is_some());
}

#[test]
fn unknown_route_has_to_be_refused() {
    assert_eq!(nowhere().objection(&exchange(404, "{}")), None);
    assert!(nowhere().objection(&exchange(200, "{}")).is_some());
}

#[test]
fn fixture_sends_as_many_bytes_as_the_envelope() {
    let script = include_str!("../../../fixtures/pair/object.js");
    assert!(script.contains(&format!("const PING_BYTES = {};", shared::limits::PING_BYTES)));
}
