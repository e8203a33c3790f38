//! What is too much: each bound has a code of its own, and just below it everything works.

use std::fmt::Write as _;

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{ARMS, ENGINE_ARMS, Lab, Request};

/// A body of so many bytes: a statement, and white space behind it.
fn body_of(bytes: usize) -> Vec<u8> {
    let mut body = br#"{"sql": "SELECT 1", "tenant": "bounds"}"#.to_vec();
    body.resize(bytes, b' ');
    body
}

/// A recursive table `s (i)` of the numbers from 1 to `count`.
fn numbers(count: usize) -> String {
    format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {count})")
}

#[test]
fn a_body_has_a_bound_whether_its_length_is_announced_or_not() {
    let lab = Lab::shared();
    let (largest, larger) = (body_of(limits::BODY_BYTES), body_of(limits::BODY_BYTES + 1));
    let far_larger = body_of(8 * limits::BODY_BYTES);
    for path in ["/new/query", "/traditional/timing", "/multi-tenant/native/bounds/query"] {
        let request = Request::new("POST", path);
        for allowed in [request.clone().body(&largest), request.clone().chunked(&largest)] {
            assert_eq!(lab.send(&allowed).rows()[0][0].as_f64(), Some(1.0));
        }
        for refused in [
            request.clone().body(&larger),
            request.clone().chunked(&larger),
            request.clone().body(&far_larger),
            request.clone().chunked(&far_larger),
        ] {
            assert_eq!(lab.send(&refused).code(), ErrorCode::BodyTooLarge, "{path}");
        }
    }
    for path in ["/benchmark/compare", "/benchmark/multi-tenant/burst"] {
        assert_eq!(lab.send(&Request::new("POST", path).body(&larger)).code(), ErrorCode::BodyTooLarge, "{path}");
    }
}

#[test]
fn a_statement_has_a_bound() {
    let lab = Lab::shared();
    let sql = |bytes: usize| format!("SELECT 1 --{}", "x".repeat(bytes - "SELECT 1 --".len()));
    for arm in ARMS {
        assert_eq!(lab.query(arm, "bounds", &sql(limits::SQL_BYTES + 1)).code(), ErrorCode::StatementTooLarge);
        let longest = lab.query(arm, "bounds", &sql(limits::SQL_BYTES));
        assert_eq!(longest.rows()[0][0].as_f64(), Some(1.0), "{arm}");
    }
}

