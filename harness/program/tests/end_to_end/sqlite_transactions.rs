//! What ends a transaction by itself, and what of a connection outlives a request: the same in every arm, and nothing stays.

use serde_json::{Value, json};
use shared::error::ErrorCode;

use crate::lab::{ARMS, Lab};

const SCHEMA: [&str; 11] = [
    "CREATE TABLE kept (a)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE, b CHECK (b > 0) NOT NULL DEFAULT 1)",
    "CREATE TABLE strict_t (a UNIQUE ON CONFLICT ROLLBACK, b NOT NULL ON CONFLICT ROLLBACK DEFAULT 1)",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE now (p REFERENCES parent)",
    "CREATE TABLE later (p REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE raising (a)",
    "CREATE TRIGGER raise_rollback BEFORE INSERT ON raising WHEN new.a = 1 BEGIN SELECT RAISE(ROLLBACK, 'raised'); END",
    "CREATE TRIGGER raise_fail BEFORE INSERT ON raising WHEN new.a = 2 BEGIN SELECT RAISE(FAIL, 'raised'); END",
    "CREATE TRIGGER insert_rollback AFTER INSERT ON raising WHEN new.a = 3 \
     BEGIN INSERT OR ROLLBACK INTO t (a) VALUES (1); END",
    "CREATE TRIGGER raise_abort BEFORE INSERT ON raising WHEN new.a = 4 BEGIN SELECT RAISE(ABORT, 'raised'); END",
];

const ROWS: [&str; 3] =
    ["INSERT INTO t (a) VALUES (1)", "INSERT INTO strict_t (a) VALUES (1)", "INSERT INTO parent VALUES (1), (2)"];

/// Batches that violate a constraint, with the words that every arm finds for it; one line is one case.
const VIOLATING: [(&[&str], &str); 21] = [
    (&["INSERT INTO t (a) VALUES (1)"], "UNIQUE constraint failed: t.a"),
    (&["INSERT INTO t (id, a) VALUES (1, 5)"], "UNIQUE constraint failed: t.id"),
    (&["INSERT INTO t (a, b) VALUES (5, 0)"], "CHECK constraint failed: b > 0"),
    (&["INSERT INTO t (a, b) VALUES (5, NULL)"], "NOT NULL constraint failed: t.b"),
    (&["INSERT OR ROLLBACK INTO t (a) VALUES (1)"], "UNIQUE constraint failed: t.a"),
    (&["INSERT OR FAIL INTO t (a) VALUES (5), (1)"], "UNIQUE constraint failed: t.a"),
    (&["INSERT OR ABORT INTO t (a) VALUES (5), (1)"], "UNIQUE constraint failed: t.a"),
    (&["INSERT INTO t (a) VALUES (5)", "UPDATE OR ROLLBACK t SET a = 1 WHERE a = 5"], "UNIQUE constraint failed: t.a"),
    (&["INSERT INTO strict_t (a) VALUES (1)"], "UNIQUE constraint failed: strict_t.a"),
    (&["UPDATE strict_t SET b = NULL"], "NOT NULL constraint failed: strict_t.b"),
    (&["INSERT INTO raising VALUES (1)"], "raised"),
    (&["INSERT INTO raising VALUES (2)"], "raised"),
    (&["INSERT INTO raising VALUES (3)"], "UNIQUE constraint failed: t.a"),
    (&["INSERT INTO raising VALUES (4)"], "raised"),
    (&["INSERT INTO now VALUES (9)"], "FOREIGN KEY constraint failed"),
    (&["INSERT INTO later VALUES (9)"], "FOREIGN KEY constraint failed"),
    (&["INSERT INTO later VALUES (2)", "DELETE FROM parent WHERE id = 2"], "FOREIGN KEY constraint failed"),
    (&["PRAGMA defer_foreign_keys = on", "INSERT INTO now VALUES (9)"], "FOREIGN KEY constraint failed"),
    (
        &["PRAGMA defer_foreign_keys(1)", "INSERT INTO now VALUES (2)", "DELETE FROM parent"],
        "FOREIGN KEY constraint failed",
    ),
    (
        &["CREATE TABLE new (p REFERENCES parent DEFERRABLE INITIALLY DEFERRED)", "INSERT INTO new VALUES (9)"],
        "FOREIGN KEY constraint failed",
    ),
    (
        &["PRAGMA defer_foreign_keys = on", "INSERT INTO now VALUES (9)", "DROP TABLE parent"],
        "FOREIGN KEY constraint failed",
    ),
];

/// Batches that violate a constraint on their way and not at their end.
const MENDING: [&[&str]; 5] = [
    &["INSERT INTO later VALUES (9)", "INSERT INTO parent VALUES (9)"],
    &["PRAGMA defer_foreign_keys = on", "INSERT INTO now VALUES (8)", "INSERT INTO parent VALUES (8)"],
    &["INSERT OR IGNORE INTO t (a) VALUES (1)", "INSERT OR REPLACE INTO strict_t (a) VALUES (1)"],
    &["INSERT OR ROLLBACK INTO t (a) VALUES (50)"],
    &["INSERT INTO raising VALUES (9)"],
];

