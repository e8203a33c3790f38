//! What is refused, under which code, and that nothing of it stays.

use serde_json::json;
use shared::{limits, refusal};

use super::*;

fn code(engine: &mut SqliteEngine, sql: &str) -> ErrorCode {
    let before = image(engine);
    let code = write_failure(engine, &[sql]).code;
    assert_eq!(image(engine), before, "{sql}");
    assert!(engine.recorded_change().is_none(), "{sql}");
    code
}

#[test]
fn statements_that_the_object_refuses_are_refused() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)", "CREATE VIRTUAL TABLE f USING fts5(x)"]);
    for sql in [
        "BEGIN",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO 'file'",
        "EXPLAIN VACUUM",
        "CREATE TABLE _cf_u (a)",
        "CREATE INDEX _CF_i ON t (a)",
        "CREATE VIEW _cf_v AS SELECT 1",
        "CREATE TRIGGER _cf_t AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE _cf_f USING fts5 (x)",
        "ALTER TABLE t RENAME TO _cf_t",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "PRAGMA table_info(_cf_kv)",
        "CREATE TEMP TABLE u (a)",
        "CREATE TEMP VIEW u AS SELECT 1",
        "CREATE TEMP TRIGGER u AFTER INSERT ON t BEGIN SELECT 1; END",
        "PRAGMA journal_mode = wal",
        "PRAGMA page_size = 512",
        "PRAGMA user_version = 7",
        "PRAGMA foreign_keys = off",
        "PRAGMA defer_foreign_keys = off",
        "PRAGMA writable_schema = on",
        "PRAGMA max_page_count = 99999",
        "PRAGMA optimize",
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
        "SELECT load_extension('x')",
        "SELECT sqlite_version()",
    ] {
        assert_eq!(code(&mut engine, sql), ErrorCode::StatementRefused, "{sql}");
    }
}

#[test]
fn functions_run_where_the_object_has_them_and_lets_them_run() {
    let mut engine = new_engine();
    for (sql, expected) in [
        ("SELECT abs(-1), iif(1, 2, 3), json('[1]'), upper('a'), printf('%d', 4)", None),
        (
            "SELECT json_pretty('[1]')",
            Some((ErrorCode::StatementRefused, "the function json_pretty is refused in every arm with SQLite")),
        ),
        (
            "SELECT IF(1, 2, 3)",
            Some((ErrorCode::StatementRefused, "the function if is refused in every arm with SQLite")),
        ),
        (
            "SELECT load_extension('x', 'y')",
            Some((ErrorCode::StatementRefused, "the function load_extension is refused in every arm with SQLite")),
        ),
        ("SELECT soundex('x')", Some((ErrorCode::SqlError, "no such function: soundex"))),
        ("SELECT * FROM dbstat", Some((ErrorCode::SqlError, "no such table: dbstat"))),
        ("SELECT nosuch('x')", Some((ErrorCode::SqlError, "no such function: nosuch"))),
        ("SELECT total_changes()", Some((ErrorCode::StatementRefused, refusal::TOTAL_CHANGES))),
    ] {
        let found = engine.execute(&Batch::of(sql), Access::Turn).err();
        let found = found.as_ref().map(|failure| (failure.code, failure.message.as_str()));
        assert_eq!(found, expected, "{sql}");
    }
}

#[test]
fn tables_are_altered_although_that_calls_functions() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a, b, c)", "CREATE VIEW v AS SELECT a, b FROM t"]);
    write(
        &mut engine,
        &["ALTER TABLE t RENAME COLUMN b TO \"B\"", "ALTER TABLE t DROP COLUMN c", "ALTER TABLE t RENAME TO u"],
    );
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM v"), json!([[0]]));
}

#[test]
fn a_statement_that_compiles_to_too_much_is_called_too_complex() {
    let mut engine = new_engine();
    let list = |count: usize| (0..count).map(|index| index.to_string()).collect::<Vec<_>>().join(",");
    let failure = write_failure(&mut engine, &[&format!("SELECT 1 WHERE 5 IN ({})", list(12_000))]);
    assert_eq!(failure, refusal::too_complex());
    assert_eq!(rows(&mut engine, &format!("SELECT 1 WHERE 5 IN ({})", list(7_100))), json!([[1]]));
}

