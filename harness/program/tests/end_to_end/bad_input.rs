//! Requests that are wrong before any SQL runs, and statements that fail: a stable code, and no trace of them.

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{ARMS, ENGINE_ARMS, Lab, Request};

/// Makes a table with one row, asks, and sees that the answer is this error and the table is as before.
#[track_caller]
fn check(lab: &Lab, arm: &str, body: &Value, code: ErrorCode) {
    let tenant = body["tenant"].as_str().unwrap_or("default");
    let answer = lab.post(&format!("/{arm}/query"), body);
    assert_eq!(answer.code(), code, "{arm} {body}: {}", answer.body);
    assert_eq!(lab.query(arm, tenant, "SELECT a FROM kept").rows(), json!([[7]]), "{arm} {body}");
}

fn tenant_with_a_row(lab: &Lab, tenant: &str) {
    for arm in ARMS {
        lab.batch(arm, tenant, &["CREATE TABLE kept (a INTEGER PRIMARY KEY)", "INSERT INTO kept VALUES (7)"]).ok();
    }
}

#[test]
fn malformed_bodies_are_refused() {
    let lab = Lab::shared();
    let bodies: [&[u8]; 12] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"select 1\"",
        b"{}",
        b"{\"sql\": 1}",
        b"{\"sql\": \"select 1\", \"statements\": []}",
        b"{\"sql\": \"select 1\", \"more\": 1}",
        b"{\"statements\": [{\"sql\": \"select 1\"}], \"params\": [1]}",
        b"{\"sql\": \"select 1\"} trailing",
        b"{\"sql\": \"\xff\xfe\"}",
    ];
    for arm in ARMS {
        for route in ["query", "timing"] {
            let path = format!("/{arm}/{route}");
            for body in bodies {
                let answer = lab.send(&Request::new("POST", &path).body(body));
                assert_eq!(answer.code(), ErrorCode::MalformedBody, "{path} {:?}", String::from_utf8_lossy(body));
            }
            assert_eq!(lab.send(&Request::new("POST", &path)).code(), ErrorCode::MalformedBody, "{path}");
        }
    }
}

#[test]
fn deeply_nested_json_is_refused() {
    let lab = Lab::shared();
    let cases = [
        ("params", ErrorCode::BadParameter),
        ("statements", ErrorCode::MalformedBody),
        ("tenant", ErrorCode::MalformedBody),
        ("pings", ErrorCode::MalformedBody),
        ("more", ErrorCode::MalformedBody),
    ];
    for (field, code) in cases {
        let deep = format!("{{\"sql\": \"select ?\", \"{field}\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for arm in ARMS {
            let answer = lab.send(&Request::new("POST", &format!("/{arm}/query")).body(deep.as_bytes()));
            assert_eq!(answer.code(), code, "{arm} {field}");
        }
    }
}

#[test]
fn unknown_routes_are_not_found() {
    let lab = Lab::shared();
    for path in ["/nothing", "/new", "/old/query", "/new/query/more", "/compute/query", "/benchmark/none", "/%2e/x"] {
        for method in ["GET", "POST"] {
            assert_eq!(lab.send(&Request::new(method, path)).code(), ErrorCode::UnknownRoute, "{method} {path}");
        }
    }
    for path in ["/multi-tenant/old/a/query", "/multi-tenant/new/a", "/multi-tenant/new/query"] {
        assert_eq!(lab.post(path, &json!({ "sql": "select 1" })).code(), ErrorCode::UnknownRoute, "{path}");
    }
}

#[test]
fn wrong_methods_are_not_allowed() {
    let lab = Lab::shared();
    let routes = [
        ("POST", "/"),
        ("PUT", "/new/query"),
        ("GET", "/new/query"),
        ("GET", "/traditional/timing"),
        ("POST", "/native/status"),
        ("DELETE", "/native/query"),
        ("GET", "/compute/keep-warm"),
        ("POST", "/compute/status"),
        ("GET", "/benchmark/compare"),
        ("GET", "/benchmark/multi-tenant/burst"),
        ("GET", "/multi-tenant/new/a/query"),
    ];
    for (method, path) in routes {
        assert_eq!(lab.send(&Request::new(method, path)).code(), ErrorCode::MethodNotAllowed, "{method} {path}");
    }
}

#[test]
fn bad_tenants_are_refused() {
    let lab = Lab::shared();
    let long = "a".repeat(65);
    for tenant in ["", "_a", "a b", "a/b", "ä", "a\u{0}", "../a", long.as_str()] {
        for arm in ARMS {
            let answer = lab.query(arm, tenant, "select 1");
            assert_eq!(answer.code(), ErrorCode::BadTenant, "{tenant:?}");
        }
    }
    for path in ["/multi-tenant/new/_a/query", "/multi-tenant/native/a%20b/query"] {
        assert_eq!(lab.post(path, &json!({ "sql": "select 1" })).code(), ErrorCode::BadTenant, "{path}");
    }
    assert_eq!(lab.get("/new/status?tenant=_a").code(), ErrorCode::BadTenant);
    let contradiction = json!({ "sql": "select 1", "tenant": "b" });
    assert_eq!(lab.post("/multi-tenant/new/a/query", &contradiction).code(), ErrorCode::BadTenant);
    let longest = "a".repeat(64);
    for arm in ARMS {
        lab.query(arm, &longest, "select 1").ok();
        lab.post(&format!("/multi-tenant/{arm}/{longest}/query"), &json!({ "sql": "select 1" })).ok();
    }
}