#[test]
fn a_batch_has_a_bound() {
    let lab = Lab::shared();
    let tenant = "bounded-batch";
    for arm in ARMS {
        let most = lab.batch(arm, tenant, &["SELECT 1"; limits::STATEMENTS]).ok();
        assert_eq!(most["results"].as_array().map(Vec::len), Some(limits::STATEMENTS), "{arm}");
        let too_many = lab.batch(arm, tenant, &["CREATE TABLE t (a)"; limits::STATEMENTS + 1]);
        assert_eq!(too_many.code(), ErrorCode::StatementCount, "{arm}");
        assert_eq!(lab.batch(arm, tenant, &[]).code(), ErrorCode::StatementCount, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT * FROM t").code(), ErrorCode::SqlError, "{arm}");
    }
}

#[test]
fn parameters_have_a_bound() {
    let lab = Lab::shared();
    let marks = |count: usize| vec!["?"; count].join(", ");
    for arm in ARMS {
        let most = vec![5; limits::PARAMETERS];
        let sql = format!("SELECT {}", marks(limits::PARAMETERS));
        let rows = lab.query_with(arm, "bounds", &sql, &json!(most)).rows();
        assert_eq!(rows[0].as_array().map(Vec::len), Some(limits::PARAMETERS), "{arm}");
        let sql = format!("SELECT {}", marks(limits::PARAMETERS + 1));
        let too_many = lab.query_with(arm, "bounds", &sql, &json!(vec![5; limits::PARAMETERS + 1]));
        assert_eq!(too_many.code(), ErrorCode::TooManyParameters, "{arm}");
        assert_eq!(lab.query(arm, "bounds", &sql).code(), ErrorCode::SqlError, "{arm}");
    }
}

#[test]
fn a_result_has_a_bound_of_rows() {
    let lab = Lab::shared();
    let tenant = "bounded-rows";
    for arm in ARMS {
        let select = |rows: usize| format!("{} SELECT i FROM s", numbers(rows));
        let most = lab.query(arm, tenant, &select(limits::RESULT_ROWS)).rows();
        assert_eq!(most.as_array().map(Vec::len), Some(limits::RESULT_ROWS), "{arm}");
        assert_eq!(lab.query(arm, tenant, &select(limits::RESULT_ROWS + 1)).code(), ErrorCode::ResultTooLarge);
        let two = [select(limits::RESULT_ROWS), "SELECT 1".to_owned()];
        assert_eq!(lab.batch(arm, tenant, &[&two[0], &two[1]]).code(), ErrorCode::ResultTooLarge, "{arm}");
        // A write whose rows are too many leaves nothing.
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        let insert = format!("INSERT INTO t {} SELECT i FROM s RETURNING a", numbers(limits::RESULT_ROWS + 1));
        assert_eq!(lab.query(arm, tenant, &insert).code(), ErrorCode::ResultTooLarge, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([]), "{arm}");
    }
}

#[test]
fn a_result_has_a_bound_of_bytes() {
    let lab = Lab::shared();
    let tenant = "bounded-bytes";
    for arm in ARMS {
        // A blob grows by a third in base64.
        let fits = lab.query(arm, tenant, "SELECT zeroblob(1500000), zeroblob(1500000)").rows();
        assert_eq!(fits[0][0]["blob"].as_str().map(str::len), Some(2_000_000), "{arm}");
        let large = format!("{} SELECT zeroblob(100000) FROM s", numbers(40));
        assert_eq!(lab.query(arm, tenant, &large).code(), ErrorCode::ResultTooLarge, "{arm}");
        let one_row = "SELECT zeroblob(2000000), zeroblob(2000000)";
        assert_eq!(lab.query(arm, tenant, one_row).code(), ErrorCode::ResultTooLarge, "{arm}");
    }
}

#[test]
fn a_row_may_not_be_too_wide() {
    let lab = Lab::shared();
    let wide = format!("SELECT {}", vec!["zeroblob(2000000)"; 40].join(", "));
    for arm in ENGINE_ARMS {
        // Its 80 MB exceed what the engine may hold, before any of them are rendered.
        assert_eq!(lab.query(arm, "wide", &wide).code(), ErrorCode::MemoryExceeded, "{arm}");
        assert_eq!(lab.query(arm, "wide", "SELECT 1").rows(), json!([[1]]), "{arm}");
    }
}

#[test]
fn a_statement_of_few_steps_and_much_memory_is_refused() {
    let lab = Lab::shared();
    let tenant = "hungry";
    let sort = "WITH RECURSIVE s (i, b) AS (SELECT 1, zeroblob(2000000) UNION ALL \
                SELECT i + 1, zeroblob(2000000) FROM s WHERE i < 1000) SELECT i FROM s ORDER BY length(b), b";
    for arm in ENGINE_ARMS {
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        for _ in 0..3 {
            assert_eq!(lab.query(arm, tenant, sort).code(), ErrorCode::MemoryExceeded, "{arm}");
            let insert = lab.batch(arm, tenant, &["INSERT INTO t VALUES (1)", &format!("INSERT INTO t {sort}")]);
            assert_eq!(insert.code(), ErrorCode::MemoryExceeded, "{arm}");
            assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([]), "{arm}");
        }
        lab.query(arm, tenant, "INSERT INTO t VALUES (2)").ok();
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([[2]]), "{arm}");
    }
}