#[test]
fn counters_of_the_connection_begin_anew_with_each_request() {
    let mut engine = new_engine();
    write(
        &mut engine,
        &[
            "CREATE TABLE t (a)",
            "INSERT INTO t VALUES (1), (2)",
            "CREATE VIEW v AS SELECT changes(), last_insert_rowid()",
        ],
    );
    for sql in ["SELECT changes(), last_insert_rowid()", "SELECT * FROM v"] {
        assert_eq!(rows(&mut engine, sql), json!([[0, 0]]), "{sql}");
    }
    let asked = [
        "INSERT INTO t VALUES (3)",
        "SELECT * FROM v",
        "UPDATE t SET a = 1",
        "SELECT * FROM v",
        "DELETE FROM t WHERE a = 9",
        "SELECT * FROM v",
    ];
    let answer = json(engine.execute(&batch(&asked), Access::Turn).unwrap());
    let told: Vec<_> = [1, 3, 5].iter().map(|index| answer["results"][index]["rows"][0].clone()).collect();
    assert_eq!(told, [json!([1, 3]), json!([3, 3]), json!([0, 3])]);
}

#[test]
fn what_ends_the_transaction_by_itself_leaves_nothing() {
    let mut engine = new_engine();
    write(
        &mut engine,
        &[
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE ON CONFLICT ROLLBACK)",
            "CREATE TABLE raised (a)",
            "CREATE TRIGGER raising BEFORE INSERT ON raised BEGIN SELECT raise(ROLLBACK, 'no'); END",
            "INSERT INTO t VALUES (1, 1)",
        ],
    );
    for sql in
        ["INSERT INTO t VALUES (3, 1)", "INSERT OR ROLLBACK INTO t VALUES (1, 3)", "INSERT INTO raised VALUES (1)"]
    {
        let failure = write_failure(&mut engine, &["INSERT INTO t VALUES (2, 2)", sql]);
        assert_eq!(failure.code, ErrorCode::ConstraintViolated, "{sql}");
        assert_eq!(rows(&mut engine, "SELECT a FROM t"), json!([[1]]), "{sql}");
    }
    write(&mut engine, &["INSERT INTO t VALUES (2, 2)"]);
}

#[test]
fn telling_pragmas_are_reads() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a UNIQUE REFERENCES t (a))"]);
    assert_eq!(rows(&mut engine, "PRAGMA table_info(t)"), json!([[0, "a", "", 0, null, 0]]));
    assert_eq!(rows(&mut engine, "SELECT name FROM pragma_table_info('t')"), json!([["a"]]));
    assert_eq!(rows(&mut engine, "PRAGMA foreign_keys"), json!([[1]]));
    assert_eq!(rows(&mut engine, "PRAGMA quick_check"), json!([["ok"]]));
    assert_eq!(rows(&mut engine, "PRAGMA foreign_key_check"), json!([]));
}

#[test]
fn errors_of_sql_keep_the_words_of_sqlite() {
    let mut engine = new_engine();
    let failure = write_failure(&mut engine, &["SELEC 1"]);
    assert_eq!((failure.code, failure.message.as_str()), (ErrorCode::SqlError, "near \"SELEC\": syntax error"));
    assert_eq!(code(&mut engine, "SELECT * FROM missing"), ErrorCode::SqlError);
    assert_eq!(code(&mut engine, "SELECT 1; SELECT 2"), ErrorCode::MultipleStatements);
    assert_eq!(code(&mut engine, "  -- nothing"), ErrorCode::EmptyStatement);
}

#[test]
fn parameters_must_be_as_many_as_the_statement_takes() {
    let mut engine = new_engine();
    for params in [vec![], vec![Value::Null; 2]] {
        let failure = engine.execute(&with_params("SELECT ?", params), Access::Read).unwrap_err();
        assert_eq!(failure.code, ErrorCode::ParameterMismatch);
    }
}

#[test]
fn a_violated_constraint_rolls_the_whole_batch_back() {
    let mut engine = new_engine();
    write(
        &mut engine,
        &["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)"],
    );
    let failure = write_failure(&mut engine, &["INSERT INTO p VALUES (1)", "INSERT INTO p VALUES (1)"]);
    assert_eq!(failure.code, ErrorCode::ConstraintViolated);
    assert_eq!(code(&mut engine, "INSERT INTO c VALUES (9)"), ErrorCode::ConstraintViolated);
    assert_eq!(rows(&mut engine, "SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM c)"), json!([[0, 0]]));
}

#[test]
fn a_read_that_writes_needs_the_turn_and_executes_nothing() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let before = image(&engine);
    for statements in [
        ["SELECT 1", "INSERT INTO t VALUES (1)"],
        ["CREATE TABLE u (a)", "SELECT * FROM u"],
        ["SELECT 1", "WITH w AS (SELECT 1) DELETE FROM t"],
    ] {
        assert!(matches!(engine.execute(&batch(&statements), Access::Read).unwrap(), Execution::NeedsTurn));
        assert_eq!(image(&engine), before);
    }
}

