//! Nothing of a request to Postgres is left for the next, of the same tenant or of another.

use std::time::Duration;

use serde_json::json;
use shared::error::ErrorCode;

use crate::lab::{Answer, Lab, POSTGRES_ARMS};

#[test]
fn what_a_request_sets_or_locks_ends_with_it() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let tenant = "leaks";
        lab.query(arm, tenant, "SET search_path = nowhere").ok();
        lab.query(arm, tenant, "SET work_mem = '1MB'").ok();
        lab.query(arm, tenant, "SELECT set_config('timezone', 'Asia/Tokyo', false)").ok();
        assert_eq!(lab.query(arm, tenant, "SHOW search_path").rows(), json!([["public"]]), "{arm}");
        assert_eq!(lab.query(arm, tenant, "SHOW work_mem").rows(), json!([["2MB"]]), "{arm}");
        assert_eq!(lab.query(arm, tenant, "SHOW timezone").rows(), json!([["UTC"]]), "{arm}");
        lab.query(arm, tenant, "SELECT pg_advisory_lock(7)").ok();
        let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
        assert_eq!(lab.query(arm, tenant, locks).rows(), json!([[0]]), "{arm}");
        lab.query(arm, tenant, "CREATE SEQUENCE s").ok();
        lab.query(arm, tenant, "SELECT nextval('s')").ok();
        let current = lab.query(arm, tenant, "SELECT currval('s')");
        assert_eq!(
            (current.code(), &current.body["error"]["sqlstate"]),
            (ErrorCode::SqlError, &json!("55000")),
            "{arm}"
        );
    }
}

#[test]
fn what_would_outlive_a_request_is_refused() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        for sql in [
            "BEGIN",
            "COMMIT",
            "/* /* */ */ ROLLBACK",
            "SAVEPOINT a",
            "PREPARE p AS SELECT 1",
            "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
            "LISTEN channel",
            "DISCARD ALL",
            "SET ROLE postgres",
            "RESET SESSION AUTHORIZATION",
            "ALTER SYSTEM SET work_mem = '1GB'",
            "CREATE TEMPORARY TABLE t (n integer)",
            "COPY (SELECT 1) TO PROGRAM 'cat'",
            "COPY pg_class FROM PROGRAM 'cat'",
            "SELECT pg_read_file('/data/postgresql.conf')",
        ] {
            let refused = lab.query(arm, "refused", sql);
            assert_eq!(refused.code(), ErrorCode::StatementRefused, "{arm}: {sql}: {}", refused.body);
        }
        for (sql, code) in [
            ("SELECT 1; SELECT 2", ErrorCode::MultipleStatements),
            ("\\d", ErrorCode::SqlError),
            ("-- nothing", ErrorCode::EmptyStatement),
            ("VACUUM", ErrorCode::SqlError),
        ] {
            let failed = lab.query(arm, "refused", sql);
            assert_eq!(failed.code(), code, "{arm}: {sql}: {}", failed.body);
        }
        // A block of code cannot end the transaction either.
        let ended = lab.query(arm, "refused", "DO $$ BEGIN COMMIT; END $$");
        assert_eq!(ended.body["error"]["sqlstate"], json!("2D000"), "{arm}: {}", ended.body);
        assert_eq!(lab.query(arm, "refused", "SELECT session_user").rows(), json!([["tenant"]]), "{arm}");
    }
}

#[test]
fn tenants_of_one_isolate_see_nothing_of_each_other() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        for tenant in ["left", "right"] {
            let insert = format!("INSERT INTO secret VALUES ('{tenant}')");
            lab.batch(arm, tenant, &["CREATE TABLE secret (v text)", &insert]).ok();
        }
        for tenant in ["left", "right", "left"] {
            assert_eq!(lab.query(arm, tenant, "SELECT v FROM secret").rows(), json!([[tenant]]), "{arm}");
            let activity = "SELECT count(*) FROM pg_stat_activity WHERE state IS NOT NULL AND pid <> pg_backend_pid()";
            assert_eq!(lab.query(arm, tenant, activity).rows(), json!([[0]]), "{arm}");
        }
        let other = lab.query(arm, "neither", "SELECT v FROM secret");
        assert_eq!(other.body["error"]["sqlstate"], json!("42P01"), "{arm}: {}", other.body);
    }
}

#[test]
fn the_same_tenant_has_a_database_for_each_engine() {
    let lab = Lab::shared_with_postgres();
    for arm in ["new", "traditional", "hybrid"] {
        let postgres = format!("{arm}/postgres");
        lab.query(arm, "both-engines", "CREATE TABLE t (v text)").ok();
        lab.query(&postgres, "both-engines", "CREATE TABLE t (v text)").ok();
        lab.query(&postgres, "both-engines", "INSERT INTO t VALUES ('postgres')").ok();
        assert_eq!(lab.query(arm, "both-engines", "SELECT v FROM t").rows(), json!([]), "{arm}");
    }
}

#[test]
fn a_tenant_cannot_hide_that_it_wrote() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let shadow =
            "CREATE FUNCTION pg_current_xact_id_if_assigned() RETURNS xid8 LANGUAGE sql AS 'SELECT NULL::xid8'";
        let counter = |answer: Answer| answer.ok()["timing"]["version"]["counter"].as_u64().unwrap();
        let before = counter(lab.query(arm, "shadow", shadow));
        let statements = ["SET search_path = public, pg_catalog", "CREATE TABLE hidden (v integer)"];
        assert_eq!(counter(lab.batch(arm, "shadow", &statements)), before + 1, "{arm}: the write is stored");
    }
}

#[test]
fn an_idle_object_is_closed_with_its_postgres() {
    let lab = Lab::shared_with_postgres();
    let engine = || lab.query("traditional/postgres", "idle", "SELECT 1").ok()["timing"]["engine"].take();
    assert_eq!((engine(), engine()), (json!("cold"), json!("warm")));
    // The runtime closes an object that was idle for ten seconds; a timer of Postgres would keep it for ten more. Whoever asked
    // meanwhile whether it is gone would keep it too.
    std::thread::sleep(Duration::from_secs(15));
    assert_eq!(engine(), json!("cold"));
}