#[test]
fn schemas_and_expressions_have_the_bounds_of_the_object() {
    let lab = Lab::shared();
    let tenant = "bounded-schema";
    let columns = |count: usize| {
        (0..count).fold(String::new(), |mut list, index| {
            let _ = write!(list, "{}c{index}", if index == 0 { "" } else { ", " });
            list
        })
    };
    let sum = |terms: usize| format!("SELECT {}", vec!["1"; terms].join(" + "));
    for arm in ARMS {
        lab.query(arm, tenant, &format!("CREATE TABLE widest ({})", columns(100))).ok();
        for refused in [
            format!("CREATE TABLE wider ({})", columns(101)),
            format!("SELECT {}", columns(101).replace('c', "1 AS c")),
            sum(101),
            ["SELECT 1"; 6].join(" UNION ALL "),
            format!("SELECT 'a' LIKE '{}'", "a".repeat(51)),
        ] {
            assert_eq!(lab.query(arm, tenant, &refused).code(), ErrorCode::SqlError, "{arm} {refused}");
        }
        for allowed in [sum(100), ["SELECT 1"; 5].join(" UNION ALL "), format!("SELECT 'a' LIKE '{}'", "a".repeat(50))]
        {
            lab.query(arm, tenant, &allowed).ok();
        }
    }
}

#[test]
fn an_endless_statement_ends_by_its_step_budget() {
    let lab = Lab::shared();
    let tenant = "endless";
    let endless = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s)";
    for arm in ENGINE_ARMS {
        lab.batch(arm, tenant, &["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]).ok();
        let read = lab.query(arm, tenant, &format!("{endless} SELECT count(*) FROM s"));
        assert_eq!(read.code(), ErrorCode::StepBudgetExceeded, "{arm}");
        let insert = format!("{endless} INSERT INTO t SELECT 2 FROM s WHERE i = 1000 OR i < 0");
        assert_eq!(lab.batch(arm, tenant, &["DELETE FROM t", &insert]).code(), ErrorCode::StepBudgetExceeded, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([[1]]), "{arm}");
        lab.query(arm, tenant, "INSERT INTO t VALUES (3)").ok();
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").rows(), json!([[1], [3]]), "{arm}");
    }
}

#[test]
fn a_write_that_changes_too_much_is_refused() {
    let lab = Lab::shared();
    let tenant = "bounded-change";
    for arm in ENGINE_ARMS {
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        let insert = format!("{} INSERT INTO t SELECT randomblob(100000) FROM s", numbers(90));
        assert_eq!(lab.query(arm, tenant, &insert).code(), ErrorCode::ChangeTooLarge, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows(), json!([[0]]), "{arm}");
        lab.query(arm, tenant, "INSERT INTO t VALUES (1)").ok();
    }
}

#[test]
fn a_tenant_has_a_bound() {
    let lab = Lab::start(&crate::lab::configuration(&harness::machine::workerd::Openness::Open));
    let tenant = "bounded-tenant";
    let insert = format!("{} INSERT INTO t SELECT randomblob(100000) FROM s", numbers(60));
    for arm in ARMS {
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        let mut writes = 0;
        let refused = loop {
            let answer = lab.query(arm, tenant, &insert);
            if answer.status != 200 {
                break answer;
            }
            writes += 1;
            assert!(writes < 10, "{arm}: {writes} writes of 6 MB were stored");
        };
        assert_eq!(refused.code(), ErrorCode::TenantTooLarge, "{arm}");
        assert!(writes >= 7, "{arm}: only {writes} writes of 6 MB were stored");
        let count = || lab.query(arm, tenant, "SELECT count(*) FROM t").rows()[0][0].as_f64();
        assert_eq!(count(), Some(f64::from(60 * writes)), "{arm}");
        lab.query(arm, tenant, "DELETE FROM t WHERE rowid <= 30").ok();
        assert_eq!(count(), Some(f64::from(60 * writes - 30)), "{arm}");
        let status: Value = lab.status(arm, tenant);
        assert!(status["database_bytes"].as_u64().unwrap() <= limits::TENANT_BYTES.try_into().unwrap(), "{status}");
    }
}