#[test]
fn the_step_budget_ends_what_does_not_end() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let endless = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s)";
    assert_eq!(code(&mut engine, &format!("{endless} SELECT count(*) FROM s")), ErrorCode::StepBudgetExceeded);
    let failure = write_failure(
        &mut engine,
        &["INSERT INTO t VALUES (1)", &format!("{endless} INSERT INTO t SELECT i % 2 FROM s WHERE i % 1000000 = 0")],
    );
    assert_eq!(failure.code, ErrorCode::StepBudgetExceeded);
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
}

#[test]
fn results_are_bounded_and_a_bounded_write_is_rolled_back() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let many = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10001)";
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT i FROM s RETURNING a")),
        ErrorCode::ResultTooLarge
    );
    assert_eq!(
        code(&mut engine, "SELECT zeroblob(2000000), zeroblob(2000000), zeroblob(1)"),
        ErrorCode::ResultTooLarge
    );
}

#[test]
fn a_change_beyond_its_bound_is_rolled_back() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let rows_of_64_kib = limits::CHANGE_BYTES / 65_536 + 1;
    let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows_of_64_kib})");
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT randomblob(65536) FROM s")),
        ErrorCode::ChangeTooLarge
    );
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
    write(&mut engine, &["INSERT INTO t VALUES (1)"]);
}

/// A tenant of the given size, in rows of one page.
fn large_engine(bytes: usize) -> SqliteEngine {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)"]);
    let per_write = 1500;
    for _ in 0..=bytes / 4096 / per_write {
        let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {per_write})");
        write(&mut engine, &[&format!("{many} INSERT INTO t (a, b) SELECT 0, randomblob(3500) FROM s")]);
    }
    engine
}

#[test]
fn a_write_that_touches_too_many_pages_is_rolled_back() {
    let mut engine = large_engine(limits::TOUCHED_BYTES + (4 << 20));
    assert_eq!(code(&mut engine, "UPDATE t SET a = 1"), ErrorCode::ChangeTooLarge);
    assert_eq!(rows(&mut engine, "SELECT sum(a) FROM t"), json!([[0]]));
    assert_eq!(rows(&mut engine, "PRAGMA quick_check"), json!([["ok"]]));
}

#[test]
fn a_write_that_adds_too_many_pages_ends_before_it_holds_them() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    // Zeros change little, however many there are, so only the pages count.
    let rows_of_1_mib = limits::TOUCHED_BYTES / (1 << 20) + 2;
    let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows_of_1_mib})");
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT zeroblob(1048576) FROM s")),
        ErrorCode::ChangeTooLarge
    );
    assert!(engine.memory_bytes() < limits::TOUCHED_BYTES / 2, "the pages are gone again");
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
    write(&mut engine, &["INSERT INTO t VALUES (1)"]);
}

#[test]
fn a_database_beyond_its_bound_is_refused() {
    let mut engine = large_engine(limits::TENANT_BYTES - (12 << 20));
    let many = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 1500)";
    let insert = format!("{many} INSERT INTO t (a, b) SELECT 0, randomblob(3500) FROM s");
    let failure = loop {
        match engine.execute(&batch(&[&insert]), Access::Turn) {
            Ok(_) => engine.keep(),
            Err(failure) => break failure,
        }
    };
    assert_eq!(failure.code, ErrorCode::TenantTooLarge);
    assert!(engine.recorded_change().is_none());
    write(&mut engine, &["DELETE FROM t WHERE id < 100"]);
}

#[test]
fn limits_of_the_object_hold() {
    let mut engine = new_engine();
    let columns = (0..101).map(|index| format!("c{index}")).collect::<Vec<_>>().join(", ");
    let union = ["SELECT 1"; 6].join(" UNION ALL ");
    for sql in [
        format!("CREATE TABLE t ({columns})"),
        union,
        format!("SELECT {}1{}", "(".repeat(120), " + 1)".repeat(120)),
        format!("SELECT 'a' LIKE '{}'", "a".repeat(51)),
        "SELECT zeroblob(2200001)".to_owned(),
    ] {
        assert_eq!(code(&mut engine, &sql), ErrorCode::SqlError, "{sql}");
    }
}

#[test]
fn deferring_foreign_keys_ends_with_its_request() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)"]);
    let repaired = ["INSERT INTO c VALUES (1)", "INSERT INTO p VALUES (1)"];
    for sql in ["PRAGMA defer_foreign_keys = on", "EXPLAIN PRAGMA defer_foreign_keys = on"] {
        let _ = engine.execute(&Batch::of(sql), Access::Read);
        assert_eq!(write_failure(&mut engine, &repaired).code, ErrorCode::ConstraintViolated, "{sql}");
    }
    write(&mut engine, &["PRAGMA defer_foreign_keys = on", repaired[0], repaired[1]]);
}
