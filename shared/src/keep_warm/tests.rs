use super::*;
use crate::error::ErrorCode;

fn code<T: std::fmt::Debug>(parsed: Result<T, Failure>) -> ErrorCode {
    parsed.unwrap_err().code
}

#[test]
fn a_plan_has_both_numbers_within_their_bounds() {
    let body = WarmingBody::parse(br#"{"tenant":"t1","every_ms":100,"times":3}"#, EngineName::Sqlite).unwrap();
    assert_eq!(body.tenant.unwrap().as_str(), "t1");
    assert_eq!(body.plan, WarmingPlan { engine: EngineName::Sqlite, every_ms: 100, times: 3 });
    assert_eq!(WarmingBody::parse(br#"{"every_ms":3600000,"times":1000}"#, EngineName::Sqlite).unwrap().tenant, None);
    for body in [
        "{}",
        r#"{"every_ms":99,"times":1}"#,
        r#"{"every_ms":3600001,"times":1}"#,
        r#"{"every_ms":100,"times":0}"#,
        r#"{"every_ms":100,"times":1001}"#,
        r#"{"every_ms":100.5,"times":1}"#,
        r#"{"every_ms":"100","times":1}"#,
    ] {
        assert_eq!(code(WarmingBody::parse(body.as_bytes(), EngineName::Sqlite)), ErrorCode::BadCount, "{body}");
    }
    assert_eq!(
        code(WarmingBody::parse(br#"{"every_ms":100,"times":1,"more":1}"#, EngineName::Sqlite)),
        ErrorCode::MalformedBody
    );
    assert_eq!(code(WarmingBody::parse(b"", EngineName::Sqlite)), ErrorCode::MalformedBody);
    assert_eq!(
        code(WarmingBody::parse(br#"{"tenant":"","every_ms":100,"times":1}"#, EngineName::Sqlite)),
        ErrorCode::BadTenant
    );
}

#[test]
fn calls_are_counted_only_where_the_body_does() {
    assert_eq!(calls(b"").unwrap(), None);
    assert_eq!(calls(b"{}").unwrap(), None);
    assert_eq!(calls(br#"{"calls":16}"#).unwrap(), Some(16));
    for body in [r#"{"calls":0}"#, r#"{"calls":17}"#, r#"{"calls":-1}"#, r#"{"calls":"1"}"#, r#"{"calls":[]}"#] {
        assert_eq!(code(calls(body.as_bytes())), ErrorCode::BadCount, "{body}");
    }
    assert_eq!(code(calls(b"[]")), ErrorCode::MalformedBody);
    assert_eq!(code(calls(br#"{"call":1}"#)), ErrorCode::MalformedBody);
}
