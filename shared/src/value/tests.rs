use super::*;

fn parameter_of(text: &str, engine: EngineName) -> Result<Value, ErrorCode> {
    Value::from_json(&RawValue::from_string(text.to_owned()).unwrap(), engine).map_err(|failure| failure.code)
}

fn parameter(text: &str) -> Result<Value, ErrorCode> {
    parameter_of(text, EngineName::Sqlite)
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
        r#"{"integer":"1","integer":"2"}"#,
        r#""\ud800""#,
        "18446744073709551615",
        "123456789012345678901234567890",
        "1e999",
    ] {
        assert_eq!(parameter(bad), Err(ErrorCode::BadParameter), "{bad}");
    }
}

#[test]
fn postgres_reads_as_it_is_written_what_is_no_integer_of_64_bits() {
    for written in ["true", "false", "2.50", "1e400", "123456789012345678901234567890", "0.12345678901234567890123"] {
        assert_eq!(parameter_of(written, EngineName::Postgres), Ok(Value::Text(written.to_owned())));
    }
    assert_eq!(parameter_of("-7", EngineName::Postgres), Ok(Value::Integer(-7)));
    assert_eq!(parameter_of(r#""7""#, EngineName::Postgres), Ok(Value::Text("7".to_owned())));
}

#[test]
fn only_large_integers_are_inexact_in_doubles() {
    assert!(Value::Integer(EXACT_INTEGER).is_exact_in_double());
    assert!(!Value::Integer(EXACT_INTEGER + 1).is_exact_in_double());
    assert!(Value::Real(1e300).is_exact_in_double());
}
