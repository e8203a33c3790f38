//! What goes in as parameters and comes out as rows.

use serde_json::json;

use super::*;

#[test]
fn values_come_back_as_they_were_bound() {
    let mut engine = new_engine();
    let params = vec![
        Value::Null,
        Value::Integer(i64::MAX),
        Value::Real(2.5),
        Value::Text("täxt".into()),
        Value::Blob(vec![0, 255]),
        Value::Blob(vec![]),
        Value::Text(String::new()),
    ];
    let bound = with_params("SELECT ?, ?, ?, ?, ?, ?, ?, typeof(?6)", params);
    let answer = json(engine.execute(&bound, Access::Read).unwrap());
    assert_eq!(
        answer["rows"],
        json!([[null, {"integer": "9223372036854775807"}, 2.5, "täxt", {"blob": "AP8="}, {"blob": ""}, "", "blob"]])
    );
}

#[test]
fn results_carry_columns_rows_affected_and_rowid() {
    let mut engine = new_engine();
    let statements = [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
        "INSERT INTO t (v) VALUES (1), (2), (3)",
        "UPDATE t SET v = v + 1 WHERE id > 1",
        "SELECT id, v, v AS id FROM t WHERE id < 3",
        "DELETE FROM t WHERE id = 9",
        "INSERT INTO t (v) VALUES (9) RETURNING id",
    ];
    let answer = json(engine.execute(&batch(&statements), Access::Turn).unwrap());
    assert_eq!(
        answer["results"],
        json!([
            {"columns": [], "rows": [], "rows_affected": 0, "last_insert_rowid": 0},
            {"columns": [], "rows": [], "rows_affected": 3, "last_insert_rowid": 3},
            {"columns": [], "rows": [], "rows_affected": 2, "last_insert_rowid": 3},
            {"columns": ["id", "v", "id"], "rows": [[1, 1, 1], [2, 3, 3]], "rows_affected": 0, "last_insert_rowid": 3},
            {"columns": [], "rows": [], "rows_affected": 0, "last_insert_rowid": 3},
            {"columns": ["id"], "rows": [[4]], "rows_affected": 1, "last_insert_rowid": 4},
        ])
    );
}

#[test]
fn the_rowid_of_one_request_is_unknown_to_the_next() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (v)", "INSERT INTO t VALUES (1)"]);
    assert_eq!(rows(&mut engine, "SELECT last_insert_rowid()"), json!([[0]]));
}

#[test]
fn a_cached_statement_sees_a_changed_schema() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]);
    assert_eq!(rows(&mut engine, "SELECT * FROM t"), json!([[1]]));
    write(&mut engine, &["ALTER TABLE t ADD COLUMN b DEFAULT 7"]);
    let answer = json(engine.execute(&Batch::of("SELECT * FROM t"), Access::Read).unwrap());
    assert_eq!((&answer["columns"], &answer["rows"]), (&json!(["a", "b"]), &json!([[1, 7]])));
    write(&mut engine, &["DELETE FROM t", "ALTER TABLE t ADD COLUMN c"]);
    let answer = json(engine.execute(&Batch::of("SELECT * FROM t"), Access::Read).unwrap());
    assert_eq!(answer["columns"], json!(["a", "b", "c"]));
}

#[test]
fn text_that_is_not_utf8_is_replaced() {
    let mut engine = new_engine();
    assert_eq!(
        rows(&mut engine, "SELECT 'a', CAST(x'ff41' AS TEXT), NULL, 'b'"),
        json!([["a", "\u{fffd}A", null, "b"]])
    );
}

#[test]
fn infinite_numbers_are_refused() {
    let mut engine = new_engine();
    let failure = engine.execute(&Batch::of("SELECT 9e999"), Access::Read).unwrap_err();
    assert_eq!(failure.code, ErrorCode::NumberNotFinite);
}

#[test]
fn the_clock_of_the_platform_is_asked() {
    let mut engine = new_engine();
    assert_eq!(rows(&mut engine, "SELECT CURRENT_TIMESTAMP > '2026-01-01', random() <> random()"), json!([[1, 1]]));
}
