//! A request may name its engine, in the path or as a parameter; whatever it names, it is told what is wrong with it.

use serde_json::json;
use shared::error::ErrorCode;

use crate::lab::{ARMS, Lab};

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
