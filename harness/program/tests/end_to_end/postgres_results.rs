//! What Postgres answers: every type keeps what it says on its way to JSON, and parameters on their way in.

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{Lab, POSTGRES_ARMS};

#[test]
fn values_of_every_type_survive_to_json() {
    let lab = Lab::shared_with_postgres();
    let cases = [
        ("1::smallint", json!(1)),
        ("9223372036854775807::bigint", json!({ "integer": "9223372036854775807" })),
        ("0.1::double precision", json!(0.1)),
        ("12.50::numeric", json!("12.50")),
        ("123456789012345678901234567890::numeric", json!("123456789012345678901234567890")),
        ("true", json!(true)),
        ("NULL::text", Value::Null),
        ("'it''s'", json!("it's")),
        ("'\\xdeadbeef'::bytea", json!({ "blob": "3q2+7w==" })),
        ("'{\"a\": [1, null, \"x\"]}'::jsonb", json!({ "a": [1, null, "x"] })),
        ("'[true]'::json", json!([true])),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", json!("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
        ("timestamptz '2026-01-01 00:00:00+02'", json!("2025-12-31 22:00:00+00")),
        ("date '2026-02-03'", json!("2026-02-03")),
        ("interval '1 day 2 hours'", json!("1 day 02:00:00")),
        ("array[1, NULL, 3]", json!([1, null, 3])),
        ("array[['a', 'b'], ['c', 'd']]", json!([["a", "b"], ["c", "d"]])),
        ("array[true, false]", json!([true, false])),
        ("'{\"x,\\\"y\"}'::text[]", json!(["x,\"y"])),
    ];
    for arm in POSTGRES_ARMS {
        for (sql, expected) in &cases {
            assert_eq!(lab.query(arm, "types", &format!("SELECT {sql}")).rows(), json!([[expected]]), "{arm}: {sql}");
        }
        assert_eq!(lab.query(arm, "types", "SELECT 'NaN'::float8").code(), ErrorCode::NumberNotFinite, "{arm}");
    }
}

#[test]
fn parameters_take_the_type_that_the_statement_gives_them() {
    let lab = Lab::shared_with_postgres();
    let sql = "SELECT $1::int + 1, $2::text, $3::bytea, $4::boolean, $5::numeric, $6::jsonb, $7::float8";
    let params = json!([41, "it's", { "blob": "AP8=" }, true, "1.10", "{\"a\":1}", 0.5]);
    let expected = json!([[42, "it's", { "blob": "AP8=" }, true, "1.10", { "a": 1 }, 0.5]]);
    for arm in POSTGRES_ARMS {
        assert_eq!(lab.query_with(arm, "parameters", sql, &params).rows(), expected, "{arm}");
        let null = lab.query_with(arm, "parameters", "SELECT $1::int", &json!([null])).rows();
        assert_eq!(null, json!([[null]]), "{arm}");
        let missing = lab.query_with(arm, "parameters", "SELECT $1::int, $2::int", &json!([1]));
        assert_eq!(missing.code(), ErrorCode::ParameterMismatch, "{arm}: {}", missing.body);
        let wrong = lab.query_with(arm, "parameters", "SELECT $1::int", &json!(["x"]));
        assert_eq!((wrong.code(), &wrong.body["error"]["sqlstate"]), (ErrorCode::SqlError, &json!("22P02")), "{arm}");
    }
}

#[test]
fn statements_say_how_many_rows_they_changed() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let tenant = "affected";
        lab.query(arm, tenant, "CREATE TABLE t (n integer GENERATED ALWAYS AS IDENTITY, v text)").ok();
        let inserted = lab.query(arm, tenant, "INSERT INTO t (v) VALUES ('a'), ('b') RETURNING n").ok();
        assert_eq!((&inserted["rows"], &inserted["rows_affected"]), (&json!([[1], [2]]), &json!(2)), "{arm}");
        assert_eq!(lab.query(arm, tenant, "UPDATE t SET v = 'c'").ok()["rows_affected"], json!(2), "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT * FROM t").ok()["rows_affected"], json!(0), "{arm}");
    }
}

#[test]
fn functions_with_bodies_and_text_search_run() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let body =
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN n * 2; END; $$";
        lab.query(arm, "functions", body).ok();
        assert_eq!(lab.query(arm, "functions", "SELECT twice(21)").rows(), json!([[42]]), "{arm}");
        let search = "SELECT to_tsvector('english', 'running dogs') @@ to_tsquery('english', 'dog & run')";
        assert_eq!(lab.query(arm, "functions", search).rows(), json!([[true]]), "{arm}");
        let zone = "SELECT timestamp '2026-07-01 12:00' AT TIME ZONE 'Europe/Berlin'";
        assert_eq!(lab.query(arm, "functions", zone).rows(), json!([["2026-07-01 10:00:00+00"]]), "{arm}");
    }
}

#[test]
fn a_batch_is_one_transaction() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let tenant = "transactions";
        lab.query(arm, tenant, "CREATE TABLE t (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)").ok();
        let failed = lab.batch(arm, tenant, &["INSERT INTO t VALUES (1)", "INSERT INTO missing VALUES (1)"]);
        assert_eq!((failed.code(), &failed.body["error"]["sqlstate"]), (ErrorCode::SqlError, &json!("42P01")), "{arm}");
        // A constraint that is checked at the end fails there, and nothing is left.
        let deferred = lab.batch(arm, tenant, &["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"]);
        assert_eq!(deferred.code(), ErrorCode::ConstraintViolated, "{arm}: {}", deferred.body);
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows(), json!([[0]]), "{arm}");
        let version = lab.status(arm, tenant)["version"]["counter"].take();
        lab.batch(arm, tenant, &["SELECT 1", "UPDATE t SET n = 1 WHERE false"]).ok();
        assert_eq!(lab.status(arm, tenant)["version"]["counter"], version, "{arm}: nothing was written");
    }
}
