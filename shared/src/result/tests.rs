use super::*;

fn render(value: ValueRef<'_>) -> String {
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["v"]).unwrap();
    writer.row([value]).unwrap();
    writer.end_statement(0, 0);
    let json: serde_json::Value = serde_json::from_slice(&writer.finish()).unwrap();
    json["rows"][0][0].to_string()
}

#[test]
fn values_render_as_documented() {
    assert_eq!(render(ValueRef::Null), "null");
    assert_eq!(render(ValueRef::Integer(EXACT_INTEGER)), "9007199254740991");
    assert_eq!(render(ValueRef::Integer(i64::MAX)), r#"{"integer":"9223372036854775807"}"#);
    assert_eq!(render(ValueRef::Real(2.0)), "2.0");
    assert_eq!(render(ValueRef::Text("a\"\u{1}")), r#""a\"\u0001""#);
    assert_eq!(render(ValueRef::Blob(&[0, 255])), r#"{"blob":"AP8="}"#);
}

#[test]
fn a_listed_batch_is_a_list_even_of_one() {
    let mut writer = ResultWriter::new(true);
    for rows_affected in [1, 2] {
        writer.begin_statement([]).unwrap();
        writer.end_statement(rows_affected, 9);
    }
    assert_eq!(
        String::from_utf8(writer.finish()).unwrap(),
        concat!(
            r#"{"results":[{"columns":[],"rows":[],"rows_affected":1,"last_insert_rowid":9},"#,
            r#"{"columns":[],"rows":[],"rows_affected":2,"last_insert_rowid":9}]}"#
        )
    );
}

#[test]
fn infinity_is_refused() {
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["v"]).unwrap();
    assert_eq!(writer.row([ValueRef::Real(f64::INFINITY)]).unwrap_err().code, ErrorCode::NumberNotFinite);
}

#[test]
fn rows_and_bytes_are_bounded_over_all_statements() {
    let mut writer = ResultWriter::new(true);
    writer.begin_statement(["v"]).unwrap();
    for _ in 0..limits::RESULT_ROWS {
        writer.row([ValueRef::Null]).unwrap();
    }
    writer.end_statement(0, 0);
    writer.begin_statement(["v"]).unwrap();
    assert_eq!(writer.row([ValueRef::Null]).unwrap_err().code, ErrorCode::ResultTooLarge);

    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["v"]).unwrap();
    let text = "x".repeat(limits::RESULT_BYTES);
    assert_eq!(writer.row([ValueRef::Text(&text)]).unwrap_err().code, ErrorCode::ResultTooLarge);
}
