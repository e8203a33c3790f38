//! A request may name its engine, in the path or as a parameter; whatever it names, it is told what is wrong with it.

use serde_json::json;
use shared::{error::ErrorCode, limits::postgres};

use crate::lab::{ARMS, Lab, POSTGRES_ARMS};

#[test]
fn a_request_that_names_sqlite_is_one_that_names_nothing() {
    let lab = Lab::shared_with_postgres();
    let tenant = "named-engine";
    for arm in ARMS {
        lab.batch(arm, tenant, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (7)"]).ok();
        let body = json!({ "sql": "SELECT n FROM t", "tenant": tenant });
        for path in ["query", "sqlite/query", "query?engine=sqlite", "sqlite/timing", "sqlite/query?engine=sqlite"] {
            crate::lab::assert_same(&lab.post(&format!("/{arm}/{path}"), &body).rows(), &json!([[7]]), path);
        }
        let body = json!({ "sql": "SELECT n FROM t" });
        let path = format!("/multi-tenant/{arm}/sqlite/{tenant}/query");
        crate::lab::assert_same(&lab.post(&path, &body).rows(), &json!([[7]]), &path);
        let status = |path: &str| lab.get(&format!("/{arm}/{path}tenant={tenant}")).ok()["status"]["version"].take();
        assert_eq!(status("status?"), status("sqlite/status?"), "{arm}");
    }
    assert_eq!(lab.get("/compute/sqlite/status").ok()["service"], json!("compute"));
    assert_eq!(lab.post("/compute/sqlite/keep-warm", &json!({})).ok()["service"], json!("compute"));
}

#[test]
fn strange_engines_are_told_what_is_wrong() {
    let lab = Lab::shared_with_postgres();
    let body = json!({ "sql": "SELECT 1" });
    for arm in ARMS {
        assert_eq!(lab.post(&format!("/{arm}/mysql/query"), &body).code(), ErrorCode::UnknownEngine, "{arm}");
        assert_eq!(lab.post(&format!("/{arm}/query?engine="), &body).code(), ErrorCode::UnknownEngine, "{arm}");
        let both = format!("/{arm}/sqlite/query?engine=postgres");
        assert_eq!(lab.post(&both, &body).code(), ErrorCode::BadChoice, "{arm}");
    }
    assert_eq!(lab.post("/native/postgres/query", &body).code(), ErrorCode::EngineNotHere);
    assert_eq!(lab.get("/native/status?engine=postgres").code(), ErrorCode::EngineNotHere);
    assert_eq!(lab.get("/compute/mysql/status").code(), ErrorCode::UnknownEngine);
    assert_eq!(lab.post("/benchmark/write", &json!({ "engine": "mysql" })).code(), ErrorCode::UnknownEngine);
}

#[test]
fn postgres_comes_with_what_the_guide_says_and_no_more() {
    let lab = Lab::shared_with_postgres();
    let guide = lab.get("/").ok()["limits"]["postgres"].take();
    assert_eq!(guide["extensions"], json!(postgres::EXTENSIONS));
    for arm in POSTGRES_ARMS {
        let column = |sql: &str| -> Vec<String> {
            let rows = lab.query(arm, "comes-with", sql).rows();
            rows.as_array().unwrap().iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(column("SELECT name::text FROM pg_available_extensions ORDER BY 1"), postgres::EXTENSIONS, "{arm}");
        assert_eq!(column("SHOW server_encoding"), [postgres::ENCODING], "{arm}");
        for (sql, works) in [
            ("SELECT 'a' < 'b' COLLATE \"C\"", true),
            ("SELECT 'a' < 'b' COLLATE pg_c_utf8", true),
            ("SELECT 'a' < 'b' COLLATE unicode", false),
            ("SELECT convert_to('a', 'UTF8')", true),
            ("SELECT convert_to('a', 'LATIN1')", false),
            ("SELECT to_tsvector('english', 'running')", true),
        ] {
            let answer = lab.query(arm, "comes-with", sql);
            assert_eq!(answer.status == 200, works, "{arm} {sql}: {}", answer.body);
        }
    }
}
