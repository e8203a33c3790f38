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

#[test]
fn a_row_that_is_too_wide_ends_at_the_value_that_does_not_fit() {
    let blob = vec![0; 2_200_000];
    let mut made = 0;
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["v"]).unwrap();
    let row = (0..100).map(|_| {
        made += 1;
        ValueRef::Blob(&blob)
    });
    assert_eq!(writer.row(row).unwrap_err().code, ErrorCode::ResultTooLarge);
    assert_eq!(made, 2);
    assert!(writer.json.len() <= limits::RESULT_BYTES, "the second value was not rendered");
}

#[test]
fn escapes_count_as_bytes_of_the_result() {
    let text = "\u{1}".repeat(limits::RESULT_BYTES / 6);
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["v"]).unwrap();
    assert_eq!(writer.row([ValueRef::Text(&text)]).unwrap_err().code, ErrorCode::ResultTooLarge);
}

#[test]
fn a_statement_can_be_taken_back_and_begun_again() {
    let mut writer = ResultWriter::new(true);
    writer.begin_statement(["a"]).unwrap();
    writer.row([ValueRef::Integer(1)]).unwrap();
    writer.end_statement(0, 0);
    writer.begin_statement(["b"]).unwrap();
    writer.row([ValueRef::Integer(2)]).unwrap();
    writer.retract_statement();
    writer.begin_statement(["b"]).unwrap();
    writer.row([ValueRef::Integer(3)]).unwrap();
    writer.end_statement(0, 0);
    let results = String::from_utf8(writer.finish()).unwrap();
    assert_eq!(
        results,
        "{\"results\":[{\"columns\":[\"a\"],\"rows\":[[1]],\"rows_affected\":0,\"last_insert_rowid\":0},\
         {\"columns\":[\"b\"],\"rows\":[[3]],\"rows_affected\":0,\"last_insert_rowid\":0}]}"
    );

    let mut writer = ResultWriter::new(false);
    for _ in 0..2 {
        writer.begin_statement(["v"]).unwrap();
        for _ in 0..limits::RESULT_ROWS {
            writer.row([ValueRef::Null]).unwrap();
        }
        writer.retract_statement();
    }
    assert!(writer.finish().is_empty());
}