#[test]
fn failing_statements_leave_the_tenant_alone() {
    let lab = Lab::shared();
    let tenant = "failing";
    tenant_with_a_row(&lab, tenant);
    let cases = [
        ("SELEC 1", json!([]), ErrorCode::SqlError),
        ("SELECT * FROM missing", json!([]), ErrorCode::SqlError),
        ("INSERT INTO kept (b) VALUES (1)", json!([]), ErrorCode::SqlError),
        ("INSERT INTO kept VALUES (7)", json!([]), ErrorCode::ConstraintViolated),
        ("INSERT INTO kept VALUES (8), (7)", json!([]), ErrorCode::ConstraintViolated),
        ("INSERT INTO kept VALUES (?)", json!([]), ErrorCode::ParameterMismatch),
        ("INSERT INTO kept VALUES (?)", json!([1, 2]), ErrorCode::ParameterMismatch),
        ("SELECT 1", json!([1]), ErrorCode::ParameterMismatch),
        ("INSERT INTO kept VALUES (?)", json!(vec![1; 101]), ErrorCode::TooManyParameters),
        ("INSERT INTO kept VALUES (?)", json!([[1]]), ErrorCode::BadParameter),
        ("INSERT INTO kept VALUES (?)", json!([{ "integer": "1.5" }]), ErrorCode::BadParameter),
        ("INSERT INTO kept VALUES (?)", json!([{ "blob": "***" }]), ErrorCode::BadParameter),
        ("INSERT INTO kept VALUES (?)", json!([18_446_744_073_709_551_615_u64]), ErrorCode::BadParameter),
        ("INSERT INTO kept VALUES (1); DELETE FROM kept", json!([]), ErrorCode::MultipleStatements),
        ("DELETE FROM kept; -- and\n SELECT 1", json!([]), ErrorCode::MultipleStatements),
        ("", json!([]), ErrorCode::EmptyStatement),
        (" ; -- nothing", json!([]), ErrorCode::EmptyStatement),
        ("/* DELETE FROM kept */", json!([]), ErrorCode::EmptyStatement),
        ("DELETE FROM kept WHERE a = '\u{0}'", json!([]), ErrorCode::StatementRefused),
    ];
    for arm in ARMS {
        for (sql, params, code) in &cases {
            check(&lab, arm, &json!({ "sql": sql, "params": params, "tenant": tenant }), *code);
        }
    }
}

#[test]
fn a_failing_statement_takes_the_whole_batch_back() {
    let lab = Lab::shared();
    let tenant = "batches";
    tenant_with_a_row(&lab, tenant);
    let cases = [
        (json!([{ "sql": "DELETE FROM kept" }, { "sql": "SELEC 1" }]), ErrorCode::SqlError),
        (
            json!([{ "sql": "INSERT INTO kept VALUES (8)" }, { "sql": "INSERT INTO kept VALUES (8)" }]),
            ErrorCode::ConstraintViolated,
        ),
        (
            json!([{ "sql": "CREATE TABLE other (a)" }, { "sql": "DELETE FROM kept" }, { "sql": "SELECT ?" }]),
            ErrorCode::ParameterMismatch,
        ),
        (json!([{ "sql": "DELETE FROM kept" }, { "sql": "PRAGMA user_version = 3" }]), ErrorCode::StatementRefused),
        (json!([{ "sql": "DELETE FROM kept" }, { "sql": "" }]), ErrorCode::EmptyStatement),
        (json!([{ "sql": "UPDATE kept SET a = 1" }, { "sql": "SELECT 1e999" }]), ErrorCode::NumberNotFinite),
    ];
    for arm in ARMS {
        for (statements, code) in &cases {
            check(&lab, arm, &json!({ "statements": statements, "tenant": tenant }), *code);
        }
        let tables = lab.query(arm, tenant, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'other'");
        assert_eq!(tables.rows(), json!([]), "{arm}");
    }
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    let lab = Lab::shared();
    let tenant = "infinite";
    tenant_with_a_row(&lab, tenant);
    for arm in ARMS {
        for sql in ["SELECT 1e999", "SELECT -1e999", "SELECT max(a) * 1e308 * 1e308 FROM kept"] {
            check(&lab, arm, &json!({ "sql": sql, "tenant": tenant }), ErrorCode::NumberNotFinite);
        }
        // JSON has no infinity: what a parser would round to one is not JSON for us.
        for number in ["1e999", "-1e999", "NaN", "Infinity"] {
            let body = format!(
                "{{\"sql\": \"INSERT INTO kept VALUES (?)\", \"params\": [{number}], \"tenant\": \"{tenant}\"}}"
            );
            let answer = lab.send(&Request::new("POST", &format!("/{arm}/query")).body(body.as_bytes()));
            let code = answer.code();
            assert!(matches!(code, ErrorCode::MalformedBody | ErrorCode::BadParameter), "{number}: {}", answer.body);
        }
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM kept").rows(), json!([[7]]));
    }
}

#[test]
fn integers_beyond_two_to_the_53_are_exact_or_refused() {
    let lab = Lab::shared();
    let tenant = "integers";
    let largest = json!({ "integer": "9223372036854775807" });
    for arm in ENGINE_ARMS {
        assert_eq!(lab.query_with(arm, tenant, "SELECT ?", &json!([largest])).rows(), json!([[largest]]), "{arm}");
        let rows = lab.query(arm, tenant, "SELECT 9007199254740991, 9007199254740992").rows();
        assert_eq!(rows, json!([[9_007_199_254_740_991_i64, { "integer": "9007199254740992" }]]), "{arm}");
    }
    let given = lab.query_with("native", tenant, "SELECT ?", &json!([largest]));
    assert_eq!(given.code(), ErrorCode::IntegerNotExact);
    assert_eq!(lab.query("native", tenant, "SELECT 9223372036854775807").rows(), json!([[largest]]));
    let exact = lab.query("native", tenant, "SELECT 9007199254740991").rows();
    assert_eq!(exact[0][0].as_f64(), Some(9_007_199_254_740_991.0));
}