/// What shows whether anything of a batch stayed.
const TRACES: [&str; 8] = [
    "SELECT count(*) FROM kept",
    "SELECT id, a, b FROM t ORDER BY id",
    "SELECT a, b FROM strict_t ORDER BY a",
    "SELECT id FROM parent ORDER BY id",
    "SELECT p FROM now ORDER BY p",
    "SELECT p FROM later ORDER BY p",
    "SELECT a FROM raising ORDER BY a",
    "SELECT name FROM sqlite_schema WHERE name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
];

fn traces(lab: &Lab, arm: &str, tenant: &str) -> Vec<Value> {
    TRACES.iter().map(|sql| lab.query(arm, tenant, sql).rows()).collect()
}

#[test]
fn a_violated_constraint_leaves_nothing_in_any_arm() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "violations";
        lab.batch(arm, tenant, &SCHEMA).ok();
        lab.batch(arm, tenant, &ROWS).ok();
        let before = traces(&lab, arm, tenant);
        for (statements, words) in VIOLATING {
            let batch = [&["INSERT INTO kept VALUES (7)"], statements].concat();
            let answer = lab.batch(arm, tenant, &batch);
            assert_eq!(answer.code(), ErrorCode::ConstraintViolated, "{arm}: {statements:?}: {}", answer.body);
            assert_eq!(answer.body["error"]["message"], words, "{arm}: {statements:?}");
            assert_eq!(traces(&lab, arm, tenant), before, "{arm}: {statements:?}");
        }
        for statements in MENDING {
            lab.batch(arm, tenant, statements).ok();
        }
    }
}

#[test]
fn a_violated_constraint_leaves_no_receipt() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "violated-receipts";
        lab.batch(arm, tenant, &SCHEMA).ok();
        lab.batch(arm, tenant, &ROWS).ok();
        for (index, (statements, _)) in
            VIOLATING.iter().enumerate().filter(|(_, (statements, _))| statements.len() == 1)
        {
            let key = format!("violated-{index}");
            let answer = lab.query_once(arm, tenant, statements[0], &key);
            assert_eq!(answer.code(), ErrorCode::ConstraintViolated, "{arm}: {statements:?}");
            // A receipt would say that the key belongs to another request.
            lab.query_once(arm, tenant, "INSERT INTO kept VALUES (1)", &key).ok();
        }
    }
}

#[test]
fn deferring_foreign_keys_ends_with_the_request_in_every_arm() {
    let lab = Lab::shared();
    let repaired = ["INSERT INTO now VALUES (5)", "INSERT INTO parent VALUES (5)"];
    for arm in ARMS {
        let tenant = "deferring";
        lab.batch(arm, tenant, &SCHEMA).ok();
        for sql in ["PRAGMA defer_foreign_keys = on", "EXPLAIN PRAGMA defer_foreign_keys = on"] {
            lab.query(arm, tenant, sql);
            assert_eq!(
                lab.query(arm, tenant, "PRAGMA defer_foreign_keys").rows()[0][0].as_f64(),
                Some(0.0),
                "{arm}: {sql}"
            );
            assert_eq!(lab.batch(arm, tenant, &repaired).code(), ErrorCode::ConstraintViolated, "{arm}: {sql}");
        }
        let off = ["PRAGMA defer_foreign_keys = on", "INSERT INTO now VALUES (5)", "PRAGMA defer_foreign_keys = off"];
        assert_eq!(lab.batch(arm, tenant, &off).code(), ErrorCode::StatementRefused, "{arm}");
        assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM now").rows()[0][0].as_f64(), Some(0.0), "{arm}");
    }
}

#[test]
fn counters_of_a_connection_tell_of_one_request() {
    let lab = Lab::shared();
    let counters = "SELECT changes(), last_insert_rowid()";
    for arm in ARMS {
        let tenant = "counters";
        let told = |statements: &[&str], index: usize| {
            lab.batch(arm, tenant, statements).ok()["results"][index]["rows"][0].take()
        };
        assert_eq!(told(&[counters], 0), json!([0, 0]), "{arm}");
        lab.batch(arm, tenant, &["CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2), (3)"]).ok();
        lab.query_once(arm, tenant, "INSERT INTO t VALUES (4)", "counted").ok();
        assert_eq!(told(&[counters], 0), json!([0, 0]), "{arm}");
        assert_eq!(told(&["INSERT INTO t VALUES (5), (6)", counters], 1), json!([2, 6]), "{arm}");
        assert_eq!(told(&["UPDATE t SET a = 0", counters], 1), json!([6, 0]), "{arm}");
        assert_eq!(told(&["DELETE FROM t WHERE a = 9", counters], 1), json!([0, 0]), "{arm}");
        assert_eq!(
            told(
                &["INSERT INTO t VALUES (7)", "INSERT INTO t VALUES (last_insert_rowid())", "SELECT max(a) FROM t"],
                2
            ),
            json!([7]),
            "{arm}"
        );
        let names =
            lab.query(arm, tenant, "SELECT name FROM sqlite_schema WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").rows();
        assert_eq!(names, json!([["t"]]), "{arm}");
    }
}

#[test]
fn a_result_that_is_not_read_to_its_end_locks_nothing() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "unread";
        let numbers = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10002)";
        lab.batch(arm, tenant, &["CREATE TABLE t (a)", &format!("{numbers} INSERT INTO t SELECT i FROM s")]).ok();
        assert_eq!(lab.query(arm, tenant, "SELECT a FROM t").code(), ErrorCode::ResultTooLarge, "{arm}");
        lab.query(arm, tenant, "DROP TABLE t").ok();
    }
}
