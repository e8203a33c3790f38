use super::*;

fn parameter(text: &str) -> Result<Value, ErrorCode> {
    Value::from_json(serde_json::from_str(text).unwrap()).map_err(|failure| failure.code)
}

#[test]
fn json_parameters_become_sql_values() {
    assert_eq!(parameter("null"), Ok(Value::Null));
    assert_eq!(parameter("true"), Ok(Value::Integer(1)));
    assert_eq!(parameter("-3"), Ok(Value::Integer(-3)));
    assert_eq!(parameter("2.0"), Ok(Value::Real(2.0)));
    assert_eq!(parameter("\"é\""), Ok(Value::Text("é".into())));
    assert_eq!(parameter(r#"{"integer":"-9223372036854775808"}"#), Ok(Value::Integer(i64::MIN)));
    assert_eq!(parameter(r#"{"blob":"AP8="}"#), Ok(Value::Blob(vec![0, 255])));
}

#[test]
fn other_json_is_refused() {
    for bad in [
        "[]",
        "{}",
        r#"{"integer":5}"#,
        r#"{"integer":"9223372036854775808"}"#,
        r#"{"blob":"%"}"#,
        r#"{"text":"x"}"#,
        r#"{"blob":"","integer":"1"}"#,
        "18446744073709551615",
    ] {
        assert_eq!(parameter(bad), Err(ErrorCode::BadParameter), "{bad}");
    }
}

#[test]
fn only_large_integers_are_inexact_in_doubles() {
    assert!(Value::Integer(EXACT_INTEGER).is_exact_in_double());
    assert!(!Value::Integer(EXACT_INTEGER + 1).is_exact_in_double());
    assert!(Value::Real(1e300).is_exact_in_double());
}
