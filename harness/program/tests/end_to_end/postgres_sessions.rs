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
fn what_a_function_leaves_ends_with_the_request_too() {
    let lab = Lab::shared_with_postgres();
    let prepared = "SELECT count(*) FROM pg_prepared_statements WHERE name = 'left_over'";
    for arm in POSTGRES_ARMS {
        let tenant = "leaks-of-functions";
        let one = |sql: &str| lab.query(arm, tenant, sql).rows();
        for (name, body, left) in [
            (
                "opens",
                "DECLARE left_over REFCURSOR; BEGIN OPEN left_over FOR SELECT 1; END;",
                "SELECT count(*) FROM pg_cursors WHERE name = 'left_over'",
            ),
            (
                "sets",
                "PERFORM set_config('work_mem', '1MB', false);",
                "SELECT count(*) FROM pg_settings WHERE name = 'work_mem' AND setting = '1024'",
            ),
            ("locks", "PERFORM pg_advisory_lock(7);", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
            (
                "fails_inside",
                "BEGIN EXECUTE 'PREPARE left_over AS SELECT 1'; RAISE division_by_zero; EXCEPTION WHEN others THEN NULL; END;",
                prepared,
            ),
        ] {
            let make = format!(
                "CREATE FUNCTION {name}() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN {body} RETURN 1; END $$"
            );
            lab.query(arm, tenant, &make).ok();
            assert_eq!(one(left), json!([[0]]), "{arm}: {name}");
            assert_eq!(one(&format!("SELECT {name}()")), json!([[1]]), "{arm}");
            assert_eq!(one(left), json!([[0]]), "{arm}: {name}");
        }
        let at_the_end = "CREATE FUNCTION at_the_end() RETURNS trigger LANGUAGE plpgsql AS \
                          $$ BEGIN PERFORM set_config('work_mem', '1MB', false); RETURN NULL; END $$";
        let trigger = "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON numbered DEFERRABLE INITIALLY DEFERRED \
                       FOR EACH ROW EXECUTE FUNCTION at_the_end()";
        lab.batch(arm, tenant, &["CREATE TABLE numbered (id serial, v text)", at_the_end, trigger]).ok();
        lab.query(arm, tenant, "INSERT INTO numbered (v) VALUES ('a')").ok();
        let last = lab.query(arm, tenant, "SELECT lastval()");
        assert_eq!(last.body["error"]["sqlstate"], json!("55000"), "{arm}: {}", last.body);
        lab.query(arm, tenant, "INSERT INTO numbered (v) VALUES ('a')").ok();
        assert_eq!(one("SHOW work_mem"), json!([["2MB"]]), "{arm}: at the end of a transaction");
    }
}

/// What a session has parsed is kept for the next request, and means what it would mean if it were parsed then.
#[test]
fn a_statement_that_was_parsed_before_follows_every_definition() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let tenant = "kept";
        let one = |sql: &str| lab.query(arm, tenant, sql).rows();
        let by_number = || lab.query_with(arm, tenant, "SELECT * FROM t WHERE n = $1", &json!(["7"]));
        lab.query(arm, tenant, "CREATE TABLE t (n integer)").ok();
        lab.query(arm, tenant, "INSERT INTO t VALUES (7)").ok();
        if arm == "hybrid/postgres" {
            lab.settle(arm, tenant);
        }
        // A plan that serves every value is made at the sixth time.
        for _ in 0..7 {
            assert_eq!(by_number().rows(), json!([[7]]), "{arm}");
        }
        let kept =
            "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql AND statement LIKE 'SELECT * FROM t%'";
        assert_eq!(one(kept), json!([[1]]), "{arm}: it was parsed once");
        lab.query(arm, tenant, "ALTER TABLE t ADD COLUMN m integer DEFAULT 8").ok();
        assert_eq!(by_number().rows(), json!([[7, 8]]), "{arm}");
        // The parameter was a number, and is text from here on.
        lab.query(arm, tenant, "ALTER TABLE t ALTER COLUMN n TYPE text").ok();
        assert_eq!(by_number().rows(), json!([["7", 8]]), "{arm}");
        lab.batch(arm, tenant, &["CREATE SCHEMA other", "CREATE TABLE other.t (n bigint)"]).ok();
        let elsewhere = ["SELECT set_config('search_path', 'other', true)", "INSERT INTO t VALUES (70000000000)"];
        lab.batch(arm, tenant, &elsewhere).ok();
        assert_eq!(one("SELECT n FROM other.t"), json!([[70_000_000_000_i64]]), "{arm}");
        assert_eq!(by_number().rows(), json!([["7", 8]]), "{arm}");
        // A definition within a function is one too.
        let change = "CREATE FUNCTION change() RETURNS integer LANGUAGE plpgsql AS \
                      $$ BEGIN EXECUTE 'ALTER TABLE t DROP COLUMN m'; RETURN 1; END $$";
        lab.query(arm, tenant, change).ok();
        assert_eq!(by_number().rows(), json!([["7", 8]]), "{arm}");
        assert_eq!(one("SELECT change()"), json!([[1]]), "{arm}");
        assert_eq!(by_number().rows(), json!([["7"]]), "{arm}");
        let moment = || {
            std::thread::sleep(Duration::from_millis(5));
            one("SELECT 'now'::timestamptz")
        };
        assert_ne!(moment(), moment(), "{arm}");
        // Nothing of the name or the kind of a statement that is kept is said to a client.
        let missing = lab.query(arm, tenant, "SELECT * FROM t WHERE n = $1");
        assert_eq!(missing.code(), ErrorCode::ParameterMismatch, "{arm}");
        let message = missing.body["error"]["message"].as_str().unwrap().to_owned();
        assert_eq!(message, "the statement takes 1 parameters and was given 0", "{arm}");
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
